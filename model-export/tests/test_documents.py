"""Laws of the prompt format."""

from model_export.documents import CLOSING_CUE, END_OF_TEXT, Document, flaw, parse, with_closing_cue

TEXT = """You keep a lighthouse.

The lamp is out.
The sea is not.
> Climb the stairs
You climb.
> Light the lamp
It lights you."""


def test_a_document_reads_back_as_it_was_written():
    document = parse(TEXT + END_OF_TEXT)
    assert document.premise == "You keep a lighthouse."
    assert document.segments == ("The lamp is out.\nThe sea is not.", "You climb.", "It lights you.")
    assert document.choices == ("Climb the stairs", "Light the lamp")
    assert document.text() == TEXT


def test_a_document_without_a_premise_begins_with_its_segment():
    document = parse("The lamp is out.\n> Climb\nYou climb.")
    assert document.premise is None
    assert document.text() == "The lamp is out.\n> Climb\nYou climb."


def stories(count: int) -> list[Document]:
    return [
        Document(f"You are number {i}.", ("One.", "Two.", "Three."), ("Go on", "Go in")) for i in range(count)
    ]


def test_half_of_all_documents_carry_the_closing_cue_on_their_last_choice():
    cued = [with_closing_cue(story) for story in stories(400)]
    with_cue = [story for story in cued if story.choices[-1] == "Go in" + CLOSING_CUE]
    assert 160 < len(with_cue) < 240
    assert all(story.choices[0] == "Go on" for story in cued)
    assert {story.choices[-1] for story in cued} == {"Go in", "Go in" + CLOSING_CUE}


def test_the_closing_cue_depends_on_the_document_alone():
    assert [with_closing_cue(s) for s in stories(50)] == [with_closing_cue(s) for s in stories(50)]


def test_the_closing_cue_is_taken_off_on_reading():
    cued = next(c for s in stories(50) if (c := with_closing_cue(s)) != s)
    assert parse(cued.text()).choices == ("Go on", "Go in")


def test_a_last_segment_that_no_choice_leads_to_is_not_announced():
    runs_on = [Document(None, (f"One {i}.", "Two."), (None,)) for i in range(50)]
    assert [with_closing_cue(document) for document in runs_on] == runs_on


def test_a_choice_of_eleven_words_is_a_flaw():
    long = Document(None, ("One.", "Two."), (" ".join(["go"] * 11),))
    assert "11 words" in flaw(long)
    assert flaw(parse(TEXT)) is None
    assert flaw(parse("> Begin with a choice\nThen a segment.")) is not None
