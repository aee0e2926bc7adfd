"""How much of a text stands word for word in the text that was trained on, exactly."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from model_export.copyfilter import words_of
from model_export.documents import END_OF_TEXT

# A run is known by a hash of 64 bits: among millions a false match is out of the question.
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_LONGEST = 60


def longest_copies(texts: list[str], training: Iterable[str]) -> list[int]:
    """For each text the words in its longest run that the training text holds too."""
    numbers: dict[str, int] = {}
    rows = [_numbered(words_of(text), numbers) for text in texts]
    read = _read(training, numbers)
    longest = [0] * len(texts)
    trained, ours = read.copy(), [row.copy() for row in rows]
    for n in range(1, _LONGEST + 1):
        if n > 1:
            trained = _longer(trained, read, n)
            ours = [
                _longer(row, whole, n) if len(whole) >= n else row[:0]
                for row, whole in zip(ours, rows, strict=True)
            ]
        wanted = np.unique(np.concatenate(ours))
        if not len(wanted):
            break
        at = np.searchsorted(wanted, trained).clip(max=len(wanted) - 1)
        copied = wanted[np.bincount(at[wanted[at] == trained], minlength=len(wanted)) > 0]
        if not len(copied):
            break
        for i, row in enumerate(ours):
            if np.isin(row, copied).any():
                longest[i] = n
    return longest


def _longer(grams: np.ndarray, words: np.ndarray, n: int) -> np.ndarray:
    """Hashes of runs of n words from those of n - 1."""
    mixed = grams[: len(words) - n + 1] * _FACTOR
    return (mixed ^ (mixed >> np.uint64(29))) + words[n - 1 :]


def _numbered(words: list[str], numbers: dict[str, int]) -> np.ndarray:
    return _spread([numbers.setdefault(word, len(numbers) + 1) for word in words])


def _spread(ids: list[int]) -> np.ndarray:
    spread = np.asarray(ids, np.uint64) * np.uint64(0xD6E8FEB86659FD93)
    return spread ^ (spread >> np.uint64(32))


def _read(training: Iterable[str], numbers: dict[str, int]) -> np.ndarray:
    """All words in a row; 0 stands where a document ends, and for a word that no text has."""
    parts = [np.zeros(1, np.uint64)]
    for text in training:
        for document in text.split(END_OF_TEXT):
            ids = [numbers.get(word, 0) for word in words_of(document)]
            parts += [_spread(ids), np.zeros(1, np.uint64)]
    return np.concatenate(parts)
