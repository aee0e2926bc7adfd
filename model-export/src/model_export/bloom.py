"""A Bloom filter: a set of short texts in few bytes, which may take a stranger for a member but never misses
one.

The file is raw bits (bit i is bit i % 8, counted from the least significant, of byte i // 8). The hashes of
a text, in UTF-8: h1 is FNV-1a (64 bit) of its bytes, h2 the same of the bytes and one zero byte, made odd;
bit k is (h1 + k * h2) mod 2**64 mod bits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model_export.errors import UserError

_OFFSET, _PRIME, _MASK = 0xCBF29CE484222325, 0x100000001B3, 2**64 - 1


@dataclass(frozen=True)
class BloomFilter:
    bits: np.ndarray  # u8
    size: int  # in bits
    hashes: int

    @property
    def filled(self) -> float:
        return float(np.unpackbits(self.bits).sum() / self.size)

    def contains(self, member: str) -> bool:
        return all(self.bits[b // 8] >> (b % 8) & 1 for b in bit_indices(member, self.size, self.hashes))

    def entry(self, file: str, words: int) -> dict:
        """How the manifest describes it; `words` is the number of words of each member."""
        return {"file": file, "words": words, "hashes": self.hashes, "bits": self.size}


def bit_indices(member: str, size: int, hashes: int) -> list[int]:
    first = _OFFSET
    for byte in member.encode():
        first = ((first ^ byte) * _PRIME) & _MASK
    second = (first * _PRIME) & _MASK | 1  # one more round, with byte 0
    return [((first + k * second) & _MASK) % size for k in range(hashes)]


def build(members: Iterable[str], bits_per_member: float, most_hashes: int = 8) -> BloomFilter:
    """With as many hashes as make strangers rarest for so many bits: their number times ln 2.

    The size is odd: the low bits of the second hash follow from those of the first, and a size that is a
    multiple of 64 keeps them (18 % of strangers were taken for members where 12 % are due).
    """
    members = set(members)
    size = max(64, int(len(members) * bits_per_member) // 64 * 64) - 1
    hashes = min(most_hashes, max(1, round(bits_per_member * math.log(2))))
    bits = np.zeros(size, np.uint8)
    for member in members:
        bits[bit_indices(member, size, hashes)] = 1
    return BloomFilter(np.packbits(bits, bitorder="little"), size, hashes)


def read(folder: Path, entry: dict) -> BloomFilter:
    """The filter of a bundle that an entry of its manifest describes."""
    bits = np.fromfile(folder / entry["file"], np.uint8)
    if len(bits) != (entry["bits"] + 7) // 8:
        raise UserError(
            f"{folder / entry['file']}: {len(bits)} bytes, the manifest says {entry['bits']} bits; "
            "write the bundle again"
        )
    return BloomFilter(bits, entry["bits"], entry["hashes"])
