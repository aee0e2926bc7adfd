import random

from model_export.bloom import LARGEST_BITS, bit_indices
from model_export.copyfilter import WORDS, build_filter, runs_of, words_of


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


def test_runs_have_eight_words_and_overlap():
    assert runs_of("One two three four five six seven eight nine.") == {
        "one two three four five six seven eight",
        "two three four five six seven eight nine",
    }
    assert runs_of("only seven words stand in this line") == set()


def test_hashes_are_fnv_1a():
    # Published test vectors of FNV-1a 64; the second hash adds a zero byte and is made odd.
    size = 2**64
    assert bit_indices("", size)[0] == 0xCBF29CE484222325
    assert bit_indices("a", size)[0] == 0xAF63DC4C8601EC8C
    first, second, third, *_ = bit_indices("foobar", size)
    assert first == 0x85944171F73967E8
    step = (second - first) % 2**64
    assert step == 0x34531CA7168B8F38 | 1
    assert (third - second) % 2**64 == step
    assert [b % 1000 for b in bit_indices("foobar", size)] == bit_indices("foobar", 1000)


def test_every_run_of_the_corpus_is_found_and_hardly_another():
    draw = random.Random(1)
    words = [f"w{draw.randrange(3000)}" for _ in range(4000)]
    built = build_filter([" ".join(words)])
    starts = range(len(words) - WORDS + 1)
    assert all(built.contains(" ".join(words[i : i + WORDS])) for i in starts)
    others = [" ".join(f"v{draw.randrange(3000)}" for _ in range(WORDS)) for _ in range(4000)]
    assert sum(map(built.contains, others)) <= 2


def test_bits_are_counted_from_the_least_significant():
    built = build_filter(["a b c d e f g h"])
    expected = set(bit_indices("a b c d e f g h", built.size))
    assert {i for i in range(built.size) if built.bits[i // 8] & (1 << (i % 8))} == expected


def test_a_large_corpus_stays_within_200_kilobytes():
    built = build_filter([" ".join(f"w{i}" for i in range(60_000))])
    assert built.size == LARGEST_BITS
    assert len(built.bits.tobytes()) == 200_000
    assert built.filled < 0.5
