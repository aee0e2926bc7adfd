"""The prompt format, version 1: one shape for training text and for prompts.

document := [premise "\\n\\n"] segment ( "\\n> " choice "\\n" segment )* END_OF_TEXT
"""

import hashlib
import re
from dataclasses import dataclass

END_OF_TEXT = "<|endoftext|>"
CLOSING_CUE = " (the last page)"
CHOICE_WORDS = 10


@dataclass(frozen=True)
class Document:
    """choices[i] leads from segments[i] to segments[i + 1]; None where the text just runs on."""

    premise: str | None
    segments: tuple[str, ...]
    choices: tuple[str | None, ...]

    def text(self) -> str:
        lines = [f"{self.premise}\n"] if self.premise else []
        lines.append(self.segments[0])
        for choice, segment in zip(self.choices, self.segments[1:], strict=True):
            if choice:
                lines.append(f"> {choice}")
            lines.append(segment)
        return "\n".join(lines)


def parse(text: str) -> Document:
    """Reads a document that already is in the prompt format; a closing cue in it is taken off."""
    text = text.strip().removesuffix(END_OF_TEXT).strip()
    premise, blank, body = text.partition("\n\n")
    if not blank or "\n" in premise or premise.startswith(">"):
        premise, body = "", text
    segments, choices, lines = [], [], []
    for line in re.sub(r"\n\s*\n", "\n", body).strip().split("\n"):
        if line.startswith(">"):
            segments.append("\n".join(lines))
            choices.append(line[1:].strip().removesuffix(CLOSING_CUE))
            lines = []
        else:
            lines.append(line.strip())
    segments.append("\n".join(lines))
    return Document(premise or None, tuple(segments), tuple(choices))


def flaw(document: Document) -> str | None:
    """Why a document in the prompt format cannot be trained on, or None."""
    if not all(document.segments):
        return "a choice without a segment before or after it"
    for choice in document.choices:
        if choice is not None and not 1 <= len(choice.split()) <= CHOICE_WORDS:
            return f"choice {choice!r} has {len(choice.split())} words, 1 to {CHOICE_WORDS} are allowed"
    return None


def with_closing_cue(document: Document) -> Document:
    """Half of all documents, by hash, announce their last segment on the choice line before it.

    Where the last segment has no choice before it there is nothing to announce.
    """
    chosen = hashlib.sha256(document.text().encode()).digest()[0] % 2 == 0
    if not chosen or not document.choices or document.choices[-1] is None:
        return document
    choices = (*document.choices[:-1], document.choices[-1] + CLOSING_CUE)
    return Document(document.premise, document.segments, choices)
