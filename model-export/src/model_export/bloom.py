"""A Bloom filter: a set of short texts in few bytes, which may take a stranger for a member but never misses
one.

The file is raw bits (bit i is bit i % 8, counted from the least significant, of byte i // 8). The hashes of
a text, in UTF-8: h1 is FNV-1a (64 bit) of its bytes, h2 the same of the bytes and one zero byte, made odd;
bit k is (h1 + k * h2) mod 2**64 mod bits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

HASHES = 8
LARGEST_BITS = 1_600_000  # 200 KB
_OFFSET, _PRIME, _MASK = 0xCBF29CE484222325, 0x100000001B3, 2**64 - 1


@dataclass(frozen=True)
class BloomFilter:
    bits: np.ndarray  # u8

    @property
    def size(self) -> int:
        return len(self.bits) * 8

    @property
    def filled(self) -> float:
        return float(np.unpackbits(self.bits).mean())

    def contains(self, member: str) -> bool:
        return all(self.bits[b // 8] >> (b % 8) & 1 for b in bit_indices(member, self.size))

    def entry(self, file: str, words: int) -> dict:
        """How the manifest describes it; `words` is the number of words of each member."""
        return {"file": file, "words": words, "hashes": HASHES, "bits": self.size}


def bit_indices(member: str, size: int) -> list[int]:
    first = _OFFSET
    for byte in member.encode():
        first = ((first ^ byte) * _PRIME) & _MASK
    second = (first * _PRIME) & _MASK | 1  # one more round, with byte 0
    return [((first + k * second) & _MASK) % size for k in range(HASHES)]


def build(members: Iterable[str], bits_per_member: int) -> BloomFilter:
    members = set(members)
    size = max(64, min(LARGEST_BITS, len(members) * bits_per_member // 64 * 64))
    bits = np.zeros(size, np.uint8)
    for member in members:
        bits[bit_indices(member, size)] = 1
    return BloomFilter(np.packbits(bits, bitorder="little"))
