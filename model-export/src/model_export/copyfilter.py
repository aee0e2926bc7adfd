"""A Bloom filter over every run of eight words in the style corpus: the game asks it whether a text is a
copy.

The file is raw bits (bit i is bit i % 8, counted from the least significant, of byte i // 8). A word is a
maximal run of [a-z0-9'] in the lower-cased text, with ’ taken for '. A run is eight words joined by one
space, in UTF-8. Its hashes: h1 is FNV-1a (64 bit) of the bytes, h2 the same of the bytes and one zero byte,
made odd; bit k of a run is (h1 + k * h2) mod 2**64 mod bits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model_export.sources import files_of, read_text

WORDS = 8
HASHES = 8
LARGEST_BITS = 1_600_000  # 200 KB
_BITS_PER_RUN = 32
_WORD = re.compile(r"[a-z0-9']+")
_OFFSET, _PRIME, _MASK = 0xCBF29CE484222325, 0x100000001B3, 2**64 - 1


@dataclass(frozen=True)
class CopyFilter:
    bits: np.ndarray  # u8

    @property
    def size(self) -> int:
        return len(self.bits) * 8

    @property
    def filled(self) -> float:
        return float(np.unpackbits(self.bits).mean())

    def contains(self, run: str) -> bool:
        return all(self.bits[b // 8] >> (b % 8) & 1 for b in bit_indices(run, self.size))


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


def runs_of(text: str) -> set[str]:
    words = words_of(text)
    return {" ".join(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)}


def bit_indices(run: str, size: int) -> list[int]:
    first = _OFFSET
    for byte in run.encode():
        first = ((first ^ byte) * _PRIME) & _MASK
    second = (first * _PRIME) & _MASK | 1  # one more round, with byte 0
    return [((first + k * second) & _MASK) % size for k in range(HASHES)]


def build_filter(texts: list[str]) -> CopyFilter:
    """At 32 bits a run one run in 175,000 hits falsely, so that a segment of 50 almost never does."""
    runs: set[str] = set().union(*map(runs_of, texts)) if texts else set()
    size = max(64, min(LARGEST_BITS, len(runs) * _BITS_PER_RUN // 64 * 64))
    bits = np.zeros(size, np.uint8)
    for run in runs:
        bits[bit_indices(run, size)] = 1
    return CopyFilter(np.packbits(bits, bitorder="little"))


def read_corpus(folder: Path) -> list[str]:
    """The style corpus: every .txt file under a folder."""
    return [read_text(f) for f in files_of(folder, (".txt",))]
