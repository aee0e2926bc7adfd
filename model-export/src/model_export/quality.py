"""Measures what a checkpoint or a bundle writes: as the game would prompt it, draw from it and judge it.

    model-export quality build/style/best --text build/style-dataset/validation \\
        --training build/dataset/train --corpus model-export/corpus --count 200
    model-export quality function/models/ID --text ... --training ... --json quality.json

Each segment is prompted by a held-out story of your own, up to one of its choices. The sampling is the game's
default; nothing is picked. A bundle is judged with its own filters, a checkpoint with filters made for the
occasion.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from model_export import bloom, copyfilter, fidelity, gate, lexicon, memorisation, sentences
from model_export.check_text import SEPARATORS, read_windows
from model_export.errors import UserError
from model_export.held_out import Scene, held_out_file, read_scenes, read_stories
from model_export.language_model import Author, read_author
from model_export.manifest import MANIFEST_FILE, read_manifest
from model_export.quality_table import put_table, quality_table, require_place
from model_export.writing import Writer
from model_export.written_quality import Sample, bits_per_byte, figures

COUNT, WINDOWS = 200, 16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path, help="folder of a checkpoint or of a bundle")
    parser.add_argument(
        "--text", type=Path, required=True, help="held-out folder of a dataset: own.txt, second.txt"
    )
    parser.add_argument(
        "--training", type=Path, nargs="+", required=True, help="ALL text that was trained on"
    )
    parser.add_argument("--corpus", type=Path, help="style corpus, for the copy filter; a bundle has its own")
    parser.add_argument("--count", type=int, default=COUNT, help="segments: seeds 1 to COUNT")
    parser.add_argument("--separator", choices=SEPARATORS, default="document", help="segment: gpt-2-simple")
    parser.add_argument("--readme", type=Path, help="document to put the table into, between its marks")
    parser.add_argument("--json", type=Path, help="file to write figures and samples to")


def run(args: argparse.Namespace) -> int:
    if args.count < 1:
        raise UserError(f"--count {args.count}: measure one segment or more")
    if args.readme:
        require_place(args.readme)
    author = read_author(args.model, args.separator)
    filters = filters_of(args.model, args.corpus, args.training)
    report = measure(author, filters, args.text, args.training, args.count, args.separator)
    print(quality_table(report.figures))
    if args.readme:
        put_table(args.readme, report.model, report.figures)
    if args.json:
        args.json.write_text(json.dumps(report.json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


@dataclass(frozen=True)
class Filters:
    """What the game has beside a model: known runs, how many words each has, and known words."""

    copied: bloom.BloomFilter
    words: int
    lexicon: bloom.BloomFilter


def filters_of(folder: Path, corpus: Path | None, training: list[Path]) -> Filters:
    if (folder / MANIFEST_FILE).is_file():
        return filters_of_bundle(folder, read_manifest(folder))
    if corpus is None:
        raise UserError("--corpus is missing; a checkpoint has no copy filter yet, give the style corpus")
    runs = copyfilter.build_filter(copyfilter.read_corpus(corpus))
    return Filters(runs, copyfilter.WORDS, lexicon.build_lexicon(lexicon.read_training(training)))


def filters_of_bundle(folder: Path, manifest: dict) -> Filters:
    copied, known = manifest["copy_filter"], manifest["lexicon"]
    return Filters(bloom.read(folder, copied), copied["words"], bloom.read(folder, known))


@dataclass(frozen=True)
class Report:
    model: str
    figures: dict[str, float]
    samples: list[Sample]

    def json(self) -> dict:
        return {
            "model": self.model,
            "quality": self.figures,
            "samples": [sample_json(s) for s in self.samples],
        }


def sample_json(sample: Sample) -> dict:
    verdict = {"scores": asdict(sample.verdict.scores), "faults": sorted(sample.verdict.faults)}
    return {k: v for k, v in vars(sample).items() if k != "verdict"} | verdict


def measure(
    author: Author,
    filters: Filters,
    text: Path,
    training: list[Path],
    count: int = COUNT,
    separator: str = "document",
) -> Report:
    own = held_out_file(text)
    found: dict[str, float] = {}
    for name in ("own", "second"):
        file = own.with_name(f"{name}.txt")
        if file.is_file():
            windows = read_windows([file], author.tokenizer, author.model.context, WINDOWS, separator)
            bits = bits_per_byte(author.model, windows)
            found |= {f"bits_per_byte_{name}": bits, f"perplexity_per_byte_{name}": 2**bits}
    samples = write_samples(Writer(author), filters, read_scenes(text), range(1, count + 1), training)
    found |= figures(samples)
    found["choice_carried_out_held_out"] = fidelity.of_stories(read_stories(text))
    return Report(author.name, {name: round(value, 4) for name, value in found.items()}, samples)


def write_samples(
    writer: Writer, filters: Filters, scenes: list[Scene], seeds: range, training: list[Path] = ()
) -> list[Sample]:
    """One sample for each seed; seed 1 is prompted by the first scene, and so on, round and round."""
    chosen = [scenes[(seed - 1) % len(scenes)] for seed in seeds]
    written = writer.segments([s.prompt for s in chosen], list(seeds), _clean(filters, chosen))
    texts = [sentences.cut(w.text) for w in written]
    asked = [s.before_choices(text) for s, text in zip(chosen, texts, strict=True)]
    offered, lines = writer.choices(asked, list(seeds), _usable(filters, chosen, asked))
    copied = memorisation.longest_copies(texts, lexicon.read_training(list(training)))
    samples = []
    for i, (seed, scene, draft) in enumerate(zip(seeds, chosen, written, strict=True)):
        run = copyfilter.longest_copied_run(filters.copied, filters.words, draft.text)
        made_up = lexicon.made_up(filters.lexicon, draft.text, scene.prompt)
        verdict = gate.judge(texts[i], run, made_up, scene.parent)
        samples.append(
            Sample(
                seed, scene.premise, scene.parent, scene.choice, draft.text, texts[i], draft.finish, verdict,
                copied[i], offered[i], lines[i],
            )
        )  # fmt: skip
    return samples


def _clean(filters: Filters, scenes: list[Scene]) -> Callable[[int, str], bool]:
    """Whether the bundle's own filters find nothing, as the game asks of a draft before the gate does."""

    def clean(i: int, text: str) -> bool:
        run = copyfilter.longest_copied_run(filters.copied, filters.words, text)
        return run == 0 and not lexicon.made_up(filters.lexicon, text, scenes[i].prompt)

    return clean


def _usable(filters: Filters, scenes: list[Scene], asked: list[str]) -> Callable[[int, str], bool]:
    def usable(i: int, label: str) -> bool:
        known = not lexicon.made_up(filters.lexicon, label, asked[i])
        return gate.allows(label) and known and label.lower() != scenes[i].choice.lower()

    return usable
