"""Prompts from stories that were not trained on: each with a choice taken in it, as the game would put it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from model_export import prompt_format
from model_export.documents import Document, parse
from model_export.errors import UserError
from model_export.sources import documents_of, read_text


@dataclass(frozen=True)
class Scene:
    """`prompt` ends with the line of the choice; `parent` is the segment that the choice follows."""

    premise: str
    parent: str
    choice: str
    prompt: str

    def before_choices(self, segment: str) -> str:
        return self.prompt + prompt_format.segment(segment) + "\n>"


def held_out_file(data: Path) -> Path:
    """The held-out own stories: of a dataset, of its validation folder, or the file itself."""
    for file in (data, data / "own.txt", data / "validation" / "own.txt"):
        if file.is_file():
            return file
    raise UserError(f"{data}: no held-out own writing (own.txt); run `model-export corpus` with --own")


def read_stories(data: Path) -> list[Document]:
    return [parse(text) for text in documents_of(read_text(held_out_file(data)))]


def read_scenes(data: Path) -> list[Scene]:
    """The first choice of every story, then the second of every story, and so on."""
    stories = read_stories(data)
    steps = max((len(story.choices) for story in stories), default=0)
    found = [
        _scene(story, i)
        for i in range(steps)
        for story in stories
        if i < len(story.choices) and story.choices[i]
    ]
    if not found:
        raise UserError(
            f"{held_out_file(data)}: no story with a choice line; sampling needs one to begin with"
        )
    return found


def _scene(story: Document, step: int) -> Scene:
    so_far = Document(story.premise, story.segments[: step + 1], story.choices[:step]).text()
    choice = story.choices[step]
    return Scene(
        story.premise or "", story.segments[step], choice, so_far + prompt_format.choice_line(choice)
    )
