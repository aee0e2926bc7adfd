"""Writes the quantized ONNX graph of a GPT-2 checkpoint folder: the default bundle's is 8 bit with an int8
KV cache.

    model-export quantize build/checkpoint --text build/dataset/train --out build/int8
    model-export quantize build/checkpoint --weights int4 --text build/dataset/train --out build/int4
    model-export quantize build/checkpoint --weights browser --text build/dataset/train --out build/browser

The text calibrates: its keys and values fix the scales of an int8 KV cache, its activations tell the rounding
which errors matter.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model_export.check_text import read_windows, tokenizer_of
from model_export.errors import UserError
from model_export.export import MODEL_FILE, write_graph
from model_export.export_checkpoint import Checkpoint, read_checkpoint
from model_export.graph import KvScales
from model_export.graph_session import GraphSession
from model_export.graph_variant import BLOCK_SIZES, WEIGHTS, Variant, usual_kv_cache
from model_export.quantize_kv import calibrate

BLOCK_HELP = "weights that share a scale: 64 at 8 bit, 32 at 4 bit if not given; 32 keeps more"
ROUNDINGS = ("compensated", "nearest")
ROUNDING_HELP = "nearest needs no text and no time; compensated keeps more (GPTQ)"


@dataclass(frozen=True)
class Calibration:
    """How the text is used; `measured` windows of it are left to a measurement that follows."""

    windows: int = 32
    kv_scales: str = "auto"
    rounding: str = "compensated"
    measured: int = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "checkpoint", type=Path, help="folder with config.json, model.safetensors, tokenizer.json"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write; must not exist or be empty")
    parser.add_argument("--weights", choices=WEIGHTS, default="int8")
    parser.add_argument("--block", type=int, choices=BLOCK_SIZES, default=0, help=BLOCK_HELP)
    parser.add_argument("--kv-cache", choices=("int8", "fp32"), help="int8; fp32 in the browser's graph")
    parser.add_argument("--rounding", choices=ROUNDINGS, default="compensated", help=ROUNDING_HELP)
    parser.add_argument("--text", type=Path, nargs="+", help="files or folders to calibrate on")
    parser.add_argument(
        "--windows", type=int, default=32, help="windows of the full context to calibrate with"
    )
    parser.add_argument("--kv-scales", choices=("auto", "channel", "tensor"), default="auto")
    parser.add_argument("--reference", type=Path, help="float32 graph by `export`, if there is one already")


def run(args: argparse.Namespace) -> int:
    checkpoint = read_checkpoint(args.checkpoint)
    variant = Variant(args.weights, args.kv_cache or usual_kv_cache(args.weights), args.block)
    how = Calibration(args.windows, args.kv_scales, args.rounding)
    size = quantize(checkpoint, variant, args.out, args.text or [], args.reference, how)
    print(f"{args.out}: {variant.name}, {size / 1e6:.1f} MB")
    return 0


def quantize(
    checkpoint: Checkpoint,
    variant: Variant,
    out: Path,
    text: list[Path],
    reference: Path | None = None,
    how: Calibration | None = None,
) -> int:
    """Writes one variant into `out`; returns its size in bytes."""
    how = how or Calibration()
    variant.refuse_unsuited(checkpoint.architecture, checkpoint.folder)
    ids = _windows(checkpoint, variant, text, how)
    blocks = None
    if how.rounding == "compensated":
        from model_export.quantize_rounding import compensated_blocks  # torch takes seconds to import

        blocks = compensated_blocks(checkpoint, variant, ids)
    scales = _kv_scales(checkpoint, reference, ids, how.kv_scales) if variant.kv_cache == "int8" else None
    return write_graph(checkpoint, variant, scales, out, blocks)


def _windows(checkpoint: Checkpoint, variant: Variant, text: list[Path], how: Calibration) -> np.ndarray:
    if text:
        context = checkpoint.architecture.context
        return read_windows(text, tokenizer_of(checkpoint), context, how.windows, measured=how.measured).ids
    if variant.kv_cache == "int8":
        raise UserError("an int8 KV cache is calibrated on text; give --text or --kv-cache fp32")
    if how.rounding == "compensated":
        raise UserError("compensated rounding is calibrated on text; give --text or --rounding nearest")
    return np.zeros((0, 0), np.int64)


def _kv_scales(checkpoint: Checkpoint, reference: Path | None, ids: np.ndarray, mode: str) -> KvScales:
    with tempfile.TemporaryDirectory() as scratch:
        if reference is None:
            reference = Path(scratch) / "fp32"
            write_graph(checkpoint, Variant("fp32", "fp32"), None, reference)
        scales, errors = calibrate(GraphSession(reference / MODEL_FILE), ids, mode)
    found = ", ".join(f"{mode} {100 * error:.2f} %" for mode, error in errors.items())
    print(f"int8 KV cache: error per {found} over {ids.size} tokens; scales {scales.mode}")
    return scales
