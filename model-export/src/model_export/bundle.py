"""Writes the model bundle, the folder that the game loads: graph, weights, tokenizer, copy filter,
lexicon, manifest.

    model-export bundle build/checkpoint --name gothic-6m --corpus corpus --out ../function/models \\
        --text build/dataset/validation --training build/dataset/train

The bundle's folder is OUT/{id}; the id is the name and a short hash of the files. Quality is measured on
--text and written into the manifest; a bundle outside the stated bounds is refused, and nothing half-
written stays.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from model_export import copyfilter, lexicon, manifest
from model_export.bloom import BloomFilter
from model_export.check_quality import BOUNDS, Quality, cure, measure
from model_export.check_speed import Speed, cpu_name, measure_speed
from model_export.check_text import SEPARATORS, end_of_text_ids, read_windows, tokenizer_of
from model_export.errors import UserError
from model_export.export import DATA_FILE, MODEL_FILE, new_folder, write_graph
from model_export.export_checkpoint import Checkpoint, read_checkpoint
from model_export.graph_session import GraphSession
from model_export.graph_variant import BLOCK_SIZES, WEIGHTS, Variant, usual_kv_cache
from model_export.quantize import BLOCK_HELP, Calibration, quantize

FILTER_FILE = "copied.filter"
LEXICON_FILE = "lexicon.filter"
TOKENIZER_FILE = "tokenizer.json"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "checkpoint", type=Path, help="folder: config.json, model.safetensors, tokenizer.json"
    )
    add_source_arguments(parser)
    parser.add_argument("--out", type=Path, required=True, help="folder of bundles; OUT/{id} is written")
    parser.add_argument("--graph", type=Path, help="graph by `quantize`, if there is one already")
    parser.add_argument("--reference", type=Path, help="float32 graph by `export`, if there is one already")


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """What `bundle` and `release` ask alike."""
    add = parser.add_argument
    add("--name", required=True, help="for example gothic-6m; the id adds a hash of the files")
    add("--corpus", type=Path, required=True, help="folder of the style corpus, for the copy filter")
    add("--text", type=Path, nargs="+", required=True, help="held-out files or folders to measure quality on")
    add(
        "--training",
        type=Path,
        nargs="+",
        required=True,
        help="ALL text that was trained on, for the lexicon",
    )
    add("--calibration", type=Path, nargs="+", help="texts for the int8 KV cache; without it, --text")
    add("--weights", choices=WEIGHTS, default="int8", help="browser: for a page that dreams by itself")
    add("--kv-cache", choices=("int8", "fp32"), help="int8; fp32 in the browser's graph")
    add("--block", type=int, choices=BLOCK_SIZES, default=0, help=BLOCK_HELP)
    add("--separator", choices=SEPARATORS, default="document", help="segment: a gpt-2-simple checkpoint")
    add("--windows", type=int, default=32, help="windows of the full context to measure on")


def run(args: argparse.Namespace) -> int:
    source = replace(source_of(args), graph=args.graph, reference=args.reference)
    folder = write_bundle(source, args.out)
    size = sum(f.stat().st_size for f in folder.iterdir())
    print(f"{folder}: {source.variant.name}, {size / 1e6:.1f} MB")
    return 0


@dataclass(frozen=True)
class BundleSource:
    """Everything a bundle is made from; `graph` and `reference` are built when they are not given."""

    checkpoint: Checkpoint
    name: str
    corpus: Path
    text: list[Path]
    training: list[Path]
    calibration: list[Path]
    variant: Variant
    separator: str = "document"
    windows: int = 32
    graph: Path | None = None
    reference: Path | None = None


def source_of(args: argparse.Namespace) -> BundleSource:
    return BundleSource(
        checkpoint=read_checkpoint(args.checkpoint),
        name=args.name,
        corpus=args.corpus,
        text=args.text,
        training=args.training,
        calibration=args.calibration or args.text,
        variant=Variant(args.weights, args.kv_cache or usual_kv_cache(args.weights), args.block),
        separator=args.separator,
        windows=args.windows,
    )


@dataclass(frozen=True)
class Measured:
    """What `check` found out about a bundle's graph, and about the float32 one beside it."""

    quality: Quality
    reference: Quality
    speed: Speed


def write_bundle(
    source: BundleSource,
    out: Path,
    measured: Measured | None = None,
    complete: Callable[[Path, dict], dict] | None = None,
) -> Path:
    """Writes OUT/{id} and returns it; a bundle that is there already is left alone.

    `complete` is given the folder and the manifest's entries so far, once all but the manifest is written; it
    may add files, and returns more figures of quality.
    """
    if not _NAME.fullmatch(source.name):
        raise UserError(f"--name {source.name}: use lower-case letters, digits and single hyphens")
    with tempfile.TemporaryDirectory() as scratch:
        source = _with_graphs(source, Path(scratch))
        measured = measured or _measure(source)
        if found := measured.quality.violations(BOUNDS[source.variant.weights], measured.reference):
            raise UserError(f"{source.name}: not published: {'; '.join(found)}; {cure(source.variant)}")
        out.mkdir(parents=True, exist_ok=True)
        with new_folder(out / f".{source.name}") as folder:
            filters = _copy_files(source, folder)
            quality = _quality_entry(measured)
            if complete:
                quality |= complete(folder, filters | {"quality": quality})
            files = manifest.file_entries(folder)
            name = manifest.bundle_id(source.name, files)
            if (out / name).exists():
                raise UserError(f"{out / name}: exists already; remove it to measure it anew")
            content = _manifest(source, name, files, filters)
            content["quality"] = quality
            manifest.write_manifest(folder, content)
        return (out / f".{source.name}").rename(out / name)


def _with_graphs(source: BundleSource, scratch: Path) -> BundleSource:
    reference, graph = source.reference, source.graph
    if reference is None:
        reference = scratch / "fp32"
        write_graph(source.checkpoint, Variant("fp32", "fp32"), None, reference)
    if graph is None:
        graph = scratch / "graph"
        how = Calibration(measured=source.windows)
        quantize(source.checkpoint, source.variant, graph, source.calibration, reference, how)
    return replace(source, reference=reference, graph=graph)


def _measure(source: BundleSource) -> Measured:
    session = GraphSession(source.graph / MODEL_FILE)
    if session.properties != source.variant.properties():
        raise UserError(f"{source.graph}: holds {session.properties}, asked for is {source.variant.name}")
    context = source.checkpoint.architecture.context
    tokenizer = tokenizer_of(source.checkpoint)
    windows = read_windows(source.text, tokenizer, context, source.windows, source.separator)
    reference, quality = measure(GraphSession(source.reference / MODEL_FILE), [session], windows)
    return Measured(quality, reference, measure_speed(source.graph / MODEL_FILE, context))


def _copy_files(source: BundleSource, folder: Path) -> dict[str, dict]:
    """Returns how the manifest describes the two filters."""
    for name in (MODEL_FILE, DATA_FILE):
        shutil.copyfile(source.graph / name, folder / name)
    shutil.copyfile(source.checkpoint.tokenizer_file, folder / TOKENIZER_FILE)
    runs = copyfilter.build_filter(copyfilter.read_corpus(source.corpus))
    words = lexicon.build_lexicon(lexicon.read_training(source.training))
    return {
        "copy_filter": _write_filter(runs, folder / FILTER_FILE, copyfilter.WORDS),
        "lexicon": _write_filter(words, folder / LEXICON_FILE, 1),
    }


def _write_filter(built: BloomFilter, file: Path, words: int) -> dict:
    file.write_bytes(built.bits.tobytes())
    return built.entry(file.name, words)


def _manifest(source: BundleSource, name: str, files: list[dict], filters: dict[str, dict]) -> dict:
    tokenizer = tokenizer_of(source.checkpoint)
    variant = source.variant
    return {
        "format": manifest.FORMAT,
        "id": name,
        "name": source.name,
        "architecture": manifest.architecture_entry(source.checkpoint.architecture),
        "files": files,
        "graph": manifest.graph_entry(source.graph / MODEL_FILE),
        "tokens": {
            "end_of_text": end_of_text_ids(tokenizer, source.separator),
            "separator": source.separator,
        },
        "prompt_version": manifest.PROMPT_VERSION,
        "quantization": {
            "weights": variant.weights,
            "block_size": variant.block_size,
            "kv_cache": variant.kv_cache,
        },
        **filters,
        "exporter": manifest.exporter_entry(),
    }


def _quality_entry(measured: Measured) -> dict:
    quality = measured.quality
    return {
        "perplexity": round(quality.perplexity, 4),
        "perplexity_fp32": round(measured.reference.perplexity, 4),
        "bits_per_byte": round(quality.bits_per_byte, 4),
        "top1_agreement": round(quality.top1_agreement, 4),
        "kl": round(quality.kl, 6),
        "tokens_measured": quality.tokens,
        "tokens_per_second": round(measured.speed.tokens_per_second, 1),
        "cpu": cpu_name(),
    }
