"""Writes the quantized ONNX graph of a GPT-2 checkpoint folder: the default bundle's is 8 bit with an int8
KV cache.

    model-export quantize build/checkpoint --text build/dataset/train --out build/int8
    model-export quantize build/checkpoint --weights int4 --kv-cache fp32 --out build/int4

The text calibrates the int8 KV cache: its keys and values fix the scales.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from model_export.check_text import read_windows, tokenizer_of
from model_export.errors import UserError
from model_export.export import MODEL_FILE, write_graph
from model_export.export_checkpoint import Checkpoint, read_checkpoint
from model_export.graph import BLOCK_SIZES, Variant
from model_export.graph_session import GraphSession
from model_export.quantize_kv import calibrate

BLOCK_HELP = "weights that share a scale: 64 at 8 bit, 32 at 4 bit if not given; 32 keeps more"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "checkpoint", type=Path, help="folder with config.json, model.safetensors, tokenizer.json"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write; must not exist or be empty")
    parser.add_argument("--weights", choices=("int8", "int4"), default="int8")
    parser.add_argument("--block", type=int, choices=BLOCK_SIZES, default=0, help=BLOCK_HELP)
    parser.add_argument("--kv-cache", choices=("int8", "fp32"), default="int8")
    parser.add_argument(
        "--text", type=Path, nargs="+", help="files or folders that calibrate the int8 KV cache"
    )
    parser.add_argument(
        "--windows", type=int, default=32, help="windows of the full context to calibrate with"
    )
    parser.add_argument("--kv-scales", choices=("auto", "channel", "tensor"), default="auto")
    parser.add_argument("--reference", type=Path, help="float32 graph by `export`, if there is one already")


def run(args: argparse.Namespace) -> int:
    checkpoint = read_checkpoint(args.checkpoint)
    variant = Variant(args.weights, args.kv_cache, args.block)
    if variant.kv_cache == "int8" and not args.text:
        raise UserError("an int8 KV cache is calibrated on text; give --text or --kv-cache fp32")
    size = quantize(
        checkpoint, variant, args.out, args.text or [], args.reference, args.windows, args.kv_scales
    )
    print(f"{args.out}: {variant.name}, {size / 1e6:.1f} MB")
    return 0


def quantize(
    checkpoint: Checkpoint,
    variant: Variant,
    out: Path,
    text: list[Path],
    reference: Path | None = None,
    windows: int = 32,
    kv_scales: str = "auto",
) -> int:
    """Writes one variant into `out`; returns its size in bytes."""
    a = checkpoint.architecture
    for name, inputs in (("n_embd", a.width), ("n_inner", a.inner)):
        if inputs % variant.block_size:
            raise UserError(
                f"{checkpoint.folder}: {name} {inputs} is not a multiple of {variant.block_size}, "
                f"the block of {variant.weights}; train a width that is, or use `export` for float32"
            )
    if variant.kv_cache == "fp32":
        return write_graph(checkpoint, variant, None, out)
    with tempfile.TemporaryDirectory() as scratch:
        if reference is None:
            reference = Path(scratch) / "fp32"
            write_graph(checkpoint, Variant("fp32", "fp32"), None, reference)
        ids = read_windows(text, tokenizer_of(checkpoint), a.context, windows).ids
        scales, errors = calibrate(GraphSession(reference / MODEL_FILE), ids, kv_scales)
    found = ", ".join(f"{mode} {100 * error:.2f} %" for mode, error in errors.items())
    print(f"int8 KV cache: error per {found} over {ids.size} tokens; scales {scales.mode}")
    return write_graph(checkpoint, variant, scales, out)
