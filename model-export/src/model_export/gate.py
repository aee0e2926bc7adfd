"""The game's gate (Gate.java and Words.java), so that quality is measured by the rule that readers meet.

`golden` writes texts with their verdicts by this module, and a Java test compares: a change on one side
without the other fails there. VERSION counts changes of the rules.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import regex

from model_export import sentences

VERSION = 2
LEAST_WORDS = 8
MOST_LOOPS, MOST_LOOPS_OF_A_WORD, LOOP_WORDS = 2, 3, 8
MOST_REPETITION = 0.15
MOST_PARENT_OVERLAP, MOST_SIBLING_OVERLAP = 0.25, 0.5
MOST_COPIED_WORDS = 8
LEAST_LABEL_WORDS, MOST_LABEL_WORDS = 2, 10
# With one of these a segment is never stored, even if no attempt did better.
FATAL = frozenset({"SHORT", "UNFINISHED", "LEAK", "FORBIDDEN", "COPIED", "LOOP"})

_WORD = regex.compile(r"[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*")
_LEAK = regex.compile(
    r"(?ai:endoftext|\(the last page\))|://|[<>\[\]|*_#]|(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cn}\uFFFD]"
)
_LABEL = regex.compile(r"(?:\p{Lu}|\{)[\p{L}\p{N} ,'’{}-]*[\p{L}\p{N}}]")
_SLOT = regex.compile(r"\{[a-z]+}")


@dataclass(frozen=True)
class Scores:
    """Named as the columns of the branch table."""

    words: int
    loops: int
    repetition: float
    parent_overlap: float
    sibling_overlap: float
    copied_words: int
    made_up_words: int
    leaks: int
    forbidden: int


@dataclass(frozen=True)
class Verdict:
    scores: Scores
    faults: frozenset[str]

    @property
    def passes(self) -> bool:
        return not self.faults


def judge(
    text: str,
    copied_words: int,
    made_up: Collection[str],
    parent: str,
    siblings: Collection[str] = (),
    forbidden: Collection[str] = (),
) -> Verdict:
    words = words_of(text)
    return judge_again(
        text,
        parent_overlap=overlap(words, words_of(parent), 4),
        sibling_overlap=max((overlap(words, words_of(s), 4) for s in siblings), default=0.0),
        copied_words=copied_words,
        made_up_words=sum(word in made_up for word in _without_possessives(words)),
        forbidden=count_forbidden(text, forbidden),
    )


def judge_again(
    text: str,
    *,
    parent_overlap: float,
    sibling_overlap: float,
    copied_words: int,
    made_up_words: int,
    forbidden: int,
) -> Verdict:
    """Of a stored page: what only its writer could know comes from its columns, the rest is measured."""
    words = words_of(text)
    of_a_word, of_more = loops(words, 1, 1), loops(words, 2, LOOP_WORDS)
    scores = Scores(
        words=len(words),
        loops=max(of_a_word, of_more),
        repetition=repetition(words, 3),
        parent_overlap=parent_overlap,
        sibling_overlap=sibling_overlap,
        copied_words=copied_words,
        made_up_words=made_up_words,
        leaks=leaks(text),
        forbidden=forbidden,
    )
    found = {
        "SHORT": scores.words < LEAST_WORDS,
        "UNFINISHED": not sentences.are_whole(text),
        "LEAK": scores.leaks > 0,
        "FORBIDDEN": scores.forbidden > 0,
        "COPIED": scores.copied_words > MOST_COPIED_WORDS,
        "LOOP": of_a_word > MOST_LOOPS_OF_A_WORD or of_more > MOST_LOOPS,
        "MADE_UP": scores.made_up_words > 0,
        "REPETITION": scores.repetition > MOST_REPETITION,
        "PARENT": scores.parent_overlap > MOST_PARENT_OVERLAP,
        "SIBLING": scores.sibling_overlap > MOST_SIBLING_OVERLAP,
    }
    return Verdict(scores, frozenset(fault for fault, is_so in found.items() if is_so))


def allows(label: str, forbidden: Collection[str] = ()) -> bool:
    """Whether a label may be offered as a way on."""
    return (
        _LABEL.fullmatch(label) is not None
        and LEAST_LABEL_WORDS <= len(label.split(" ")) <= MOST_LABEL_WORDS
        and leaks(label) == 0
        and count_forbidden(label, forbidden) == 0
    )


def words_of(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def grams(words: list[str], n: int) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


def overlap(words: list[str], others: list[str], n: int) -> float:
    """Share of the runs of n words that the others have too."""
    mine = grams(words, n)
    return len(mine & grams(others, n)) / len(mine) if mine else 0.0


def repetition(words: list[str], n: int) -> float:
    """Share of runs of n words that stood in the text before."""
    runs = max(0, len(words) - n + 1)
    return 1 - len(grams(words, n)) / runs if runs else 0.0


def loops(words: list[str], shortest: int, longest: int) -> int:
    """How often the most repeated run of words stands in a row."""
    most = 1
    for n in range(shortest, longest + 1):
        for start in range(len(words) - n + 1):
            run, times, after = words[start : start + n], 1, start + n
            while words[after : after + n] == run:
                times, after = times + 1, after + n
            most = max(most, times)
    return most


def leaks(text: str) -> int:
    return sum(1 for _ in _LEAK.finditer(text))


def count_forbidden(text: str, forbidden: Collection[str]) -> int:
    words = _without_possessives(words_of(_SLOT.sub(" ", text)))
    entries = (_without_possessives(words_of(entry)) for entry in forbidden)
    return sum(any(words[i : i + len(e)] == e for i in range(len(words))) for e in entries if e)


def _without_possessives(words: list[str]) -> list[str]:
    return [word.removesuffix("'s") for word in words]
