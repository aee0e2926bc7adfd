"""Writes the float32 ONNX graph of a GPT-2 checkpoint folder.

    model-export export build/checkpoint --out build/fp32

The folder gets model.onnx and model.onnx.data; any GPT-2 size works. `quantize` is the same with 8 or 4 bit
weights.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from model_export.errors import UserError
from model_export.export_checkpoint import Checkpoint, read_checkpoint
from model_export.folders import written_whole
from model_export.graph import KvScales, build
from model_export.graph_variant import Variant
from model_export.quantize_blocks import Blocks

MODEL_FILE = "model.onnx"
DATA_FILE = "model.onnx.data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "checkpoint", type=Path, help="folder with config.json, model.safetensors, tokenizer.json"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write; must not exist or be empty")


def run(args: argparse.Namespace) -> int:
    checkpoint = read_checkpoint(args.checkpoint)
    size = write_graph(checkpoint, Variant("fp32", "fp32"), None, args.out)
    print(f"{args.out}: float32 graph, {size / 1e6:.1f} MB")
    return 0


def write_graph(
    checkpoint: Checkpoint,
    variant: Variant,
    scales: KvScales | None,
    out: Path,
    blocks: Mapping[str, Blocks] | None = None,
) -> int:
    """Writes model.onnx and model.onnx.data into `out`, whole or not at all; returns their size in bytes."""
    with new_folder(out) as folder:
        build(checkpoint, variant, scales, DATA_FILE, blocks).write(folder / MODEL_FILE)
        return sum(f.stat().st_size for f in folder.iterdir())


def new_folder(out: Path) -> AbstractContextManager[Path]:
    """A folder to fill that takes its name only when the block ends well; nothing of yours is overwritten."""
    if out.is_dir() and any(out.iterdir()):
        raise UserError(f"{out}: exists already; remove it or choose another name")
    return written_whole(out)
