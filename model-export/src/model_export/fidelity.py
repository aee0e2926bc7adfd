"""Whether a page does what its choice says: how many of the choice's words its beginning says again.

A coarse figure with a yardstick beside it: the same of held-out pages that a person wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from model_export.documents import Document

SENTENCES = 2
_BREAK = re.compile(r"(?<=[.!?])[\"')]*\s")
_ENDINGS = ("ing", "ed", "es", "s", "e")
# They say nothing of what is done, to whom or with what.
_LITTLE = set(
    "the and you your with that from into out off over under back down for but not all any its his her "
    "hers him their them they this these those what when where which while who how why "
    "are was were has have had".split()
)


def carried_out(choice: str, page: str) -> float | None:
    """Share of the choice's words, by stems, in the page's first sentences; None if all are little ones."""
    wanted = _stems(choice)
    said = _stems(" ".join(_BREAK.split(page)[:SENTENCES]))
    return len(wanted & said) / len(wanted) if wanted else None


def of_stories(stories: Iterable[Document]) -> float:
    pages = (pair for story in stories for pair in zip(story.choices, story.segments[1:], strict=True))
    return mean(carried_out(choice, page) for choice, page in pages if choice)


def mean(shares: Iterable[float | None]) -> float:
    known = [share for share in shares if share is not None]
    return float(np.mean(known)) if known else 0.0


def _stems(text: str) -> set[str]:
    words = (word.lower() for word in re.findall(r"[^\W\d_]+", text))
    return {_stem(word) for word in words if len(word) > 2 and word not in _LITTLE}


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word.removesuffix(ending)
    return word
