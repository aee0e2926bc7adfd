"""Reads texts from disk: books with chapters, a person's own writing, Twee files."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from model_export.documents import END_OF_TEXT
from model_export.errors import UserError

# SugarCube and Harlowe macros, links (their text stays), images, comments and style marks.
TWEE_MARKUP = [
    (re.compile(r"/\*.*?\*/|<!--.*?-->|<<[^>]*>>|\(\w+:[^)]*\)|\[img\[.*?\]\]", re.DOTALL), ""),
    (re.compile(r"\[\[(?:[^\]]*)\]\]"), ""),
    (re.compile(r"</?\w[^>]*>|''|//|~~|\^\^"), ""),
]
NOT_PROSE = re.compile(
    r"^(?:Story(?:Title|Data|Init|Menu|Caption|Author)|.*\[(?:script|stylesheet|.*\bsystem\b.*)\])"
)


@dataclass(frozen=True)
class Book:
    """A file of chapters, each a list of paragraphs; group is SOURCES.tsv's, '' without that file."""

    name: str
    group: str
    chapters: list[list[str]]


def read_text(path: Path) -> str:
    data = path.read_bytes()
    if b"\0" in data[:65536]:
        raise UserError(f"{path}: a binary file; give plain text in UTF-8 (.txt) or Twee (.twee)")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from error


def documents_of(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\r\n", "\n").split(END_OF_TEXT) if part.strip()]


def files_of(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder; give one with {' or '.join(endings)} files")
    found = sorted(path for path in folder.rglob("*") if path.suffix in endings and path.is_file())
    if not found:
        raise UserError(f"{folder}: no {' or '.join(endings)} file in it")
    return found


def books(folder: Path) -> list[Book]:
    """All .txt under a folder; blank lines separate paragraphs, END_OF_TEXT separates chapters."""
    groups = {}
    table = folder / "SOURCES.tsv"
    if table.is_file():
        rows = csv.DictReader(read_text(table).splitlines(), delimiter="\t")
        groups = {Path(row["file"]).name: row["group"] for row in rows}
    found = []
    for path in files_of(folder, (".txt",)):
        chapters = [re.split(r"\n\s*\n", text) for text in documents_of(read_text(path))]
        found.append(Book(path.stem, groups.get(path.name, ""), chapters))
    return found


def twee_passages(text: str) -> list[str]:
    """The prose of every passage, without markup, scripts and story data."""
    found = []
    for passage in re.split(r"^:: *", text, flags=re.MULTILINE)[1:]:
        header, _, body = passage.partition("\n")
        if NOT_PROSE.match(header):
            continue
        for pattern, replacement in TWEE_MARKUP:
            body = pattern.sub(replacement, body)
        if body.strip():
            found.append(body.strip())
    return found


def own_texts(folder: Path) -> list[tuple[str, str]]:
    """(file name, document) of a person's own .txt and .twee files."""
    found = []
    for path in files_of(folder, (".txt", ".twee")):
        text = read_text(path)
        parts = twee_passages(text) if path.suffix == ".twee" else documents_of(text)
        found += [(path.name, part) for part in parts]
    return found
