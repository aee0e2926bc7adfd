"""Laws of the word list: what neither the training text nor the game holds."""

from importlib import resources
from pathlib import Path

import pytest
from test_corpus import chapter, story
from tiny_gpt2 import command

from model_export import word_list
from model_export.documents import END_OF_TEXT

GAME = Path(__file__).parents[2] / "function" / "src" / "main" / "resources" / word_list.FILE


def test_it_is_the_games_own_list():
    ours = (resources.files("model_export") / word_list.FILE).read_bytes()
    assert ours == GAME.read_bytes(), f"copy {GAME} over the one in the package"


@pytest.mark.parametrize("text", ["A dildo.", "two Dildos", "DÍLDO", "a blow job", "the Camel jockeys rode"])
def test_whole_words_and_plurals_count_however_they_are_written(text: str):
    assert word_list.hits(text)


@pytest.mark.parametrize(
    "text", ["You are gay tonight.", "Scunthorpe", "a cockerel", "the blow; a job", "You kill it."]
)
def test_no_part_of_a_word_and_no_innocent_one_counts(text: str):
    assert not word_list.hits(text)


def test_paragraphs_and_own_stories_with_such_a_word_are_dropped_and_counted(tmp_path, capsys):
    books, own = tmp_path / "books", tmp_path / "own"
    books.mkdir()
    own.mkdir()
    told = chapter(3, "He").split("\n\n")
    told[4] += " It was a dildo."
    (books / "book.txt").write_text("\n\n".join(told), encoding="utf-8")
    stories = [story(i) for i in range(150)]
    stories[7] += " Not a dildo."
    (own / "own.txt").write_text(f"{END_OF_TEXT}\n".join(stories), encoding="utf-8")
    out = tmp_path / "dataset"
    assert command("corpus", "--books", books, "--own", own, "--out", out) == 0
    texts = "".join(path.read_text(encoding="utf-8") for path in out.rglob("*.txt"))
    assert "dildo" not in texts and "tenant number 8" in texts and "tenant number 7." not in texts
    said = capsys.readouterr().out
    assert '"paragraphs with a word of the list": 1' in said
    assert '"documents with a word of the list": 1' in said
