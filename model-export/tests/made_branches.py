"""Branches as the game exports them, made for tests, and what `corpus --from-branches` makes of them."""

import json
import random
from pathlib import Path

import pyarrow as arrow
from pyarrow import parquet

from model_export.cli import main
from model_export.corpus import bucket
from model_export.documents import parse
from model_export.sources import documents_of

WORDS = (
    "lamp stairs cellar door hand window rope bell water candle glove mirror ladder spade coat ledger well "
    "tower orchard harbour chimney thread kettle drawer needle gravel lantern hedge boat curtain shoe whistle"
).split()


def prose(seed: int) -> str:
    """Three sentences that pass the gate and are like no others."""
    drawn = random.Random(seed).sample(WORDS, 24)
    return " ".join(
        f"You find {one} and {two} by the {three}."
        for one, two, three in zip(*[iter(drawn)] * 3, strict=True)
    )


def row(dream: str, steps: str, **columns) -> dict:
    seed = sum(map(ord, f"{dream}/{steps}")) * 1000 + len(steps) * 7 + bucket(f"{dream}/{steps}") * 1e9
    return {
        "dream": dream,
        "steps": steps,
        "story": dream.partition("/")[0],
        "choice": f"Take way {steps.rpartition('.')[2].partition('~')[0]}",
        "text": prose(int(seed)),
        "ending": "none",
        "asked_by": "reader",
        "prompt_version": 1,
        "fallback": False,
        "gate_parent_overlap": 0.0,
        "gate_sibling_overlap": 0.0,
        "gate_copied_words": 0,
        "gate_made_up_words": 0,
        "gate_forbidden": 0,
        "withdrawn_at": None,
    } | columns


def tree(dream: str, depth: int = 6) -> list[dict]:
    """Two ways on from every page of one line; the second ways end at once."""
    steps = ["open-lid" + ".1" * i for i in range(depth)]
    return [row(dream, s) for s in steps] + [row(dream, s + ".2") for s in steps[:-1]]


def many() -> list[dict]:
    return [each for dream in range(1, 13) for each in tree(f"well/{dream}")]


def write(folder: Path, rows: list[dict], ending: str = "parquet") -> Path:
    """As `export` writes them: in CSV all text in quotes, an absent value as nothing at all."""
    folder.mkdir(exist_ok=True)
    file = folder / f"branches-1-00001.{ending}"
    if ending == "parquet":
        parquet.write_table(arrow.Table.from_pylist(rows), file)
        return file

    def cell(value) -> str:
        if isinstance(value, str):
            return '"' + value.replace('"', '""') + '"'
        return "" if value is None else str(value).lower()

    lines = [",".join(rows[0]), *(",".join(map(cell, one.values())) for one in rows)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def corpus(
    tmp_path: Path, rows: list[dict], *more: str, expected: int = 0
) -> tuple[dict, dict[str, list[str]]]:
    """The report, and the documents of both parts."""
    table, out = write(tmp_path / "tables", rows), tmp_path / "dataset"
    split = ["--own-validation", "0.3"]
    assert main(["corpus", "--from-branches", str(table), "--out", str(out), *split, *more]) == expected
    report = json.loads((out / "report.json").read_text())["branches"]
    assert report["rows"] == report["pages"] + sum(report["dropped"].values())
    files = {part: out / part / "dreams.txt" for part in ("train", "validation")}
    return report, {p: documents_of(f.read_text()) if f.exists() else [] for p, f in files.items()}


def told(parts: dict[str, list[str]]) -> list[str]:
    return [segment for texts in parts.values() for text in texts for segment in parse(text).segments]
