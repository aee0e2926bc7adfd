"""Cleans, converts and splits texts into a dataset folder.

    model-export corpus --books books/ --own corpus/ --out build/dataset --review
    model-export corpus --from-branches function/data/tables --stories function/stories --out build/dreams

The dataset has train/ and validation/, each with own.txt, second.txt (told in the second person, or turned
to it), third.txt and dreams.txt (what the game wrote); report.json says what was dropped. Documents are in
the prompt format, END_OF_TEXT after each.
"""

import argparse
import hashlib
import json
import random
import statistics
import sys
from collections import Counter, defaultdict
from pathlib import Path

from model_export import dreams, person, prose, sources, word_list
from model_export.choices import derive
from model_export.documents import END_OF_TEXT, Document, flaw, parse, with_closing_cue
from model_export.errors import UserError
from model_export.folders import written_whole
from model_export.read_counts import read_counts
from model_export.story_file import read_stories

LEAST_WORDS = 2000
CHAPTER_WORDS = 120


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--books", type=Path, help="folder of plain text books, with SOURCES.tsv or without")
    parser.add_argument("--own", type=Path, help="folder of your own .txt and .twee files")
    parser.add_argument(
        "--from-branches",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="pages that the game dreamed, as its `export` wrote them: Parquet or CSV files, or their folder",
    )
    parser.add_argument("--stories", type=Path, help="folder of those stories' .twee files: premises, slots")
    parser.add_argument(
        "--requests", type=Path, help="folder of the log of requests: which takes readers prefer"
    )
    parser.add_argument("--out", type=Path, required=True, help="dataset folder to write")
    parser.add_argument(
        "--leave-out", nargs="*", default=[], metavar="NAME", help="parts of file names to skip"
    )
    parser.add_argument(
        "--keep",
        nargs="*",
        default=[],
        metavar="GROUP=SHARE",
        help="share of a group's chapters to keep, 2=0.6",
    )
    parser.add_argument("--validation", type=float, default=0.04, help="share of books held out")
    parser.add_argument(
        "--own-validation", type=float, default=0.08, help="share of your own stories, and of trees, held out"
    )
    parser.add_argument(
        "--longest-sentences", type=float, default=29, help="most words of a chapter's sentences, on average"
    )
    parser.add_argument("--review", action="store_true", help="print 50 derived choices, unpicked")


def bucket(key: str) -> float:
    """A number in [0, 1) that depends on the key alone, so that a split never changes as the corpus grows."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) / 2**64


class Corpus:
    """Collects documents by part ('train', 'validation') and group, and counts what was dropped."""

    def __init__(self, validation: float, own_validation: float, longest_sentences: float):
        self.validation, self.own_validation = validation, own_validation
        self.longest_sentences = longest_sentences
        self.documents: dict[tuple[str, str], list[Document]] = defaultdict(list)
        self.dropped: Counter[str] = Counter()
        self.dreams: dict | None = None
        self.derived: list[tuple[str, str]] = []
        self.seen: set[bytes] = set()

    def add(self, story: str, group: str, document: Document) -> None:
        part = "validation" if self.is_held_out(story, group) else "train"
        self.documents[part, group].append(document)

    def is_held_out(self, story: str, group: str) -> bool:
        return bucket(story) < (self.own_validation if group in ("own", dreams.GROUP) else self.validation)

    def fresh(self, text: str) -> bool:
        key = hashlib.sha256(text.encode()).digest()[:12]
        if key in self.seen:
            return False
        self.seen.add(key)
        return True

    def paragraphs(self, raw: list[str]) -> list[str]:
        kept = []
        for paragraph in (" ".join(prose.clean(piece).split()) for piece in raw):
            if not paragraph or prose.is_filler(paragraph) or paragraph.startswith(">"):
                self.dropped["filler lines"] += bool(paragraph)
            elif word_list.hits(paragraph):
                self.dropped["paragraphs with a word of the list"] += 1
            elif len(paragraph) > 60 and not self.fresh(paragraph):
                self.dropped["duplicate paragraphs"] += 1
            else:
                kept.append(paragraph)
        return kept

    def add_chapter(self, story: str, raw: list[str]) -> None:
        paragraphs = self.paragraphs(raw)
        if sum(len(p.split()) for p in paragraphs) < CHAPTER_WORDS:
            self.dropped["short chapters"] += 1
            return
        lengths = [len(s.split()) for p in paragraphs for s in prose.sentences(p)]
        if statistics.mean(lengths) > self.longest_sentences:
            self.dropped["long-sentenced chapters"] += 1
            return
        turned = person.is_first_person(paragraphs)
        if turned:
            paragraphs = [person.second_person(p) for p in paragraphs]
        group = "second" if turned or person.is_second_person(paragraphs) else "third"
        self.add(story, group, with_closing_cue(self.cut(paragraphs, group == "second")))

    def cut(self, paragraphs: list[str], derive_choices: bool) -> Document:
        parts, choices = prose.segments(paragraphs, derive if derive_choices else lambda _: None)
        self.derived += [(c, s) for c, s in zip(choices, parts[1:], strict=True) if c]
        return Document(None, tuple(parts), tuple(choices))

    def add_own(self, name: str, text: str) -> None:
        text = prose.clean(text)
        if not self.fresh(f"document {text}"):
            self.dropped["duplicate documents"] += 1
            return
        if word_list.hits(text):
            self.dropped["documents with a word of the list"] += 1
            return
        if "\n>" in text:
            document = parse(text)
        else:
            lines = self.paragraphs(text.split("\n"))
            if not lines:
                return
            if person.is_first_person(lines):
                lines = [person.second_person(line) for line in lines]
            document = self.cut(lines, True)
        if problem := flaw(document):
            raise UserError(f"{name}: {problem}; the document begins {text[:50]!r}")
        self.add(document.premise or f"{name} {document.segments[0]}", "own", with_closing_cue(document))

    def add_dreams(self, found: dreams.Dreams) -> None:
        told = found.documents()
        for one in told:
            # Where nobody went on, nothing announced the last page.
            document = with_closing_cue(one.document) if one.is_ended else one.document
            self.add(one.tree, dreams.GROUP, document)
        self.dreams = found.report(told, lambda tree: self.is_held_out(tree, dreams.GROUP))

    def choices(self) -> int:
        return sum(c is not None for ds in self.documents.values() for d in ds for c in d.choices)

    def counts(self) -> dict[str, dict[str, int | float]]:
        found = {}
        for (part, group), documents in sorted(self.documents.items()):
            places = sum(len(d.choices) for d in documents)
            found[f"{part}/{group}"] = {
                "documents": len(documents),
                "words": sum(len(s.split()) for d in documents for s in d.segments),
                "segments": sum(len(d.segments) for d in documents),
                "segment_ends_with_choice": round(
                    sum(c is not None for d in documents for c in d.choices) / max(1, places), 4
                ),
            }
        return found


def shares(pairs: list[str]) -> dict[str, float]:
    try:
        return {group: float(share) for group, share in (pair.split("=") for pair in pairs)}
    except ValueError:
        raise UserError(f"--keep {' '.join(pairs)}: write it as GROUP=SHARE, for example 2=0.6") from None


def run(args: argparse.Namespace) -> int:
    if not args.books and not args.own and not args.from_branches:
        raise UserError("nothing to read; give --books FOLDER, --own FOLDER, --from-branches FILE or several")
    if (args.stories or args.requests) and not args.from_branches:
        raise UserError("--stories and --requests are for branches; give --from-branches FILE as well")
    corpus = Corpus(args.validation, args.own_validation, args.longest_sentences)
    keep = shares(args.keep)
    for name, text in sources.own_texts(args.own) if args.own else []:
        corpus.add_own(name, text)
    for book in sources.books(args.books) if args.books else []:
        if any(part in book.name for part in args.leave_out):
            corpus.dropped["books left out"] += 1
            continue
        for number, chapter in enumerate(book.chapters):
            if bucket(f"keep {book.name} {number}") >= keep.get(book.group, 1.0):
                corpus.dropped["chapters not kept"] += 1
            else:
                corpus.add_chapter(book.name, chapter)
    if args.from_branches:
        corpus.add_dreams(read_dreams(args))
    write(corpus, args.out)
    if args.review:
        for choice, segment in random.Random(0).sample(corpus.derived, min(50, len(corpus.derived))):
            print(f"> {choice:<45} | {segment[:70]!r}")
    return tell_of_dreams(corpus.dreams) if corpus.dreams else 0


def read_dreams(args: argparse.Namespace) -> dreams.Dreams:
    stories = read_stories(args.stories) if args.stories else {}
    found = dreams.Dreams(stories, read_counts(args.requests) if args.requests else Counter())
    for table in args.from_branches:
        found.add(table)
    return found


def tell_of_dreams(report: dict) -> int:
    """1 if nobody knows how much is missing."""
    for name, why in report["broken_files"].items():
        print(f"MISSING: {name}: {why}; export again", file=sys.stderr)
    if not report["trees"]["validation"]:
        print("no tree is held out; with so few of them give a larger --own-validation", file=sys.stderr)
    return 1 if report["broken_files"] else 0


def write(corpus: Corpus, out: Path) -> None:
    counts = corpus.counts()
    words = sum(entry["words"] for entry in counts.values())
    if words < LEAST_WORDS:
        raise UserError(
            f"the corpus has {words} words after cleaning, at least {LEAST_WORDS} are needed; add texts"
            + (f". Of the branches: {json.dumps(corpus.dreams)}" if corpus.dreams else "")
        )
    report = {
        "format": 1,
        "parts": counts,
        "dropped": dict(corpus.dropped),
        "derived_choices": len(corpus.derived),
        "derived_share": round(len(corpus.derived) / max(1, corpus.choices()), 4),
        "distinct_derived_choices": len({choice for choice, _ in corpus.derived}),
    }
    if corpus.dreams:
        report["branches"] = corpus.dreams
    with written_whole(out) as folder:
        for (part, group), documents in corpus.documents.items():
            path = folder / part / f"{group}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(f"{d.text()}{END_OF_TEXT}\n" for d in documents), encoding="utf-8")
        (folder / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report))
