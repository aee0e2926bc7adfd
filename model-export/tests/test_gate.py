"""The gate that models are measured by; the Java test GateGoldenTest holds the game's to it."""

import json

import pytest

from model_export import gate, prompt_format, sentences
from model_export.golden_gate import write_verdicts

GOOD = (
    "You lift the lid, and the cold comes up to meet you. "
    "Far below, something white turns over and begins to climb."
)
PARENT = "The well has a lid. Nobody has opened it since the summer your brother went away."


def faults(text: str, copied: int = 0, made_up=(), siblings=(), forbidden=()) -> set[str]:
    return set(gate.judge(text, copied, made_up, PARENT, siblings, forbidden).faults)


def test_good_prose_passes():
    assert faults(GOOD, copied=8) == set()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("You fall.", "SHORT"),
        (GOOD + " And then the", "UNFINISHED"),
        ("and so " + GOOD, "UNFINISHED"),
        (GOOD + " <|endoftext|> Yes.", "LEAK"),
        (GOOD + " The LAST page? (The Last Page).", "LEAK"),
        (GOOD + " You\u200b wait.", "LEAK"),
        (GOOD + " No, no, no, no.", "LOOP"),
        (GOOD + " It climbs up, it climbs up, it climbs up.", "LOOP"),
        (GOOD + " You wait. " + GOOD, "REPETITION"),
        (PARENT + " You wait for it to move.", "PARENT"),
    ],
)
def test_what_is_wrong_is_found(text: str, fault: str):
    assert fault in faults(text)


def test_nine_copied_words_are_a_copy():
    assert faults(GOOD, copied=9) == {"COPIED"}


def test_made_up_words_count_if_the_cut_left_them():
    assert faults(GOOD + " It is the pangle's.", made_up=["pangle"]) == {"MADE_UP"}
    assert faults(GOOD, made_up=["pangle"]) == set()


def test_siblings_and_forbidden_words():
    assert faults(GOOD, siblings=["Nothing.", GOOD]) == {"SIBLING"}
    assert faults(GOOD + " It is your phone's.", forbidden=["phone"]) == {"FORBIDDEN"}
    assert faults(GOOD + " {phone} rings.", forbidden=["phone"]) == set()


@pytest.mark.parametrize(
    ("label", "allowed"),
    [
        ("Lift the lid", True),
        ("{friend} calls you back", True),
        ("Climb", False),
        ("lift the lid", False),
        ("Lift the lid.", False),
        ("One two three four five six seven eight nine ten eleven", False),
    ],
)
def test_a_label_is_one_whole_phrase(label: str, allowed: bool):
    assert gate.allows(label) == allowed


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("You run. The door", "You run."),
        ("You see Mr. Pell. Then Mr.", "You see Mr. Pell."),
        ("It is 5 p.m. he", ""),
        ("You are not alone. Neither am I. And", "You are not alone. Neither am I."),
        ("She says, “Come in. Sit", "She says, “Come in.”"),
        ('She says, "Come in. Sit', 'She says, "Come in."'),
        ("  You   wait. ", "You wait."),
    ],
)
def test_a_segment_is_cut_at_its_last_sentence_end(written: str, kept: str):
    assert sentences.cut(written) == kept


def test_lines_of_choice_become_labels():
    assert prompt_format.label(" Open the door. (the last page)") == "Open the door"
    assert prompt_format.label(" Open the door. It is") is None
    assert prompt_format.label(' Say "no') is None
    assert prompt_format.choice_line("Open the door.") == "\n> Open the door\n"


def test_goldens_hold_every_fault_and_their_count(tmp_path):
    file = write_verdicts(tmp_path, [("A parent.", GOOD)])
    header, *lines = [json.loads(line) for line in file.read_text(encoding="ascii").splitlines()]
    assert header["gate_version"] == gate.VERSION
    assert header["segments"] == sum("written" in line for line in lines)
    assert header["labels"] == sum("label" in line for line in lines)
    found = {fault for line in lines for fault in line.get("faults", [])}
    assert found >= gate.FATAL | {"MADE_UP", "REPETITION", "PARENT", "SIBLING"}
    assert {line["allowed"] for line in lines if "label" in line} == {True, False}
