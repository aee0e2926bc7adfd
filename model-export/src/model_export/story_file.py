"""What the prompt needs of a story's .twee file: its premise, and the names that stand in for its slots."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from model_export.errors import UserError
from model_export.sources import files_of, read_text

_SETTINGS = re.compile(r"^:: *Feverdream\b[^\n]*\n(.*?)(?=^::|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class StoryFile:
    premise: str
    slots: dict[str, str]

    def with_stand_ins(self, text: str) -> str:
        for name, stand_in in self.slots.items():
            text = text.replace(f"{{{name}}}", stand_in)
        return text


def read_stories(folder: Path) -> dict[str, StoryFile]:
    """By the story's id, which is the name of its file."""
    return {path.stem: _story(path) for path in files_of(folder, (".twee",))}


def _story(path: Path) -> StoryFile:
    settings = _SETTINGS.search(read_text(path).replace("\r\n", "\n"))
    premise, slots = "", {}
    for line in settings[1].split("\n") if settings else []:
        key, _, value = line.partition(":")
        if key.strip() == "premise":
            premise = value.strip()
        elif key.strip() == "slot":
            name, _, stand_in = (part.strip() for part in value.rpartition("|"))
            slots[name.partition("|")[0].strip()] = stand_in
    if not premise:
        raise UserError(
            f"{path}: its passage Feverdream has no line 'premise: …'; add it, as the game asks too"
        )
    return StoryFile(premise, slots)
