"""Laws of cleaning and of cutting prose."""

from model_export.prose import MOST_WORDS, clean, is_filler, segments, sentences


def test_curly_quotes_dashes_and_dots_become_plain():
    assert clean("“It’s there” -- he said. . .\tno…") == '"It\'s there"—he said... no...'


def test_letters_are_composed():
    assert clean("cafe\u0301") == "café"


def test_headings_ornaments_and_tongue_twisters_are_filler():
    for line in ("CHAPTER IV", "Chapter 12: The Stair", "XIV.", "* * *", "THE END", "[Illustration]"):
        assert is_filler(line), line
    assert is_filler("Peter Piper picked pecks of pickled peppers")
    assert not is_filler("You open the door. It is the same room, older.")


def test_a_sentence_ends_neither_at_an_abbreviation_nor_inside_speech():
    assert sentences('Mr. Dee rose. "Sit. Now," he said. I sat.') == [
        "Mr. Dee rose.",
        '"Sit. Now," he said.',
        "I sat.",
    ]


def prose_of(count: int) -> list[str]:
    return [
        " ".join(f"Here the corridor number {i * 9 + j} bends to the left." for j in range(9))
        for i in range(count)
    ]


def test_segments_lose_no_word_and_end_at_sentences():
    paragraphs = prose_of(8)
    parts, choices = segments(paragraphs, lambda _: None)
    assert " ".join(parts).split() == " ".join(paragraphs).split()
    assert all(part.endswith(".") for part in parts)
    assert len(choices) == len(parts) - 1
    assert all(30 <= len(part.split()) <= MOST_WORDS for part in parts[:-1])


def test_a_segment_ends_where_a_choice_can_be_derived():
    told = (
        "The wall is wet and very cold here. " * 5
        + "You turn back. "
        + "The wall is wet and very cold here. " * 5
    )
    parts, choices = segments([told], lambda s: "Turn back" if s.startswith("You turn") else None)
    assert choices == ["Turn back"]
    assert parts[1].startswith("You turn back.")
