"""Makes documents of the game's branches: what the gate passed and readers preferred, each thing said once.

    model-export corpus --from-branches function/data/tables --stories function/stories --out build/dataset

A tree is a story and a dream; all documents of a tree stay on one side of the split.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from model_export import branch_table, gate, prompt_format, word_list
from model_export.documents import Document, flaw
from model_export.near_duplicates import Seen
from model_export.story_file import StoryFile

GROUP = "dreams"
_STEP = r"(?:(?=[0-9-]*[a-z])[a-z0-9-]{1,32}|[1-4])(?:~[b-e])?"
_STEPS = re.compile(rf"{_STEP}(?:\.{_STEP}){{0,39}}")
_DREAM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[1-9][0-9]{0,5}")
_BYTES, _STORY_LENGTH = 1000, 64
# Anything that may be a player's own: here to refuse too much is no harm.
_MAY_BE_PRIVATE = re.compile(r"(?:^|\.)_")
_TAKE = re.compile(r"~[b-e]$")
_SLOT = re.compile(r"\{[a-z]{1,16}}")


@dataclass(frozen=True, slots=True)
class Page:
    """A branch that may be taken; `text` as the model reads it."""

    dream: str
    steps: str
    choice: str
    text: str
    is_ending: bool
    asked_by: str | None

    @property
    def key(self) -> tuple[str, str]:
        return self.dream, self.steps

    @property
    def before(self) -> tuple[str, str]:
        return self.dream, self.steps.rpartition(".")[0]

    @property
    def door(self) -> tuple[str, str]:
        return self.dream, _TAKE.sub("", self.steps)


@dataclass(frozen=True)
class Told:
    """A document of one tree, and whether its last page is an ending."""

    tree: str
    document: Document
    is_ended: bool


class Dreams:
    """Takes the rows of a table, then gives the documents; what is left out is counted in the reading."""

    def __init__(self, stories: dict[str, StoryFile], reads: Counter[str]):
        self.stories, self.reads = stories, reads
        self.reading = branch_table.Reading()
        self.pages: dict[tuple[str, str], Page] = {}
        self.known: set[tuple[str, str]] = set()
        self.visits: Counter[tuple[str, str]] = Counter()
        self.again = 0

    def add(self, table: Path) -> None:
        for row in branch_table.read(table, self.reading):
            if why := self._why_not(row):
                self.reading.dropped[why] += 1

    def _why_not(self, row: dict) -> str | None:
        """Keeps the page, or says why not."""
        dream, steps = row["dream"], row["steps"]
        if _MAY_BE_PRIVATE.search(steps):
            return "private pages"
        if not _is_path(dream, steps):
            return "paths that no longer parse"
        if (dream, steps) in self.known:
            # Of two copies the one that is taken down is the newer.
            if row[branch_table.WITHDRAWN] is not None and self.pages.pop((dream, steps), None):
                self.reading.dropped["pages that were taken down"] += 1
            return "rows of a page that was read already"
        self.known.add((dream, steps))
        self._visited(dream, steps, row["asked_by"])
        if row[branch_table.WITHDRAWN] is not None:
            return "pages that were taken down"
        if row["fallback"]:
            return "the author's own lines"
        if self._fails(row):
            return "pages that the gate would not pass"
        if word_list.hits(row["text"]):
            return "pages with a word of the list"
        story = self.stories.get(dream.partition("/")[0])
        text = prompt_format.segment(story.with_stand_ins(row["text"]) if story else row["text"])
        if _SLOT.search(text):
            return "pages with a slot that no file of --stories has"
        choice = story.with_stand_ins(row["choice"]) if story else row["choice"]
        page = Page(dream, steps, choice, text, row["ending"] != "none", row["asked_by"])
        self.pages[page.key] = page
        return None

    def _visited(self, dream: str, steps: str, asked_by: str | None) -> None:
        """A reader stood before what he asked for, and before what was dreamed ahead while he read."""
        if asked_by == "reader":
            self.visits[dream, steps] += 1
        if asked_by in ("reader", "ahead"):
            before = steps.rpartition(".")[0]
            while before:
                self.visits[dream, before] += 1
                before = before.rpartition(".")[0]

    @staticmethod
    def _fails(row: dict) -> bool:
        verdict = gate.judge_again(
            row["text"],
            parent_overlap=row["gate_parent_overlap"],
            sibling_overlap=row["gate_sibling_overlap"],
            copied_words=int(row["gate_copied_words"]),
            made_up_words=int(row["gate_made_up_words"]),
            forbidden=int(row["gate_forbidden"]),
        )
        return not verdict.passes

    def documents(self) -> list[Told]:
        kept = self._said_once(self._preferred_takes())
        return self._told(kept)

    def _preference(self, page: Page) -> tuple:
        """Smaller is better: read most, then led on most, then the first to be told."""
        reads = self.reads[f"{page.dream}/{page.steps}"]
        return -reads, -self.visits[page.key], page.asked_by != "reader", len(page.steps), page.key

    def _preferred_takes(self) -> list[Page]:
        best: dict[tuple[str, str], Page] = {}
        for page in sorted(self.pages.values(), key=self._preference):
            if best.setdefault(page.door, page) is not page:
                self.reading.dropped["takes that readers preferred another to"] += 1
        return list(best.values())

    def _said_once(self, pages: Iterable[Page]) -> dict[tuple[str, str], Page]:
        seen, kept = Seen(), {}
        for page in pages:
            if seen.is_near(page.text):
                self.reading.dropped["near duplicates"] += 1
            else:
                kept[page.key] = page
        return kept

    def _told(self, kept: dict[tuple[str, str], Page]) -> list[Told]:
        """Lines through the trees: from a page its preferred way goes on, others begin with it again."""
        after: dict[tuple[str, str], list[Page]] = defaultdict(list)
        begins: list[tuple[Page, ...]] = []
        for page in sorted(kept.values(), key=self._preference):
            if page.before in kept and _is_line(page.choice):
                after[page.before].append(page)
            else:
                begins.append((page,))
        found = []
        for line in begins:
            pages = list(line)
            while ways := after[pages[-1].key]:
                # Without the page before it a choice would mean nothing.
                begins += [(pages[-1], other) for other in ways[1:]]
                self.again += len(ways) - 1
                ways, way = [], ways[0]
                after[pages[-1].key] = ways
                pages.append(way)
            if len(pages) == 1:
                self.reading.dropped["pages with none before or after them"] += 1
            else:
                found.append(self._document(pages))
        return found

    def _document(self, pages: list[Page]) -> Told:
        story = self.stories.get(pages[0].dream.partition("/")[0])
        premise = prompt_format.plain(story.with_stand_ins(story.premise)) if story else None
        choices = tuple(_line(page.choice) for page in pages[1:])
        document = Document(premise or None, tuple(page.text for page in pages), choices)
        return Told(pages[0].dream, document, pages[-1].is_ending)

    def report(self, told: list[Told], is_held_out) -> dict:
        """In counts that add up: rows = pages + dropped."""
        trees = {one.tree for one in told}
        reading = self.reading
        return {
            "files": reading.files,
            "rows": reading.rows,
            "pages": reading.rows - reading.dropped.total(),
            "dropped": dict(reading.dropped.most_common()),
            "broken_files": reading.broken,
            "prompt_versions": dict(reading.prompt_versions.most_common()),
            "trees": {
                "train": sum(not is_held_out(t) for t in trees),
                "validation": sum(map(is_held_out, trees)),
            },
            "documents": len(told),
            "documents_that_end": sum(one.is_ended for one in told),
            "pages_again_before_another_way": self.again,
        }


def _is_path(dream: str, steps: str) -> bool:
    return (
        _DREAM.fullmatch(dream) is not None
        and len(dream.partition("/")[0]) <= _STORY_LENGTH
        and _STEPS.fullmatch(steps) is not None
        and len(dream) + 1 + len(steps) <= _BYTES
    )


def _line(choice: str) -> str:
    return prompt_format.choice_line(choice).removeprefix("\n> ").strip()


def _is_line(choice: str) -> bool:
    """Whether a label can be a line of the format; an author's may be any text."""
    line = _line(choice)
    return not word_list.hits(line) and flaw(Document(None, ("a", "b"), (line,))) is None
