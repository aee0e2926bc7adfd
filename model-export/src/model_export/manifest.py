"""manifest.json of a model bundle: what the game checks before it trusts a file, and what a reader may want
to know.
"""

from __future__ import annotations

import hashlib
import json
import platform
from importlib.metadata import version
from pathlib import Path

from onnx import TensorProto, load

from model_export import __version__
from model_export.errors import UserError
from model_export.export_checkpoint import Architecture

FORMAT = 1
PROMPT_VERSION = 1
MANIFEST_FILE = "manifest.json"
PART_BYTES = 16 * 1024 * 1024
_TYPES = {
    TensorProto.INT64: "int64",
    TensorProto.INT32: "int32",
    TensorProto.INT8: "int8",
    TensorProto.FLOAT: "float32",
}


def file_entry(file: Path) -> dict:
    """Size and sha256 of the file and of each 16 MiB part, so that a download is checked as it arrives."""
    whole, parts = hashlib.sha256(), []
    with file.open("rb") as stream:
        while part := stream.read(PART_BYTES):
            whole.update(part)
            parts.append(hashlib.sha256(part).hexdigest())
    return {"path": file.name, "size": file.stat().st_size, "sha256": whole.hexdigest(), "parts": parts}


def file_entries(folder: Path) -> list[dict]:
    return [file_entry(f) for f in sorted(folder.iterdir()) if f.name != MANIFEST_FILE]


def bundle_id(name: str, files: list[dict]) -> str:
    lines = "".join(f"{f['path']} {f['sha256']}\n" for f in sorted(files, key=lambda f: f["path"]))
    return f"{name}-{hashlib.sha256(lines.encode()).hexdigest()[:10]}"


def architecture_entry(a: Architecture) -> dict:
    return {
        "type": "gpt2",
        "layers": a.layers,
        "heads": a.heads,
        "head_size": a.head_size,
        "width": a.width,
        "vocabulary": a.vocabulary,
        "context": a.context,
    }


def graph_entry(model_path: Path) -> dict:
    """Names, types and shapes of inputs and outputs, read back from the written file."""
    graph = load(model_path, load_external_data=False).graph
    return {
        "file": model_path.name,
        "inputs": [_value(i) for i in graph.input],
        "outputs": [_value(o) for o in graph.output],
    }


def exporter_entry() -> dict:
    libraries = ("torch", "transformers", "tokenizers", "onnx", "onnxruntime")
    return {"model-export": __version__, "python": platform.python_version()} | {
        n: version(n) for n in libraries
    }


def write_manifest(folder: Path, manifest: dict) -> None:
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST_FILE).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> dict:
    file = folder / MANIFEST_FILE
    if not file.is_file():
        raise UserError(f"{file}: is missing; give the folder of a model bundle")
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as e:
        raise UserError(f"{file}: not readable JSON ({e}); write the bundle again") from e
    if found.get("format") != FORMAT:
        raise UserError(f"{file}: format is {found.get('format')}, this version reads {FORMAT}")
    return found


def _value(info) -> dict:
    tensor = info.type.tensor_type
    shape = [d.dim_param or d.dim_value for d in tensor.shape.dim]
    return {"name": info.name, "type": _TYPES[tensor.elem_type], "shape": shape}
