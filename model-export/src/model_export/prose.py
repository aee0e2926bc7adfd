"""Cleans prose and cuts it: characters, filler lines, sentences, segments of 30 to 60 words."""

import re
import unicodedata
from collections.abc import Callable

STRAIGHT = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "ʼ": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "…": "...",
        "\u00a0": " ",
        "\u2009": " ",
    }
    | dict.fromkeys("\u200b\u2060\ufeff\u00ad\u200a", "")
)
FILLER = re.compile(
    r"^(?:chapter\b.{0,60}|part [ivxlc\d]+\.?|[ivxlc]+\.?|\d+\.?|[^A-Za-z]+|the end\.?|finis\.?|\[.*\])$",
    re.IGNORECASE,
)
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Prof|Capt|Col|Sgt|Lt|Rev|Hon|Esq|No|vs|etc|viz|i\.e|e\.g)|\b[A-Z])\.$"
)
SENTENCE_END = re.compile(r"""[.!?]["')]*(?=\s)""")
LEAST_WORDS, ENOUGH_WORDS, MOST_WORDS = 30, 45, 62


def clean(text: str) -> str:
    """NFC, straight quotes, the em dash as a character, three dots, single spaces, no tabs."""
    text = unicodedata.normalize("NFC", text).translate(STRAIGHT)
    text = re.sub(r"\s*(?:--+|[―⸺⸻]+)\s*", "—", text)
    text = re.sub(r"\.(?: \.)+", "...", text)
    return re.sub(r"[^\S\n]+", " ", text)


def alliterates(line: str) -> bool:
    """Filler of the kind 'Peter Piper picked a peck of pickled peppers'."""
    words = re.findall(r"[a-z]+", line.lower())
    initials = [word[0] for word in words if len(word) > 3]
    return 5 <= len(initials) <= 14 and max(map(initials.count, initials)) / len(initials) > 0.8


def is_filler(paragraph: str) -> bool:
    letters = [c for c in paragraph if c.isalpha()]
    shouting = len(letters) > 3 and sum(c.isupper() for c in letters) > 0.7 * len(letters)
    return bool(FILLER.match(paragraph)) or shouting or alliterates(paragraph)


def sentences(paragraph: str) -> list[str]:
    """Cuts after a full stop, exclamation or question mark outside speech; abbreviations do not count."""
    found, start = [], 0
    for match in SENTENCE_END.finditer(paragraph):
        piece = paragraph[start : match.end()].strip()
        rest = paragraph[match.end() :].lstrip()
        inside_speech = piece.count('"') % 2 == 1
        if inside_speech or ABBREVIATION.search(piece) or rest[:1].islower():
            continue
        found.append(piece)
        start = match.end()
    if rest := paragraph[start:].strip():
        found.append(rest)
    return found


def segments(
    paragraphs: list[str], choice_for: Callable[[str], str | None]
) -> tuple[list[str], list[str | None]]:
    """Cuts a text at sentence ends to segments; prefers the places where a choice can be derived.

    Returns the segments and, between each two, the choice or None. A paragraph's end stays a line end.
    """
    parts, choices = [], []
    lines: list[list[str]] = [[]]
    words = 0
    for paragraph in paragraphs:
        for sentence in sentences(paragraph):
            length = len(sentence.split())
            choice = choice_for(sentence) if words >= LEAST_WORDS else None
            full = words >= ENOUGH_WORDS and (words + length > MOST_WORDS or not lines[-1])
            if choice or full:
                parts.append("\n".join(" ".join(line) for line in lines if line))
                choices.append(choice)
                lines, words = [[]], 0
            lines[-1].append(sentence)
            words += length
        if lines[-1]:
            lines.append([])
    if any(lines):
        parts.append("\n".join(" ".join(line) for line in lines if line))
    return parts, choices[: max(0, len(parts) - 1)]
