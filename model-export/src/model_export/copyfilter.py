"""A Bloom filter over every run of eight words in the style corpus: the game asks it whether a text is a
copy.

A word is a maximal run of [a-z0-9'] in the lower-cased text, with ’ taken for '. A run is eight words joined
by one space.
"""

from __future__ import annotations

import re
from pathlib import Path

from model_export import bloom
from model_export.sources import files_of, read_text

WORDS = 8
# One run in 175,000 hits falsely, so that a segment of 50 words almost never does.
_BITS_PER_RUN = 32
_WORD = re.compile(r"[a-z0-9']+")


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


def runs_of(text: str) -> set[str]:
    words = words_of(text)
    return {" ".join(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)}


def build_filter(texts: list[str]) -> bloom.BloomFilter:
    runs: set[str] = set().union(*map(runs_of, texts)) if texts else set()
    return bloom.build(runs, _BITS_PER_RUN)


def read_corpus(folder: Path) -> list[str]:
    """The style corpus: every .txt file under a folder."""
    return [read_text(f) for f in files_of(folder, (".txt",))]
