"""Words that no model is trained on, and the game takes from nobody: word-list.txt, the same file in both."""

import re
import unicodedata
from functools import cache
from importlib import resources

FILE = "word-list.txt"
_WORD = re.compile(r"[^\W_]+")


@cache
def _entries() -> tuple[frozenset[str], int]:
    lines = (resources.files("model_export") / FILE).read_text(encoding="utf-8").splitlines()
    found = frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
    return found, max(len(entry.split()) for entry in found)


def hits(text: str) -> bool:
    """Whether a whole word or its plural stands in the list; accents and case aside, never part of one."""
    entries, longest = _entries()
    plain = unicodedata.normalize("NFKD", text).lower()
    words = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
    for start in range(len(words)):
        for end in range(start + 1, min(start + longest, len(words)) + 1):
            run = " ".join(words[start:end])
            if run in entries or run.removesuffix("s") in entries:
                return True
    return False
