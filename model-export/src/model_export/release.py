"""From a checkpoint to a checked bundle with its goldens, all steps in order.

    model-export release build/checkpoint --name gothic-6m --corpus corpus \\
        --text build/dataset/validation --training build/dataset/train \\
        --out ../function/models --golden ../function/src/test/resources/golden

Steps: export (float32), quantize, check, bundle, golden. Each can be run alone. With --replace, bundles of
other ids in OUT are removed at the end, when the new one stands.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from model_export import bundle
from model_export.check import FP32, check
from model_export.export import write_graph
from model_export.golden import write_strings
from model_export.manifest import MANIFEST_FILE
from model_export.quantize import quantize

LARGEST_COMMITTED = 20_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "checkpoint", type=Path, help="folder: config.json, model.safetensors, tokenizer.json"
    )
    bundle.add_source_arguments(parser)
    parser.add_argument("--out", type=Path, required=True, help="folder of bundles; OUT/{id} is written")
    parser.add_argument("--golden", type=Path, help="folder of the Java tests' golden files to remake")
    parser.add_argument("--replace", action="store_true", help="remove other bundles from OUT afterwards")


def run(args: argparse.Namespace) -> int:
    source = bundle.source_of(args)
    with tempfile.TemporaryDirectory() as scratch:
        reference, graph = Path(scratch) / "fp32", Path(scratch) / "graph"
        _announce(1, "export", "float32 graph")
        write_graph(source.checkpoint, FP32, None, reference)
        _announce(2, "quantize", source.variant.name)
        quantize(source.checkpoint, source.variant, graph, source.calibration, reference)
        _announce(3, "check", " ".join(map(str, source.text)))
        graphs = [reference, graph]
        exact, ours = check(source.checkpoint, graphs, source.text, source.windows, source.separator)
        measured = bundle.Measured(ours.quality, exact.quality, ours.speed)
        _announce(4, "bundle", str(args.out))
        source = replace(source, reference=reference, graph=graph)
        folder = bundle.write_bundle(source, args.out, measured)
    size = sum(f.stat().st_size for f in folder.iterdir())
    print(f"{folder}: {size / 1e6:.1f} MB" + (" (too large to commit)" if size > LARGEST_COMMITTED else ""))
    _announce(5, "golden", str(args.golden or "not asked for"))
    if args.golden:
        print(write_strings(folder / bundle.TOKENIZER_FILE, args.golden))
    if args.replace:
        _remove_others(args.out, folder)
    return 0


def _announce(step: int, name: str, what: str) -> None:
    print(f"[{step}/5] {name}: {what}", flush=True)


def _remove_others(out: Path, kept: Path) -> None:
    for other in sorted(out.iterdir()):
        if other != kept and (other / MANIFEST_FILE).is_file():
            shutil.rmtree(other)
            print(f"{other}: removed")
