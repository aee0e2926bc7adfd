"""What can be said in figures about segments and choices that a model wrote."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from model_export import fidelity, gate, prompt_format, sentences
from model_export.check_text import Windows
from model_export.documents import CHOICE_WORDS
from model_export.imperatives import is_imperative
from model_export.language_model import LanguageModel

SHORT_COPY = 8
_SPEECH = re.compile(r'"[^"]*"?|“[^”]*”?')
_SECOND = {"you", "your", "yours", "yourself", "you're", "you've", "you'd", "you'll"}
_FIRST = {"i", "me", "my", "mine", "myself", "we", "us", "our", "i'm", "i've", "i'd", "i'll"}


@dataclass(frozen=True)
class Sample:
    """One draft, the first for its seed, with what the game would make of it."""

    seed: int
    premise: str
    parent: str
    choice: str
    written: str
    text: str  # cut at its last sentence
    finish: str
    verdict: gate.Verdict
    copied: int  # words of the longest run that stands in any training text
    choices: Sequence[str]  # that the game would offer
    lines: Sequence[str]  # of choice, as written


def figures(samples: Sequence[Sample]) -> dict[str, float]:
    """All shares are of 1. Whatever is said of segments is said of first drafts, unpicked."""
    words = [gate.words_of(s.text) for s in samples]
    passing = [s for s in samples if s.verdict.passes]
    offered = [label for s in samples for label in s.choices]
    lines = [line for s in samples for line in s.lines]
    return {
        "segments": len(samples),
        "words_per_segment": _mean(map(len, words)),
        "passes_gate_at_first_try": _share(samples, lambda s: s.verdict.passes),
        "ends_in_sentence_uncut": _share(samples, lambda s: sentences.are_whole(s.written)),
        "ends_in_sentence": _share(samples, lambda s: "UNFINISHED" not in s.verdict.faults),
        "choice_carried_out": fidelity.mean(fidelity.carried_out(s.choice, s.text) for s in samples),
        "second_person": _share(samples, lambda s: in_second_person(s.text)),
        "distinct_1": _distinct(words, 1),
        "distinct_2": _distinct(words, 2),
        "distinct_3": _distinct(words, 3),
        "repetition": _mean(s.verdict.scores.repetition for s in samples),
        "copied_words_longest": max((s.copied for s in samples), default=0),
        "copied_words_median": float(np.median([s.copied for s in samples])) if samples else 0,
        "copied_at_most_8": _share(samples, lambda s: s.copied <= SHORT_COPY),
        "copied_at_most_8_of_passing": _share(passing, lambda s: s.copied <= SHORT_COPY),
        "choice_lines_usable": _share(lines, lambda line: gate.allows(prompt_format.label(line) or "")),
        "choice_lines_at_most_10_words": _share(lines, lambda line: 0 < len(line.split()) <= CHOICE_WORDS),
        "choice_lines_distinct": _mean(
            len({x.strip().lower() for x in s.lines}) / len(s.lines) for s in samples if s.lines
        ),
        "choices_per_segment": _mean(len(s.choices) for s in samples),
        "choices_distinct": len({x.lower() for x in offered}) / len(offered) if offered else 0.0,
        "choices_imperative": _share(offered, is_imperative),
        "choices_at_most_10_words": _share(offered, lambda x: len(x.split()) <= CHOICE_WORDS),
    }


def in_second_person(text: str) -> bool:
    """Outside of speech more words are you than I."""
    words = gate.words_of(_SPEECH.sub(" ", text))
    second = sum(word in _SECOND for word in words)
    return second > 0 and second > sum(word in _FIRST for word in words)


def bits_per_byte(model: LanguageModel, windows: Windows) -> float:
    """Over all tokens of the windows but each one's first."""
    loss = 0.0
    for logits, tokens in model.predictions(windows.ids):
        scores = logits.astype(np.float64) - logits.max(1, keepdims=True)
        loss += float((np.log(np.exp(scores).sum(1)) - scores[np.arange(len(tokens)), tokens]).sum())
    return loss / math.log(2) / int(windows.bytes_per_token[windows.ids[:, 1:]].sum())


def _share(things: Sequence, holds: Callable) -> float:
    return sum(bool(holds(thing)) for thing in things) / len(things) if things else 0.0


def _mean(values) -> float:
    values = list(values)
    return float(np.mean(values)) if values else 0.0


def _distinct(texts: list[list[str]], n: int) -> float:
    """Different runs of n words among all runs, over all texts."""
    runs = [tuple(words[i : i + n]) for words in texts for i in range(len(words) - n + 1)]
    return len(set(runs)) / len(runs) if runs else 0.0
