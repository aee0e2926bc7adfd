"""Derives a choice line from a segment that opens with a second-person action.

'You stepped back, trying to see.' -> 'Step back'. A verb that is not in the list gives no choice: a missing
choice costs nothing, a wrong one is learnt.
"""

import re

from model_export.documents import CHOICE_WORDS
from model_export.verbs import base_form

LEAD = (
    "Then|And|But|So|Presently|At last|At once|Again|Now|Once more|Slowly|Quickly|Finally|Instantly|"
    "Immediately|Thereupon|Here|With that|After that"
)
ADVERB = "then|now|at once|also|just|only|again|presently|therefore|\\w+ly"
OPENING = re.compile(rf"^(?:(?:{LEAD})\b,? )?[Yy]ou (?:(?:{ADVERB}) )?([a-z]+)\b(.*)$")
STOP_WORDS = (
    "and|but|when|while|until|till|because|since|as|for|though|that|with a|in a|without|where|whence|before|"
    "after|so|or|nor|than|if|in the midst|lest|whilst"
)
STOP = re.compile(rf"""[,;:.!?—("]| (?:{STOP_WORDS})\b""")
# Clauses that open like an action and are none, or lean on what was said before.
NO_ACTION = re.compile(
    r"\b(?:not|never|n't|could|would|should|must|might|may|had|have|was|were|am|are|is|seem\w*|felt|knew|"
    r"thought|did|yourself (?:\w+ing|in|at|on|alone)|[Mm]ake (?:no|out|up)|[Ff]ind all|petrified|mind|"
    r"what|which|who|whom|whose|I|we|us|our)\b"
)
WEAK_END = re.compile(
    r"\b(?:the|a|an|to|of|at|by|from|into|with|in|on|upon|your|his|her|its|their|my|this|that|and|very|so|"
    r"more|some|no|any|all|other|about|between|toward|towards|through|like|yet|Mr|Mrs|Dr|St)$"
)
ALONE = frozenset({"wait", "listen", "run", "hide", "pray", "turn"})
WANTS_OBJECT = frozenset(
    {"say", "tell", "make", "find", "keep", "get", "let", "bear", "deal", "leave", "reply"}
)


def derive(sentence: str) -> str | None:
    """The imperative of a segment's opening clause, at most ten words, or None."""
    match = OPENING.match(sentence)
    if not match or (base := base_form(match[1])) is None:
        return None
    rest = match[2]
    if stop := STOP.search(rest):
        rest = rest[: stop.start()]
    words = [base.capitalize(), *rest.rstrip(" '").split()]
    least = 3 if base in WANTS_OBJECT else 1 if base in ALONE else 2
    line = " ".join(words)
    if not least <= len(words) <= CHOICE_WORDS or NO_ACTION.search(line) or WEAK_END.search(line):
        return None
    return line if re.fullmatch(r"[A-Za-z' -]+", line) else None
