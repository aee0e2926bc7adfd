"""Texts with the verdicts of gate.py, for the Java test that holds the game's gate to it.

The JSON lines file: a header, then segments as a model may write them, and labels.

    {"format": 1, "gate_version": 2, "segments": 470, "labels": 240}
    {"written": "…", "uncut": false, "cut": "…", "copied": 0, "made_up": [], "parent": "…", "siblings": [],
     "forbidden": [], "scores": {"words": 23, …}, "faults": ["LOOP"]}
    {"label": "Open the door", "forbidden": [], "allowed": true}

`cut` is the text up to its last sentence end. Judged is the cut, or the text as written where `uncut` says
so: not all that the gate refuses would pass the cut.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from model_export import gate, sentences
from model_export.golden_text import tricky_strings

FORMAT = 1
VERDICTS_FILE = Path("gate") / "verdicts.jsonl"
_TRICKY, _DRAWN = 200, 200
PARENT = "The well has a lid. Nobody has opened it since the summer your brother went away."
FORBIDDEN = ("phone", "dial tone", "sister", "don't", "")
# What segments are drawn from: joined at random, with damage.
_PARTS = (
    "You lift the lid, and the cold comes up to meet you.",
    "Far below, something white turns over and begins to climb.",
    '"Mr. Pell is not at home," says the door.',
    "Nobody has opened it since the summer",
    "Nobody has opened it since the summer your brother went away.",
    "No, no, no, no!",
    "It climbs up, it climbs up, it climbs up.",
    "“Come in,” she says. “Sit",
    "and then the",
    "You dial. You hear the dial tone. It is the phone's bell.",
    "{sister} waits at No. 7, at 5 p.m., in St. Giles.",
    "Am I? I. Who else… You wait?!",
    "(You know it.)",
    "You count the darfing's teeth; there are 13 (or 14).",
    "It's yours—it’s always been yours.",
    "<|endoftext|>",
    "ENDOFTEXT, says the page (The Last Page).",
    "\n> Open the door\n",
    "\n\nThen it is morning.",
    "http://example.org/",
    "*You* [wake] #1 in a_house.",
    "El niño está aquí; ÉL te ve. Ça va.",
    "ὉΔΟΣ ἄνω κάτω. İstanbul'da bekliyorsun.",
    "\u202eyou\u202c wake\u00a0up.",
    "The e\u0301lan of it\ufffd.",
)
_LABELS = (
    "Lift the lid",
    "Ask {friend} to hold the rope",
    "{friend} calls you back",
    "Don't look down, and climb",
    "Climb",
    "lift the lid",
    "Lift the lid.",
    "Lift the lid. The water",
    'Say "no',
    "Lift the lid -",
    "Use the phone",
    "Use the phones",
    "Call your sister's house",
    "Ask {sister} again",
    "One two three four five six seven eight nine ten",
    "One two three four five six seven eight nine ten eleven",
    "Lift  the lid",
    " Lift the lid",
    "Lift the lid ",
    "Éteins la lampe",
    "Öffne die Tür",
    "Étendre l’ombre",
    "Count to 13",
    "13 candles burn",
    "Open the door (the last page)",
    "Go—now",
    "Go-between, speak up",
    "Ask\nthe well",
    "Ask\u00a0the well",
    "",
    "{a} {b}",
    "{A} waits",
    "Wait }",
    "漢字 漢字",
    "ǅungla wakes",
    "Listen to the dial tone",
)


def write_verdicts(out: Path, generated: Iterable[tuple[str, str]] = ()) -> Path:
    """`generated` are (parent, segment as a model wrote it)."""
    segments = [*_tricky(), *_drawn(), *(_segment(written, parent) for parent, written in generated)]
    labels = [_label(text) for text in dict.fromkeys((*_LABELS, *tricky_strings(_TRICKY)))]
    header = {
        "format": FORMAT,
        "gate_version": gate.VERSION,
        "segments": len(segments),
        "labels": len(labels),
    }
    file = out / VERDICTS_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(line) + "\n" for line in (header, *segments, *labels))
    file.write_text("".join(lines), encoding="ascii")
    return file


def _tricky() -> list[dict]:
    whole = " ".join(_PARTS[:2])
    found = []
    for i, text in enumerate(tricky_strings(_TRICKY)):
        inside = whole.replace(" Far", f" {text} Far")
        written = (text, inside, whole + text, text + whole)[i % 4]
        found.append(_segment(written, PARENT, uncut=i % 3 == 0))
    return found


def _drawn() -> list[dict]:
    draw = random.Random(20261124)
    found = []
    for i in range(_DRAWN):
        parts = [draw.choice(_PARTS) for _ in range(draw.randint(1, 5))]
        text = " ".join(parts)
        if i % 4 == 0:
            text = text[: draw.randrange(len(text) + 1)]
        siblings = [" ".join(draw.sample(_PARTS, 3)) for _ in range(i % 3)]
        made_up = ["darfing", "pangle"] if i % 2 else []
        found.append(
            _segment(text, PARENT, i % 3 == 0, draw.choice((0, 0, 8, 9)), made_up, siblings, FORBIDDEN)
        )
    return found


def _segment(
    written: str,
    parent: str,
    uncut: bool = False,
    copied: int = 0,
    made_up: list[str] | None = None,
    siblings: list[str] | None = None,
    forbidden: tuple[str, ...] = (),
) -> dict:
    made_up, siblings = made_up or [], siblings or []
    cut = sentences.cut(written)
    verdict = gate.judge(written if uncut else cut, copied, made_up, parent, siblings, forbidden)
    return {
        "written": written,
        "uncut": uncut,
        "cut": cut,
        "copied": copied,
        "made_up": made_up,
        "parent": parent,
        "siblings": siblings,
        "forbidden": list(forbidden),
        "scores": asdict(verdict.scores),
        "faults": sorted(verdict.faults),
    }


def _label(text: str) -> dict:
    return {"label": text, "forbidden": list(FORBIDDEN), "allowed": gate.allows(text, FORBIDDEN)}
