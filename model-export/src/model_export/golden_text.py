"""Strings that tell one tokenizer from another: a fixed list of hard cases, and thousands drawn from a
seed.

Every string is valid Unicode without NUL and lone surrogates; Java and Python then read the same characters
from the same JSON.
"""

from __future__ import annotations

import random
import unicodedata

# What splits, joins or hides characters: spaces of all kinds, joiners, marks, direction, controls.
_SPACES = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2003\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u2066\u2069\ufe0e\ufe0f"
_CONTROLS = "\x01\x02\x07\x08\x0e\x1b\x7f\x80\x90\x9f"
_MARKS = "\u0300\u0301\u0303\u0308\u0323\u0327\u0483\u05b0\u064b\u0941\u0e31\u20d7\u3099\ufe20"
_PUNCTUATION = "'’‘\"“”.,;:!?…-–—_()[]{}<>|/\\@#$%^&*+=~`´«»¿¡§¶†•·€£¥©®™°±×÷¬¦"
_DIGITS = "0123456789²³¹½¾٠١٢٣०१२٣𝟘𝟙Ⅷⅷ①⑳零〇"
_LETTERS = "abcxyzABCXYZßẞſıİåéñçøœæŁžДжяΩςσאבשمنीกขあアー漢字한글ﬁǆʼªºⅦՀა"
_ASTRAL = (
    "😀👍🏽👩‍🚀👨‍👩‍👧‍👦🏳️‍🌈🇩🇪🇯🇵❤️‍🔥✊🏿𝔘𝕏𐍈𠜎𠮷🀄"
    "\U0001f9d1\u200d\U0001f33e\U0010ffff\U00010000\ud7ff\ue000\uffff\ufffd"
)
_CONTRACTIONS = ("'s", "'t", "'re", "'ve", "'m", "'ll", "'d")

CASES = (
    "", " ", "  ", "   ", "\n", "\n\n", " \n", "\n ", "\t", "\r\n", "a", " a", "a ", "  a", "a  b",
    "a   b", "a \n b", "a\n\n\nb", "\n> Open the cellar door\n",
    "You wake. It is night.\n> Look at your hands", "<|endoftext|>", "a<|endoftext|>b",
    "The end.<|endoftext|>\n<|endoftext|>", "<|endoftext|", "<|ENDOFTEXT|>", "< |endoftext|>",
    "don't DON'T Don'T can't we'll WE'LL I've I'VE you're YOU'RE he'd HE'D I'm I'M it's IT'S",
    "'tis 'twas o'clock", "rock'n'roll", "''''", "'s", " 's", "'S", "don’t", "it’s", "l'été", "'llama",
    "'velvet", "'rest", "'model", "'dust", "3.14159", "1,000,000", "2026-11-24", "12:34:56", "0x1F",
    "1st 2nd 3rd", "x²+y²=z²", "½ cup", "٣٤٥", "Ⅷ", "①②③", "—", " — ", "word—word", "...", "…", "?!",
    "!!!???", "\"Who's there?\"", "(a)", "[b]", "{name}", "a_b", "snake_case", "CamelCase",
    "http://example.org/?q=1&r=2#x", "C:\\path\\file", "a@b.c", "$5", "100%", "#1", "C++", "AT&T",
    "naïve café", "cafe\u0301", "\u0301", " \u0301", "a\u0301\u0323", "e\u0308\u0301x", "\u00a0",
    "a\u00a0b", " \u00a0 ", "\u3000全角", "\u2003em", "\u200b", "a\u200bb", "\ufeffBOM", "a\u00adb",
    "\x1c\x1d", "a\x85b", "\x7f", "\x1b[0m", "😀", "😀😀", "a😀b", " 😀", "👩‍🚀", "👨‍👩‍👧‍👦",
    "🏳️‍🌈", "🇩🇪🇫🇷", "👍🏽", "1️⃣", "❤️", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "𠜎𠮷", "𐍈", "\U0010ffff", "\ud7ff\ue000",
    "\uffff", "\ufffd", "שלום עולם", "مرحبا بالعالم", "هٰذَا", "नमस्ते", "สวัสดี", "こんにちは世界",
    "漢字かな交じり文", "한국어", "ㅎㅏㄴ", "Привет, мир!", "Γειά σου", "İstanbul", "ıI", "Straße", "ẞ",
    "ﬁnal", "ǅ", "ʼn", "\u202eabc\u202c", "א\u200eb", "\u2066x\u2069", "   leading", "trailing   ",
    " " * 50, "\n" * 20, "\t" * 9 + "x", " \t \n \r ", "x" * 300, "ab" * 200, "é" * 100, "漢" * 100,
    "😀" * 40, "0" * 120, "!" * 80, "'" * 30, "a " * 100, "aA1!" * 50, "\u0301" * 30,
)  # fmt: skip


def tricky_strings(count: int, seed: int = 20261124) -> list[str]:
    """`count` different strings: the fixed cases, then draws from a seeded generator."""
    draw = random.Random(seed)
    found = dict.fromkeys(CASES)
    while len(found) < count:
        found.setdefault(_drawn(draw))
    return list(found)[: max(count, len(CASES))]


def _drawn(draw: random.Random) -> str:
    kind = draw.randrange(5)
    if kind == 0:
        return "".join(_character(draw) for _ in range(draw.randint(1, 24)))
    if kind == 1:
        return "".join(
            _word(draw) + draw.choice((" ", "  ", "\n", "—", ", ", ". ")) for _ in range(draw.randint(1, 12))
        )
    if kind == 2:
        pieces = [_word(draw) + _cased(draw, draw.choice(_CONTRACTIONS)) for _ in range(draw.randint(1, 8))]
        return draw.choice((" ", "", "\n")).join(pieces)
    if kind == 3:
        space = "".join(draw.choice(_SPACES) for _ in range(draw.randint(1, 12)))
        return _word(draw) + space + _character(draw) + space[::-1] + _word(draw)
    return "".join(_any_character(draw) for _ in range(draw.randint(1, 16)))


def _character(draw: random.Random) -> str:
    pools = (_SPACES, _INVISIBLE, _CONTROLS, _MARKS, _PUNCTUATION, _DIGITS, _LETTERS, _LETTERS, _ASTRAL)
    return draw.choice(draw.choice(pools))


def _word(draw: random.Random) -> str:
    letters = draw.choice(("etaoinshrdlu", "ETAOINSHRDLU", _LETTERS, _DIGITS, "éèüöäñçœ"))
    return "".join(draw.choice(letters) for _ in range(draw.randint(1, 10)))


def _cased(draw: random.Random, text: str) -> str:
    return "".join(draw.choice((c.lower(), c.upper())) for c in text)


def _any_character(draw: random.Random) -> str:
    """Any character of unchanged category since Unicode 3.2: newer ones depend on the reader's tables."""
    while True:
        point = draw.randint(1, draw.choice((0x7FF, 0xFFFF, 0x10FFFF)))
        category = unicodedata.category(chr(point))
        if category not in ("Cs", "Cn") and unicodedata.ucd_3_2_0.category(chr(point)) == category:
            return chr(point)
