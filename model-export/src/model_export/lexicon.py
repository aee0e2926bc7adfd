"""A Bloom filter over the words that a model has read: the game asks it whether the model made a word up.

A small model spells words from pieces and now and then spells one that nobody knows. A word counts as read
if the training text holds it twice or more. Words are those of the copy filter without a possessive 's and
without apostrophes at the ends; what holds a digit is no word here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from model_export import bloom
from model_export.copyfilter import words_of
from model_export.errors import UserError
from model_export.sources import read_text

LEAST_COUNT = 2
# One made-up word in 1,700 passes for a known one.
_BITS_PER_WORD = 16


def lexicon_words(text: str) -> Iterable[str]:
    return filter(None, map(_plain, words_of(text)))


def build_lexicon(texts: Iterable[str]) -> bloom.BloomFilter:
    spelled: Counter[str] = Counter()
    for text in texts:
        spelled.update(words_of(text))
    counts: Counter[str] = Counter()
    for word, count in spelled.items():  # each spelling once: the texts hold millions of words
        if plain := _plain(word):
            counts[plain] += count
    known = [word for word, count in counts.items() if count >= LEAST_COUNT]
    if not known:
        raise UserError(
            "the training text for the lexicon holds no word twice; give the text that was trained on"
        )
    return bloom.build(known, _BITS_PER_WORD)


def made_up(known: bloom.BloomFilter, text: str, continued: str) -> list[str]:
    """Words of a text that stand neither in the filter nor in what it continues."""
    given = set(lexicon_words(continued))
    return [word for word in lexicon_words(text) if word not in given and not known.contains(word)]


def read_training(paths: list[Path]) -> Iterable[str]:
    """The texts of files, and of every .txt file in folders, one after the other."""
    for path in paths:
        for file in sorted(path.glob("*.txt")) if path.is_dir() else [path]:
            if not file.is_file():
                raise UserError(f"{file}: no such file; give the text that the model was trained on")
            yield read_text(file)


def _plain(word: str) -> str:
    plain = word.strip("'").removesuffix("'s")
    return "" if any(c.isdigit() for c in plain) else plain
