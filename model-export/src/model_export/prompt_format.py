"""What the game does to texts on their way to the model and back (PromptFormat.java); gate goldens hold both
to each other."""

from __future__ import annotations

import unicodedata

import regex

from model_export.documents import CHOICE_WORDS, CLOSING_CUE

# Java's String.strip() strips these.
SPACES = (
    "\t\n\x0b\f\r\x1c\x1d\x1e\x1f \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2008\u2009\u200a\u2028\u2029\u205f\u3000"
)
LINE_BREAK = r"(?:\r\n|[\n\x0b\f\r\x85\u2028\u2029])"
_BREAKS = regex.compile(LINE_BREAK + "+")
_BLANKS = regex.compile(r"[ \t\n\x0b\f\r\p{Z}\p{Cc}]+")
_LABEL = regex.compile(r"[\p{L}\"'][^<>|*_#=~\\\[\]{}\uFFFD]+")
_SENTENCE_END = regex.compile(r"[.!?;][\"')]*[ \t\n\x0b\f\r]")
_MARKS = {"‘": "'", "’": "'", "“": '"', "”": '"', "--": "—", "…": "..."}


def plain(text: str) -> str:
    for mark, ours in _MARKS.items():
        text = text.replace(mark, ours)
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip(SPACES)


def segment(text: str) -> str:
    paragraphs = []
    for line in _BREAKS.split(text):
        paragraph = plain(line)
        while paragraph.startswith(">"):
            paragraph = paragraph[1:].strip(SPACES)
        if paragraph:
            paragraphs.append(paragraph)
    return "\n".join(paragraphs)


def choice_line(label: str, close: bool = False) -> str:
    line = plain(label)
    while line.endswith("."):
        line = line[:-1].strip(SPACES)
    return f"\n> {line}{CLOSING_CUE if close else ''}\n"


def readable(written: str) -> str:
    lines = (line.strip(SPACES) for line in _BREAKS.split(written))
    return "\n\n".join(line for line in lines if line)


def label(written: str) -> str | None:
    """A line of choice as a label, if it makes one."""
    found = plain(written)
    if found.endswith(CLOSING_CUE):
        found = found.removesuffix(CLOSING_CUE).strip(SPACES)
    while found and found[-1] in ".,;:":
        found = found[:-1].strip(SPACES)
    usable = (
        _LABEL.fullmatch(found)
        and not _SENTENCE_END.search(found)
        and found.count('"') % 2 == 0
        and len(found.split(" ")) <= CHOICE_WORDS
    )
    return found if usable else None
