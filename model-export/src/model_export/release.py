"""From a checkpoint to a checked bundle with its model card and goldens, all steps in order.

    model-export release build/style/best --name gothic-7m --block 32 --corpus model-export/corpus \\
        --text build/style-dataset/validation --training build/dataset/train build/style-dataset/train \\
        --calibration build/style-dataset/train --sources books/SOURCES.tsv --run build/broad build/style \\
        --note "..." --out function/models --golden function/src/test/resources/golden --replace

Steps: export (float32), quantize, check, bundle, quality with the model card, golden. Each can be run alone.
With --replace, bundles of other ids in OUT are removed at the end, when the new one stands.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from model_export import bundle, card, check
from model_export.check_text import end_of_text_ids, tokenizer_of
from model_export.errors import UserError
from model_export.export import MODEL_FILE, write_graph
from model_export.golden import write_strings
from model_export.golden_gate import write_verdicts
from model_export.held_out import read_scenes
from model_export.language_model import Author, GraphModel
from model_export.lexicon import read_training
from model_export.manifest import MANIFEST_FILE, read_manifest
from model_export.quality import COUNT, Report, filters_of_bundle, measure
from model_export.quality_table import put_table, require_place
from model_export.quantize import Calibration, quantize

LARGEST_COMMITTED = 20_000_000
GOLDEN_SEGMENTS = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("checkpoint", type=Path, help="folder: config.json, model.safetensors, tokenizer.json")
    bundle.add_source_arguments(parser)
    add("--count", type=int, default=COUNT, help="segments to measure quality on")
    add("--run", type=Path, nargs="+", default=[], help="run folders of the training, oldest first")
    add("--sources", type=Path, help="SOURCES.tsv of the books: author, title, licence")
    add("--variants", type=Path, help="what `check` printed about all variants, for the model card")
    add("--note", default="", help="what else the model card should say about the training")
    add("--out", type=Path, required=True, help="folder of bundles; OUT/{id} is written")
    add("--readme", type=Path, help="document to put the quality table into, between its marks")
    add("--golden", type=Path, help="folder of the Java tests' golden files to remake")
    add("--replace", action="store_true", help="remove other bundles from OUT afterwards")


def run(args: argparse.Namespace) -> int:
    source = bundle.source_of(args)
    story = _story(args)
    if args.readme:
        require_place(args.readme)
    read_scenes(source.text[0])  # what would fail late should fail now
    with tempfile.TemporaryDirectory() as scratch:
        reference, graph = Path(scratch) / "fp32", Path(scratch) / "graph"
        _announce(1, "export", "float32 graph")
        write_graph(source.checkpoint, check.FP32, None, reference)
        _announce(2, "quantize", source.variant.name)
        how = Calibration(measured=source.windows)
        quantize(source.checkpoint, source.variant, graph, source.calibration, reference, how)
        _announce(3, "check", " ".join(map(str, source.text)))
        rows = check.check(
            source.checkpoint, [reference, graph], source.text, source.windows, source.separator
        )
        exact, ours = rows
        measured = bundle.Measured(ours.quality, exact.quality, ours.speed)
        _announce(4, "bundle", str(args.out))
        source = replace(source, reference=reference, graph=graph)
        story = replace(story, variants=story.variants or check.table(rows))
        reports: list[Report] = []
        folder = bundle.write_bundle(
            source, args.out, measured, _completion(source, story, args.count, reports)
        )
    size = sum(f.stat().st_size for f in folder.iterdir())
    print(f"{folder}: {size / 1e6:.1f} MB" + (" (too large to commit)" if size > LARGEST_COMMITTED else ""))
    _announce(6, "golden", str(args.golden or "not asked for"))
    if args.golden:
        print(write_strings(folder / bundle.TOKENIZER_FILE, args.golden))
        generated = [(s.parent, s.written) for s in reports[0].samples[:GOLDEN_SEGMENTS]]
        print(write_verdicts(args.golden, generated))
    if args.readme:
        put_table(args.readme, folder.name, read_manifest(folder)["quality"])
    if args.replace:
        _remove_others(args.out, folder)
    return 0


def _story(args: argparse.Namespace) -> card.Story:
    for option, path in (("--sources", args.sources), ("--variants", args.variants)):
        if path and not path.is_file():
            raise UserError(f"{option} {path}: no such file")
    if args.sources:
        card.read_sources(args.sources)
    for folder in args.run:
        if not (folder / "curve.csv").is_file():
            raise UserError(f"--run {folder}: no curve.csv in it; give a run folder of `model-export train`")
    variants = args.variants.read_text(encoding="utf-8") if args.variants else ""
    return card.Story(args.run, args.sources, variants, args.note)


def _completion(
    source: bundle.BundleSource, story: card.Story, count: int, reports: list[Report]
) -> Callable[[Path, dict], dict]:
    """Measures the bundle as it lies there and writes its card; the report is left in `reports`."""

    def complete(folder: Path, entries: dict) -> dict:
        _announce(5, "quality", f"{count} segments, and {card.CARD_FILE}")
        tokenizer = tokenizer_of(source.checkpoint)
        model = GraphModel(folder / MODEL_FILE, source.checkpoint.architecture.context)
        author = Author(model, tokenizer, end_of_text_ids(tokenizer, source.separator), source.name)
        filters = filters_of_bundle(folder, entries)
        report = measure(author, filters, source.text[0], source.training, count, source.separator)
        reports.append(report)
        figures = entries["quality"] | report.figures
        card.write_card(folder, source.name, source.checkpoint, story, figures, report.samples, _data(source))
        return report.figures

    return complete


def _data(source: bundle.BundleSource) -> list[str]:
    """What was trained on, in words and by group, as the folders themselves have it."""
    own = sum(len(text.split()) for text in read_training([source.corpus])) if source.corpus.is_dir() else 0
    lines = [f"Original second-person horror, written for this project, CC0: {own:,} words."]
    for folder in source.training:
        report = folder.parent / "report.json"
        if folder.is_dir() and report.is_file():
            parts = json.loads(report.read_text(encoding="utf-8"))["parts"]
            groups = {k.removeprefix("train/"): v for k, v in parts.items() if k.startswith("train/")}
            said = "; ".join(
                f"{g}: {p['words']:,} words in {p['documents']:,} texts" for g, p in groups.items()
            )
            lines.append(f"Dataset `{folder.parent.name}`: {said}.")
        else:
            lines.append(f"`{folder.name}`: {sum(len(t.split()) for t in read_training([folder])):,} words.")
    return lines


def _announce(step: int, name: str, what: str) -> None:
    print(f"[{step}/6] {name}: {what}", flush=True)


def _remove_others(out: Path, kept: Path) -> None:
    for other in sorted(out.iterdir()):
        if other != kept and (other / MANIFEST_FILE).is_file():
            shutil.rmtree(other)
            print(f"{other}: removed")
