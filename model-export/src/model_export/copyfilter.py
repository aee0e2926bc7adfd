"""A Bloom filter over every run of five words in the style corpus: the game asks it whether a text is a
copy.

A word is a maximal run of [a-z0-9'] in the lower-cased text, with ’ taken for '. A run is five words joined
by one space. Nine copied words are five such runs one after the other, so a filter that errs in one run of
seven still errs in hardly one segment of two hundred: that is what makes it small. Shorter runs mean nothing.
"""

from __future__ import annotations

import re
from pathlib import Path

from model_export import bloom
from model_export.errors import UserError
from model_export.sources import files_of, read_text

WORDS = 5
# The shortest copy that is told from chance.
LEAST_COPIED = 9
_MOST_BITS_PER_RUN, _LEAST_BITS_PER_RUN = 16, 4
# A filter grows beyond what is wanted only where fewer bits for each run would raise false alarms.
WANTED_BITS, LARGEST_BITS = 1_600_000, 8_000_000
_WORD = re.compile(r"[a-z0-9']+")


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


def runs_of(text: str) -> set[str]:
    words = words_of(text)
    return {" ".join(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)}


def build_filter(texts: list[str]) -> bloom.BloomFilter:
    runs: set[str] = set().union(*map(runs_of, texts)) if texts else set()
    if len(runs) * _LEAST_BITS_PER_RUN > LARGEST_BITS:
        raise UserError(
            f"the style corpus holds {len(runs)} runs of {WORDS} words, the copy filter at most "
            f"{LARGEST_BITS // _LEAST_BITS_PER_RUN}; give a smaller --corpus, the texts nearest to the style"
        )
    bits = min(_MOST_BITS_PER_RUN, max(_LEAST_BITS_PER_RUN, WANTED_BITS / max(1, len(runs))))
    return bloom.build(runs, bits)


def longest_copied_run(known: bloom.BloomFilter, words: int, text: str) -> int:
    """As the game counts it; `words` are those of the filter's runs. 0 below LEAST_COPIED."""
    found = words_of(text)
    longest = current = 0
    for start in range(len(found) - words + 1):
        copied = known.contains(" ".join(found[start : start + words]))
        current = 0 if not copied else current + 1 if current else words
        longest = max(longest, current)
    return longest if longest >= LEAST_COPIED else 0


def read_corpus(folder: Path) -> list[str]:
    """The style corpus: a file, or every .txt file under a folder."""
    return [read_text(folder)] if folder.is_file() else [read_text(f) for f in files_of(folder, (".txt",))]
