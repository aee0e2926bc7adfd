"""Prints segments that a checkpoint or a bundle writes, unpicked: the first N seeds, with their scores.

    model-export sample build/style/best --data build/style-dataset --count 20
    model-export sample function/models/ID --data build/style-dataset --count 100 --json > samples.json

Each is prompted by a held-out story of your own, up to one of its choices, and written, cut and judged as in
the game. With --training the longest run copied from those texts is counted too; without it that is 0.
--document goes on over the first choice offered, to the end of the story.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

from model_export import prompt_format
from model_export.check_text import SEPARATORS
from model_export.documents import CLOSING_CUE, END_OF_TEXT
from model_export.errors import UserError
from model_export.held_out import Scene, read_scenes
from model_export.language_model import read_author
from model_export.quality import Filters, filters_of, sample_json, write_samples
from model_export.sampling import Sampling
from model_export.writing import SEGMENT_TOKENS, Writer
from model_export.written_quality import Sample

PAGES = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    game = Sampling()
    add = parser.add_argument
    add("model", type=Path, help="folder of a checkpoint or of a bundle")
    add("--data", type=Path, required=True, help="dataset folder whose own held-out stories prompt")
    add("--training", type=Path, nargs="+", help="text that was trained on; default: DATA/train")
    add("--corpus", type=Path, help="style corpus, for the copy filter; default: DATA/train/own.txt")
    add("--count", type=int, default=20, help="samples: seeds 1 to COUNT")
    add("--json", action="store_true", help="one JSON object, for machines")
    add("--document", action="store_true", help="write each story on to its end")
    add("--tokens", type=int, default=SEGMENT_TOKENS, help="most tokens of a segment")
    add("--temperature", type=float, default=game.temperature)
    add("--top-k", type=int, default=game.top_k)
    add("--top-p", type=float, default=game.top_p)
    add("--repetition-penalty", type=float, default=game.repetition_penalty, help="1 for none")
    add("--best-of", type=int, default=game.best_of, help="drafts to keep the likeliest of; 1 for none")
    add("--separator", choices=SEPARATORS, default="document", help="segment: a gpt-2-simple checkpoint")


def run(args: argparse.Namespace) -> int:
    for name in ("tokens", "count"):
        if getattr(args, name) < 1:
            raise UserError(f"--{name} {getattr(args, name)}: give a number above 0")
    if args.document and args.json:
        raise UserError("--document and --json: choose one, a whole story has no scores")
    settings = {
        n: getattr(args, n) for n in ("temperature", "top_k", "top_p", "repetition_penalty", "best_of")
    }
    sampling = replace(Sampling(), **settings)
    author = read_author(args.model, args.separator)
    writer = Writer(author, sampling, args.tokens)
    scenes = read_scenes(args.data)
    training = args.training or [args.data / "train"]
    filters = filters_of(args.model, args.corpus or args.data / "train" / "own.txt", training)
    if args.document:
        for seed in range(1, args.count + 1):
            print(f"===== seed {seed}\n{tell(writer, filters, scenes[(seed - 1) % len(scenes)], seed)}")
        return 0
    samples = write_samples(writer, filters, scenes, range(1, args.count + 1), training)
    if args.json:
        found = {
            "model": author.name,
            "sampling": vars(sampling),
            "samples": [sample_json(s) for s in samples],
        }
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("\n".join(map(told, samples)))
    return 0


def told(sample: Sample) -> str:
    scores = sample.verdict.scores
    verdict = "passes" if sample.verdict.passes else " ".join(sorted(sample.verdict.faults))
    ways = "".join(f"\n  > {label}" for label in sample.choices)
    return (
        f"===== seed {sample.seed}: {verdict}; {scores.words} words, {sample.finish}, "
        f"copied {sample.copied}, repetition {scores.repetition:.3f}, "
        f"parent overlap {scores.parent_overlap:.3f}, made-up words {scores.made_up_words}\n"
        f"{sample.premise}\n\n{sample.parent}\n> {sample.choice}\n-----\n{sample.text}{ways}\n"
    )


def tell(writer: Writer, filters: Filters, scene: Scene, seed: int) -> str:
    """A whole story over the first choices; the last page carries the closing cue."""
    for page in range(PAGES):
        (sample,) = write_samples(writer, filters, [scene], range(seed, seed + 1))
        text = scene.prompt + prompt_format.segment(sample.text)
        if sample.finish == "END_OF_TEXT" or page == PAGES - 1 or not sample.choices:
            return text + END_OF_TEXT
        choice = sample.choices[0] + (CLOSING_CUE if page == PAGES - 2 else "")
        scene = Scene(scene.premise, sample.text, choice, f"{text}\n> {choice}\n")
    raise AssertionError("the last page returns")
