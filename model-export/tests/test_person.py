"""Laws of turning a first-person narrator into the second person."""

import pytest

from model_export.person import is_first_person, is_second_person, second_person


def test_a_first_person_chapter_becomes_second_person():
    assert second_person("I took my hat, and the dog followed me. I was alone; it was mine.") == (
        "You took your hat, and the dog followed you. You were alone; it was yours."
    )


def test_dialogue_stays_untouched():
    told = 'I shut the door. "I am not mad," my uncle told me. "My eyes are my own."'
    assert second_person(told) == (
        'You shut the door. "I am not mad," your uncle told you. "My eyes are my own."'
    )


def test_speech_that_runs_on_into_the_next_paragraph_stays_untouched():
    assert second_person('"I was born in this house, and I shall die in it.') == (
        '"I was born in this house, and I shall die in it.'
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Then I was silent.", "Then you were silent."),
        ("I never was afraid.", "You never were afraid."),
        ("I'm cold, I've lost it, I'd go, I'll wait.", "You're cold, you've lost it, you'd go, you'll wait."),
        ("What was I to do? Am I awake?", "What were you to do? Are you awake?"),
        ("I, who was the eldest, went.", "You, who were the eldest, went."),
        ("I saw myself in it.", "You saw yourself in it."),
        ("We came to a coal mine.", "We came to a coal mine."),
        ("The ghost of Charles I. Stuart walked.", "The ghost of Charles I. Stuart walked."),
    ],
)
def test_verbs_agree_and_other_words_stay(first: str, second: str):
    assert second_person(first) == second


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('"Go!" I cried.', '"Go!" you cried.'),
        ('"Go!" I turned away.', '"Go!" You turned away.'),
        ('"No," I said.', '"No," you said.'),
        ('"No." I turned away.', '"No." You turned away.'),
        ("It rained... I slept. I dreamt.", "It rained... you slept. You dreamt."),
    ],
)
def test_only_a_sentence_begins_with_a_capital(first: str, second: str):
    assert second_person(first) == second


def test_a_chapter_is_judged_by_what_is_told_not_by_what_is_said():
    assert is_first_person(["I went down. I held my lamp before me.", "The stairs were wet."])
    assert not is_first_person(['He went down. "I hold my lamp," he said. "I see my hand."'])
    assert is_second_person(["You go down. Your lamp shakes.", "The stairs are wet."])
