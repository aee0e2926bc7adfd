"""Laws of the corpus command: what comes out of folders of texts."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from model_export.cli import main
from model_export.documents import END_OF_TEXT
from model_export.sources import documents_of, twee_passages

ROOMS = "attic cellar pantry chapel nursery stable library kitchen tower crypt hall well".split()
THINGS = "lamp key coat bell mirror rope ladder candle doll ledger spade clock".split()


OPENINGS = {f"> Open the {room} door" for room in ROOMS}


def chapter(number: int, person: str = "I") -> str:
    """A chapter of sentences that occur nowhere else."""
    lines = []
    for i, room in enumerate(ROOMS):
        thing = THINGS[(i + number) % len(THINGS)]
        lines.append(
            f"{person} opened the {room} door, and there in house number {number} the {thing} lay low. "
            f"The rain of night {number} had come through the roof of that {room}, by drops, on the {thing}, "
            f"and nobody had come to {number} with a pail. "
            f'"I know the {thing} of {number}," said a voice by the {room} wall, very low.'
        )
    return "\n\n".join(lines)


def story(number: int) -> str:
    return f"""You are tenant number {number}.

Room {number} has no window tonight.
> Feel along the wall {number}
You feel plaster, and under it {number} knocks.
> Knock back
Something counts to {number} and stops."""


def write_books(folder: Path, count: int = 12) -> Path:
    folder.mkdir()
    for book in range(count):
        chapters = [chapter(book * 10 + i, "I" if book % 2 else "He") for i in range(2)]
        (folder / f"book-{book}.txt").write_text(f"\n{END_OF_TEXT}\n".join(chapters), encoding="utf-8")
    return folder


def write_own(folder: Path, count: int = 60) -> Path:
    folder.mkdir()
    (folder / "own.txt").write_text(f"{END_OF_TEXT}\n".join(story(i) for i in range(count)), encoding="utf-8")
    return folder


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    books, own = write_books(tmp_path / "books"), write_own(tmp_path / "own")
    out = tmp_path / "dataset"
    split = ["--validation", "0.3", "--own-validation", "0.2"]
    assert main(["corpus", "--books", str(books), "--own", str(own), "--out", str(out), *split]) == 0
    return out


def documents(dataset: Path, part: str, group: str) -> list[str]:
    return documents_of((dataset / part / f"{group}.txt").read_text(encoding="utf-8"))


def test_first_person_books_become_second_person_and_others_stay(dataset: Path):
    turned, kept = documents(dataset, "train", "second"), documents(dataset, "train", "third")
    assert all(text.startswith("You opened the attic door") and '"I know' in text for text in turned)
    assert all(text.startswith("He opened the attic door") for text in kept)


def test_the_split_is_by_book_and_by_story(dataset: Path):
    for group in ("second", "third", "own"):
        train, held_out = (documents(dataset, part, group) for part in ("train", "validation"))
        assert train and held_out
        assert not set(train) & set(held_out)
    books_of = {part: set() for part in ("train", "validation")}
    for part, found in books_of.items():
        for text in documents(dataset, part, "second") + documents(dataset, part, "third"):
            found.add(int(text.split("number ")[1].split(" ")[0]) // 10)
    assert not books_of["train"] & books_of["validation"]
    assert len(books_of["train"] | books_of["validation"]) == 12


def test_a_story_stays_on_its_side_when_the_corpus_grows(tmp_path: Path, dataset: Path):
    more = write_own(tmp_path / "more", 150)
    out = tmp_path / "grown"
    assert main(["corpus", "--own", str(more), "--out", str(out), "--own-validation", "0.2"]) == 0
    assert set(documents(dataset, "validation", "own")) <= set(documents(out, "validation", "own"))


def test_own_documents_keep_their_prompt_format(dataset: Path):
    text = documents(dataset, "train", "own")[0].replace(" (the last page)", "")
    number = int(text.split("tenant number ")[1].split(".")[0])
    assert text == story(number)


def test_derived_choices_stand_before_the_segment_they_open(dataset: Path):
    for text in documents(dataset, "train", "second"):
        lines = text.split("\n")
        for line, following in pairwise(lines):
            if line.startswith("> "):
                assert line.removesuffix(" (the last page)") in OPENINGS
                assert following.startswith("You opened the ")
    report = json.loads((dataset / "report.json").read_text())
    assert report["derived_choices"] > 0


def test_duplicates_and_long_sentenced_chapters_are_dropped(tmp_path: Path):
    books = write_books(tmp_path / "books", 4)
    (books / "again.txt").write_text(chapter(0, "He"), encoding="utf-8")
    (books / "long.txt").write_text(chapter(77).replace(". ", ", ").replace('."', ',"'), encoding="utf-8")
    out = tmp_path / "dataset"
    assert main(["corpus", "--books", str(books), "--out", str(out), "--longest-sentences", "29"]) == 0
    dropped = json.loads((out / "report.json").read_text())["dropped"]
    assert dropped["duplicate paragraphs"] == len(ROOMS)
    assert dropped["long-sentenced chapters"] == 1


def test_a_line_per_segment_gets_its_choices_derived(tmp_path: Path):
    own = tmp_path / "own"
    own.mkdir()
    stories = []
    for i in range(40):
        told = (
            f"I stood in hall {i}. "
            + f"The walls of hall {i} were wet and the lamps of hall {i} were out. " * 3
        )
        stories.append(f"{told}\nI opened the cupboard door, and something in hall {i} breathed.")
    (own / "lines.txt").write_text(f"\n{END_OF_TEXT}\n".join(stories), encoding="utf-8")
    out = tmp_path / "dataset"
    assert main(["corpus", "--own", str(own), "--out", str(out)]) == 0
    text = documents(out, "train", "own")[0]
    assert "\n> Open the cupboard door" in text
    assert text.startswith("You stood in hall")


def test_twee_passages_lose_links_macros_and_scripts():
    twee = (
        ":: StoryData\n{}\n\n:: One [a]\nYou <<set $x to 1>>wake ''late''.\n[[Rise|Up]]\n\n:: S [script]\nx()"
    )
    assert twee_passages(twee) == ["You wake late."]


def test_bad_input_is_one_line_and_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture):
    out = tmp_path / "dataset"
    tiny, binary, empty = tmp_path / "tiny", tmp_path / "binary", tmp_path / "empty"
    for folder in (tiny, binary, empty):
        folder.mkdir()
    (tiny / "a.txt").write_text("You wake.", encoding="utf-8")
    (binary / "a.txt").write_bytes(b"PK\x00\x01\x02")
    (tmp_path / "latin").mkdir()
    (tmp_path / "latin" / "a.txt").write_bytes(b"caf\xe9 " * 10)
    cases = {
        "tiny": "at least 2000 are needed",
        "binary": "a binary file",
        "empty": "no .txt or .twee file",
        "latin": "byte 3 is not UTF-8",
        "absent": "no such folder",
    }
    for folder, message in cases.items():
        assert main(["corpus", "--own", str(tmp_path / folder), "--out", str(out)]) == 2
        said = capsys.readouterr().err
        assert message in said and said.count("\n") == 1
        assert not out.exists()
    assert main(["corpus", "--out", str(out)]) == 2
    assert "nothing to read" in capsys.readouterr().err


def test_a_flaw_in_an_own_document_names_the_file(tmp_path: Path, capsys: pytest.CaptureFixture):
    own = tmp_path / "own"
    own.mkdir()
    (own / "long.txt").write_text("You wake.\n> " + "go " * 11 + "\nYou go.", encoding="utf-8")
    assert main(["corpus", "--own", str(own), "--out", str(tmp_path / "out")]) == 2
    assert "long.txt: choice" in capsys.readouterr().err
