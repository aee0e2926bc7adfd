"""Compares exported graphs with their checkpoint and refuses those that are too far from it.

    model-export check build/checkpoint --text build/dataset/validation
    model-export check build/checkpoint --text build/dataset/validation --graph build/fp32 build/int8

Without --graph it builds every variant for the occasion, calibrated on windows of the text that are not
measured. The float32 graph is held against PyTorch at several prompt lengths and over a decode with the KV
cache; the others against it on real text, and at the same lengths in batches of 1 to 4; the default variant
must give the same bits whatever shares its batch and however its prompt was cut. Exit code 2 when a bound is
broken.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

from model_export import check_shapes, check_torch
from model_export.check_independence import dependences
from model_export.check_quality import BOUNDS, Quality, cure, measure
from model_export.check_speed import Speed, cpu_name, measure_speed
from model_export.check_text import SEPARATORS, read_windows, tokenizer_of
from model_export.errors import UserError
from model_export.export import MODEL_FILE, write_graph
from model_export.export_checkpoint import Checkpoint, read_checkpoint
from model_export.graph_session import GraphSession
from model_export.graph_variant import Variant
from model_export.quantize import Calibration, quantize

FP32 = Variant("fp32", "fp32")
VARIANTS = (
    Variant(),
    Variant(block_size=32),
    Variant("int8", "fp32"),
    Variant("int4"),
    Variant("browser", "fp32"),
)
# The kind whose logits may depend on nothing but the tokens: weights, KV cache.
INDEPENDENT = ("int8", "int8")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "checkpoint", type=Path, help="folder: config.json, model.safetensors, tokenizer.json"
    )
    parser.add_argument("--text", type=Path, nargs="+", required=True, help="held-out files or folders")
    parser.add_argument(
        "--graph", type=Path, nargs="+", help="folders by `export` and `quantize`; default: all"
    )
    parser.add_argument("--separator", choices=SEPARATORS, default="document")
    parser.add_argument("--windows", type=int, default=32, help="windows of the full context to measure on")


def run(args: argparse.Namespace) -> int:
    checkpoint = read_checkpoint(args.checkpoint)
    with tempfile.TemporaryDirectory() as scratch:
        graphs = args.graph or _build_all(checkpoint, args.text, args.windows, Path(scratch))
        check(checkpoint, graphs, args.text, args.windows, args.separator)
    return 0


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    variant: str
    speed: Speed
    quality: Quality
    depends_on: list[str]


def check(
    checkpoint: Checkpoint,
    graphs: list[Path],
    text: list[Path],
    windows: int = 32,
    separator: str = "document",
) -> list[Row]:
    """Prints the table and returns its rows, float32 first; raises UserError when a bound is broken."""
    context = checkpoint.architecture.context
    sessions = {folder: GraphSession(folder / MODEL_FILE, spinning=False) for folder in graphs}
    by_variant = sorted(sessions, key=lambda f: sessions[f].properties != FP32.properties())
    reference = sessions[by_variant[0]]
    if reference.properties != FP32.properties():
        raise UserError("no float32 graph among --graph; write one with `model-export export`")
    broken = _against_torch(reference, checkpoint, context)
    ids = read_windows(text, tokenizer_of(checkpoint), context, windows, separator)
    qualities = measure(reference, [sessions[f] for f in by_variant[1:]], ids)
    rows = []
    for folder, quality in zip(by_variant, qualities, strict=True):
        session = sessions[folder]
        variant = Variant.of(session.properties)
        row = Row(
            variant.name, measure_speed(folder / MODEL_FILE, context), quality, dependences(session, context)
        )
        rows.append(row)
        broken += _at_every_shape(variant, session, reference, context)
        if variant != FP32:
            found = quality.violations(BOUNDS[variant.weights], qualities[0])
            broken += [f"{variant.name}: {violation} ({cure(variant)})" for violation in found]
        if (variant.weights, variant.kv_cache) == INDEPENDENT:
            broken += [f"{variant.name}: logits depend on {cause}" for cause in row.depends_on]
    print(table(rows))
    print(f"{qualities[0].tokens} tokens of held-out text, {cpu_name()}")
    if broken:
        raise UserError("refused: " + "; ".join(broken))
    return rows


def table(rows: list[Row]) -> str:
    names = ("MB", "load ms", "tokens/s", "top-1", "KL", "perplexity", "rise")
    lines = [f"{'variant':<44}" + "".join(f"{n:>11}" for n in names) + "  depends on"]
    first = rows[0].quality
    for row in rows:
        q, s = row.quality, row.speed
        lines.append(
            f"{row.variant:<44}{s.megabytes:11.1f}{s.load_ms:11.0f}{s.tokens_per_second:11.0f}"
            f"{q.top1_agreement:11.2%}{q.kl:11.5f}{q.perplexity:11.3f}"
            f"{q.perplexity / first.perplexity - 1:11.2%}  {', '.join(row.depends_on) or 'nothing'}"
        )
    return "\n".join(lines)


def _against_torch(reference: GraphSession, checkpoint: Checkpoint, context: int) -> list[str]:
    broken = []
    for what, difference in check_torch.differences(reference, checkpoint.folder, context).items():
        print(f"float32 graph against PyTorch, {what}: largest logit difference {difference:.1e}")
        if not difference <= check_torch.LARGEST_DIFFERENCE:
            broken.append(f"float32 graph differs by {difference:.1e} from PyTorch at {what}")
    return broken


def _at_every_shape(
    variant: Variant, session: GraphSession, reference: GraphSession, context: int
) -> list[str]:
    allowed = check_shapes.LARGEST_DISTANCE[variant.weights]
    found = check_shapes.distances(session, reference, context)
    return [
        f"{variant.name}: at {what} and a batch of 1 to 4 the logits are {far:.0%} off"
        for what, far in found.items()
        if not far <= allowed
    ]


def _build_all(checkpoint: Checkpoint, text: list[Path], windows: int, scratch: Path) -> list[Path]:
    reference = scratch / "fp32"
    write_graph(checkpoint, FP32, None, reference)
    folders = [reference]
    for variant in VARIANTS:
        folders.append(scratch / f"{variant.weights}-{variant.kv_cache}-{variant.block_size}")
        quantize(checkpoint, variant, folders[-1], text, reference, Calibration(measured=windows))
    return folders
