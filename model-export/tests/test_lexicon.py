import pytest

from model_export.errors import UserError
from model_export.lexicon import build_lexicon, lexicon_words, read_training


def test_a_word_stands_without_its_possessive_and_its_quotes():
    assert list(lexicon_words("The boy's 'lamp' won't burn; 3 dogs' 2nd night")) == [
        "the",
        "boy",
        "lamp",
        "won't",
        "burn",
        "dogs",
        "night",
    ]


def test_what_was_read_twice_is_known_and_a_made_up_word_is_not():
    built = build_lexicon(["The lamp burns. The lamp's oil", "oil darfing"])
    assert all(built.contains(word) for word in ("the", "lamp", "oil"))
    assert not any(built.contains(word) for word in ("darfing", "burns", "ralgraphs"))


def test_folders_and_files_are_read(tmp_path):
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "a.txt").write_text("one", encoding="utf-8")
    (tmp_path / "train" / "a.bin").write_bytes(b"\0")
    (tmp_path / "b.txt").write_text("two", encoding="utf-8")
    assert list(read_training([tmp_path / "train", tmp_path / "b.txt"])) == ["one", "two"]


def test_missing_or_empty_training_text_is_told(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        list(read_training([tmp_path / "none.txt"]))
    with pytest.raises(UserError, match="no word twice"):
        build_lexicon(["each word once"])
