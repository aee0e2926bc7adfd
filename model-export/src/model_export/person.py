"""Turns a narrator's first person into the second; what people say in quotes stays as it is."""

import re

NARRATOR = re.compile(r"\b(?:I|me|my|mine|myself|I'm|I've|I'd|I'll)\b")
READER = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
SPEECH_VERBS = frozenset(
    "said cried asked answered replied exclaimed whispered muttered murmured shouted returned repeated added "
    "began called continued remarked observed suggested demanded gasped stammered thought interrupted".split()
)
ADVERB = r"(?: (?:never|always|still|also|only|just|once|now|then|too|myself|\w+ly))?"
# The verb first: after "I" and its adverb only these two forms of English differ between the persons.
AGREEMENT = [
    (re.compile(rf"\bI({ADVERB},?) am\b"), r"I\1 are"),
    (re.compile(rf"\bI({ADVERB},?) was\b"), r"I\1 were"),
    (re.compile(rf"\bI({ADVERB},?) wasn't\b"), r"I\1 weren't"),
    (re.compile(r"\b(I, who) (am|was)\b"), lambda m: f"{m[1]} {'are' if m[2] == 'am' else 'were'}"),
    (re.compile(r"\b([Aa])m (I|not I)\b"), r"\1re \2"),
    (re.compile(r"\b([Ww])as (I|not I)\b"), r"\1ere \2"),
    (re.compile(r"\bI'm\b"), "I're"),
]
PRONOUN = re.compile(r"\b(I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b")
NUMERAL = re.compile(r"\b[A-Z][a-z]+ I\.$")
SECOND = {"i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself"}
# The noun: "a coal mine", "the mine".
MINE_NOUN = re.compile(r"\b(?:a|an|the|this|that|each|gold|silver|coal|salt|old|deep) mine$", re.IGNORECASE)


def speech_split(paragraph: str) -> list[str]:
    """Pieces of a paragraph: narration at even places, speech with its quotes at odd places.

    A paragraph that opens a quote and does not close it is speech to its end.
    """
    return re.split(r'("[^"]*(?:"|$))', paragraph)


def narration(paragraph: str) -> str:
    return " ".join(speech_split(paragraph)[0::2])


def is_first_person(paragraphs: list[str]) -> bool:
    """At least 1.2 % of the narration's words are the narrator's own pronouns, and no reader is addressed."""
    told = " ".join(map(narration, paragraphs))
    words = len(told.split())
    return len(NARRATOR.findall(told)) > 0.012 * words and len(READER.findall(told)) < 0.006 * words


def is_second_person(paragraphs: list[str]) -> bool:
    told = " ".join(map(narration, paragraphs))
    return len(READER.findall(told)) > 0.02 * len(told.split()) > len(NARRATOR.findall(told))


def second_person(paragraph: str) -> str:
    pieces = speech_split(paragraph)
    for place in range(0, len(pieces), 2):
        before = pieces[place - 1] if place else ""
        pieces[place] = _turn(pieces[place], before)
    return "".join(pieces)


def _turn(told: str, speech_before: str) -> str:
    for pattern, replacement in AGREEMENT:
        told = pattern.sub(replacement, told)

    def swap(match: re.Match) -> str:
        word, start = match[0], match.start()
        if word.lower() == "mine" and MINE_NOUN.search(told[: match.end()]):
            return word
        if word == "I" and NUMERAL.search(told[: match.end() + 1]):
            return word
        new = SECOND[word.lower()]
        return new.capitalize() if _opens_sentence(told, start, match.end(), speech_before) else new

    return PRONOUN.sub(swap, told)


def _opens_sentence(told: str, start: int, end: int, speech_before: str) -> bool:
    lead = told[:start].rstrip()
    if lead.endswith((".", "!", "?", ":'", ".'", "(")):
        return not lead.endswith(("...", "("))
    if lead:
        return told[start] == "M"
    if not speech_before:
        return True
    if speech_before.rstrip('"').endswith("."):
        return True
    if speech_before.rstrip('"').endswith(("!", "?")):
        return not SPEECH_VERBS & set(re.findall(r"[a-z]+", told[end:])[:1])
    return False
