"""Laws of the figure that says whether a page does what its choice says."""

import pytest

from model_export import fidelity
from model_export.documents import parse


@pytest.mark.parametrize(
    ("choice", "page", "share"),
    [
        ("Open the tin box", "You open the tin box. A key lies in it.", 1),
        ("Open the tin box", "The tin box opens by itself.", 1),
        ("Hide behind the curtain", "You are hiding. The curtains move.", 2 / 3),
        ("Open the tin box", "It rains. You wait. You open the tin box.", 0),
        ("Ask her why", '"Why?" you ask her.', 1),
    ],
)
def test_words_of_the_choice_are_looked_for_where_a_page_begins(choice, page, share):
    assert fidelity.carried_out(choice, page) == pytest.approx(share)


def test_a_choice_of_little_words_says_nothing():
    assert fidelity.carried_out("Go on", "You go on.") is None


def test_stories_are_measured_over_all_their_choices():
    story = parse("You dig.\n\nA lid.\n> Lift the lid\nYou lift the lid.\n> Call your brother\nNobody comes.")
    assert fidelity.of_stories([story, story]) == pytest.approx(0.5)
