import random

import pytest

from model_export import copyfilter
from model_export.bloom import bit_indices
from model_export.copyfilter import WANTED_BITS, WORDS, build_filter, longest_copied_run, runs_of, words_of
from model_export.errors import UserError


def test_words_are_runs_of_letters_digits_and_apostrophes():
    assert words_of("Don’t—COUNT the 3 arms_again, é'lan!") == [
        "don't",
        "count",
        "the",
        "3",
        "arms",
        "again",
        "'lan",
    ]


def test_runs_have_five_words_and_overlap():
    assert runs_of("One two three four five six.") == {"one two three four five", "two three four five six"}
    assert runs_of("only four words stand") == set()


def test_hashes_are_fnv_1a():
    # Published test vectors of FNV-1a 64; the second hash adds a zero byte and is made odd.
    size = 2**64
    assert bit_indices("", size, 8)[0] == 0xCBF29CE484222325
    assert bit_indices("a", size, 8)[0] == 0xAF63DC4C8601EC8C
    first, second, third, *_ = bit_indices("foobar", size, 8)
    assert first == 0x85944171F73967E8
    step = (second - first) % 2**64
    assert step == 0x34531CA7168B8F38 | 1
    assert (third - second) % 2**64 == step
    assert [b % 1000 for b in bit_indices("foobar", size, 8)] == bit_indices("foobar", 1000, 8)


def test_every_run_of_the_corpus_is_found_and_hardly_another():
    draw = random.Random(1)
    words = [f"w{draw.randrange(3000)}" for _ in range(4000)]
    built = build_filter([" ".join(words)])
    starts = range(len(words) - WORDS + 1)
    assert all(built.contains(" ".join(words[i : i + WORDS])) for i in starts)
    others = [" ".join(f"v{draw.randrange(3000)}" for _ in range(WORDS)) for _ in range(4000)]
    assert sum(map(built.contains, others)) <= 2


def test_bits_are_counted_from_the_least_significant():
    built = build_filter(["a b c d e"])
    expected = set(bit_indices("a b c d e", built.size, built.hashes))
    assert {i for i in range(built.size) if built.bits[i // 8] & (1 << (i % 8))} == expected


def test_strangers_are_members_no_oftener_than_the_filled_bits_make_them():
    built = build_filter([corpus(150_000)])
    draw = random.Random(7)
    strangers = [" ".join(f"v{draw.randrange(20_000)}" for _ in range(WORDS)) for _ in range(40_000)]
    found = sum(map(built.contains, strangers)) / len(strangers)
    assert found <= 1.5 * built.filled**built.hashes


def corpus(words: int) -> str:
    draw = random.Random(5)
    return " ".join(f"w{draw.randrange(20_000)}" for _ in range(words))


def test_a_small_corpus_gets_many_bits_and_a_larger_one_200_kilobytes():
    small, larger = build_filter([corpus(2_000)]), build_filter([corpus(150_000)])
    assert small.hashes == 8 and small.size == 16 * (2_000 - WORDS + 1) // 64 * 64 - 1
    assert WANTED_BITS - 65 < larger.size < WANTED_BITS and len(larger.bits) <= 200_000
    assert larger.filled == pytest.approx(0.5, abs=0.1)


def test_beyond_that_the_filter_grows_with_the_corpus_up_to_a_megabyte(monkeypatch):
    monkeypatch.setattr(copyfilter, "WANTED_BITS", 10_000)
    monkeypatch.setattr(copyfilter, "LARGEST_BITS", 50_000)
    built = build_filter([corpus(12_000)])
    assert built.size == pytest.approx(4 * 12_000, rel=0.01) and built.hashes == 3
    with pytest.raises(UserError, match="the copy filter at most 12500"):
        build_filter([corpus(14_000)])


def test_at_its_fewest_bits_hardly_a_segment_is_taken_for_a_copy(monkeypatch):
    monkeypatch.setattr(copyfilter, "WANTED_BITS", 10_000)
    built = build_filter([corpus(12_000)])
    draw = random.Random(6)
    segments = [" ".join(f"v{draw.randrange(20_000)}" for _ in range(50)) for _ in range(2_000)]
    assert sum(longest_copied_run(built, WORDS, text) > 0 for text in segments) <= 20


def test_nine_copied_words_are_always_noticed_and_eight_are_none():
    built = build_filter(["One two three four five six seven eight nine ten, said the clock."])
    assert longest_copied_run(built, WORDS, "It said: two three four FIVE six seven eight nine ten!") == 9
    assert longest_copied_run(built, WORDS, "It said: two three four five six seven eight nine.") == 0
