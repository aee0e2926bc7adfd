"""Laws of deriving a choice line from a segment's first sentence."""

import pytest

from model_export.choices import derive


@pytest.mark.parametrize(
    ("sentence", "choice"),
    [
        ("You stepped back, trying to see its face.", "Step back"),
        ("You opened the cellar door and went in.", "Open the cellar door"),
        ("Then you crept along the wall.", "Creep along the wall"),
        ("You carried the lamp to the window.", "Carry the lamp to the window"),
        ("You slipped through the gap.", "Slip through the gap"),
        ("You take the key from the hook.", "Take the key from the hook"),
        ("You waited.", "Wait"),
    ],
)
def test_an_opening_action_becomes_an_imperative(sentence: str, choice: str):
    assert derive(sentence) == choice


@pytest.mark.parametrize(
    "sentence",
    [
        "You were alone in the house.",
        "You had opened the door.",
        "You could not open the door.",
        "You frobbed the lamp.",
        "The door opened by itself.",
        "You looked at the",
        '"You opened the door," he said.',
        "You took it.  ".replace("took it", "saw"),
        "You walked down the long wet road to the old grey house of stone and slate.",
    ],
)
def test_what_is_no_action_gives_no_choice(sentence: str):
    assert derive(sentence) is None


def test_a_choice_has_ten_words_at_most_and_no_full_stop():
    at_limit = derive("You walked down the long wet road to the grey house.")
    assert at_limit == "Walk down the long wet road to the grey house"
    assert len(at_limit.split()) == 10
