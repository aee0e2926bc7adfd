"""Cuts what a model wrote at its last whole sentence, as the game does (Sentences.java)."""

from __future__ import annotations

import regex

from model_export.prompt_format import LINE_BREAK, SPACES

# Java's $ also matches before a line break that ends the text.
_END = regex.compile(r"[.!?…]+[\"')\]”’]*(?=[ \t\n\x0b\f\r\x85\u2028\u2029]\Z|[ \t\n\x0b\f\r]|\Z)")
# What ends in a full stop amid a sentence. "I." is no initial.
_ABBREVIATION = regex.compile(
    r"(?:^|[ \t\n\x0b\f\r\"'“‘(\[—])"
    r"(?:Mr|Mrs|Ms|Messrs|Dr|St|Mt|No|Lt|Sgt|Col|Gen|Prof|Capt|Rev|[A-HJ-Z]|[ap]\.m|e\.g|i\.e)\.\Z"
)
_MIDST = regex.compile(r"[,;:.?!)\]…-]|[ \t\n\x0b\f\r\"'“‘(—]*\p{Ll}")
_SPACES = regex.compile("[ \t\u00a0]+")
_BREAK = regex.compile(f" *{LINE_BREAK} *")
_BLANK_LINES = regex.compile("\n{2,}")


def cut(text: str) -> str:
    """The text up to its last sentence end, a quotation left open by the cut closed."""
    tidy = _BLANK_LINES.sub("\n\n", _BREAK.sub("\n", _SPACES.sub(" ", text))).strip(SPACES)
    return _closed(tidy[: _last_end(tidy)])


def are_whole(text: str) -> bool:
    """Whether the text begins as a sentence and ends as one."""
    return bool(text) and _last_end(text) == len(text) and not _MIDST.match(text)


def _last_end(text: str) -> int:
    ends = [m.end() for m in _END.finditer(text)]
    return next((end for end in reversed(ends) if not _ABBREVIATION.search(text[:end])), 0)


def _closed(text: str) -> str:
    paragraph = text[text.rfind("\n") + 1 :]
    if paragraph.count('"') % 2 == 1 and not paragraph.endswith('"'):
        return text + '"'
    return text + "”" if paragraph.rfind("“") > paragraph.rfind("”") else text
