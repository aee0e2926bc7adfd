"""Finds texts that say again what another has said, among many, in one pass."""

from __future__ import annotations

import hashlib

from model_export import gate

RUN_WORDS = 4
# Two texts are near duplicates when so much of the shorter one's runs stands in the other.
MOST_SHARED = 0.5
# One run in two is looked up, which halves the memory: of nine shared ones all are missed once in 500.
_ONE_IN = 2
# What so many texts say is a turn of phrase, and tells no two of them apart.
_MOST_HOLDERS = 200


class Seen:
    """Texts that were taken. Who is told first is kept, so tell the better ones first."""

    def __init__(self) -> None:
        self._texts: list[frozenset[int]] = []
        self._holders: dict[int, list[int]] = {}

    def is_near(self, text: str) -> bool:
        """Whether it is like one that was taken. If not, it is taken."""
        runs = _runs(text)
        sampled = [run for run in runs if run % _ONE_IN == 0]
        for holder in {holder for run in sampled for holder in self._holders.get(run, ())}:
            other = self._texts[holder]
            if len(runs & other) > MOST_SHARED * min(len(runs), len(other)):
                return True
        number = len(self._texts)
        self._texts.append(runs)
        for run in sampled:
            holders = self._holders.setdefault(run, [])
            if len(holders) < _MOST_HOLDERS:
                holders.append(number)
        return False


def _runs(text: str) -> frozenset[int]:
    words = gate.words_of(text)
    n = min(RUN_WORDS, len(words))
    return frozenset(_hash(" ".join(run)) for run in gate.grams(words, n)) if n else frozenset()


def _hash(run: str) -> int:
    """Of 64 bits, the same in every process."""
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest())
