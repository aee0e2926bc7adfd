"""Laws of `corpus --from-branches`: which pages become documents, and what is said of the rest."""

import csv
import json
import random
from itertools import pairwise
from pathlib import Path

import pyarrow as arrow
import pytest
from pyarrow import parquet

from model_export.cli import main
from model_export.corpus import bucket
from model_export.documents import CLOSING_CUE, END_OF_TEXT, parse
from model_export.sources import documents_of

EXPORTED = Path(__file__).parent / "exported"
STORIES = Path(__file__).parents[2] / "function" / "stories"
WORDS = (
    "lamp stairs cellar door hand window rope bell water candle glove mirror ladder spade coat ledger well "
    "tower orchard harbour chimney thread kettle drawer needle gravel lantern hedge boat curtain shoe whistle"
).split()
PREMISE = "You keep a well."


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


def test_a_line_of_pages_is_one_document_with_its_choices(tmp_path: Path):
    report, parts = corpus(tmp_path, many())
    documents = [parse(text) for texts in parts.values() for text in texts]
    longest = [d for d in documents if len(d.segments) == 6]
    assert len(longest) == 12
    assert all(d.choices == ("Take way 1",) * 5 for d in longest)
    assert report["pages"] == report["rows"] == 12 * 11


def test_another_way_begins_with_the_page_that_offered_it(tmp_path: Path):
    report, parts = corpus(tmp_path, many())
    documents = [parse(text) for texts in parts.values() for text in texts]
    lines = {d.segments for d in documents if len(d.segments) == 6}
    others = [d for d in documents if len(d.segments) == 2]
    assert report["pages_again_before_another_way"] == len(others) == 12 * 5
    assert all(d.choices == ("Take way 2",) for d in others)
    assert all(any(d.segments[0] in line for line in lines) for d in others)
    new = [d.segments[-1] for d in others]
    assert len(set(new)) == len(new)


def test_the_split_is_by_tree_and_never_by_row(tmp_path: Path):
    rows = many()
    report, parts = corpus(tmp_path, rows)
    tree_of = {r["text"]: r["dream"] for r in rows}
    trees = {part: {tree_of[s] for s in told({part: texts})} for part, texts in parts.items()}
    assert trees["train"] and trees["validation"]
    assert not trees["train"] & trees["validation"]
    assert report["trees"] == {part: len(found) for part, found in trees.items()}


def test_of_the_takes_of_a_door_the_one_that_led_readers_on_is_told(tmp_path: Path):
    rows = [
        *many(),
        row("well/1", "open-lid.1~b", asked_by="reader"),
        row("well/1", "open-lid.1~b.3", asked_by="reader"),
        row("well/2", "open-lid.1~b", asked_by="walker"),
        row("well/2", "open-lid.1~b.3", asked_by="walker"),
    ]
    for each in rows:
        if each["dream"] == "well/1" and not each["steps"].endswith("3") and "~" not in each["steps"]:
            each["asked_by"] = "walker"
    report, parts = corpus(tmp_path, rows)
    found = told(parts)
    by_path = {(r["dream"], r["steps"]): r["text"] for r in rows}
    assert by_path["well/1", "open-lid.1~b"] in found
    assert by_path["well/1", "open-lid.1"] not in found
    assert by_path["well/2", "open-lid.1~b"] not in found
    assert by_path["well/2", "open-lid.1"] in found
    assert report["dropped"]["takes that readers preferred another to"] == 2


def test_a_take_that_was_read_more_is_preferred(tmp_path: Path):
    log = tmp_path / "log"
    log.mkdir()
    lines = ["date,time,cs_method,cs_uri_stem,sc_status,sc_bytes,time_taken,x_edge_result_type"]
    lines += ['2026-11-24,12:00:00,GET,"/api/stories/well/1/open-lid.1%7Eb",200,900,0.010,Miss'] * 3
    lines += ['2026-11-24,12:00:00,GET,"/api/stories/well/1/open-lid.1",404,900,0.010,Error'] * 9
    lines += ['2026-11-24,12:00:00,HEAD,"/api/stories/well/1/open-lid.1",200,900,0.010,Miss'] * 9
    (log / "access-2026-11-24-1-1.csv").write_text("\n".join(lines) + "\n2026-11")
    rows = [*many(), row("well/1", "open-lid.1~b", asked_by="ahead")]
    _, parts = corpus(tmp_path, rows, "--requests", str(log))
    assert rows[-1]["text"] in told(parts)
    _, parts = corpus(tmp_path, rows)
    assert rows[-1]["text"] not in told(parts)


def test_what_was_said_already_is_not_told_again_in_another_tree_either(tmp_path: Path):
    rows = many()
    first = next(r for r in rows if r["dream"] == "well/1" and r["steps"] == "open-lid.1.1")
    words = first["text"].split()
    words[-1] = "chapel."
    rows += [
        row("well/40", "open-lid", text=first["text"]),
        row("well/40", "open-lid.1", text=" ".join(words)),
    ]
    report, parts = corpus(tmp_path, rows)
    assert report["dropped"]["near duplicates"] == 2
    assert told(parts).count(first["text"]) == 2, "itself, and before its other way"
    assert " ".join(words) not in told(parts)


LEFT_OUT = {
    "private pages": {"steps": "open-lid._AAAAAAAAAAAAAAAAAAAAAA"},
    "paths that no longer parse": {"steps": "Open Lid!.9"},
    "pages that were taken down": {"withdrawn_at": "2026-11-24T10:00:00Z"},
    "the author's own lines": {"fallback": True},
    "rows without text": {"text": None},
    "rows without gate_made_up_words": {"gate_made_up_words": None},
    "rows without fallback": {"fallback": None},
    "rows of a page that was read already": {"steps": "open-lid.1"},
}


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_what_may_not_be_told_is_left_out_and_counted(tmp_path: Path, ending: str):
    bad = [
        (why, row("well/1", f"open-lid.{i % 4 + 1}.3") | columns)
        for i, (why, columns) in enumerate(LEFT_OUT.items())
    ]
    bad += [
        ("pages that the gate would not pass", row("well/1", "open-lid.2.3", gate_copied_words=9)),
        ("pages that the gate would not pass", row("well/1", "open-lid.2.4", text="You fall.")),
        ("pages that the gate would not pass", row("well/1", "open-lid.2.2", text=prose(5) + " And then")),
        (
            "pages with a slot that no file of --stories has",
            row("well/1", "a-b", text="{dog} waits. " + prose(9)),
        ),
    ]
    table = write(tmp_path / "tables", many() + [each for _, each in bad], ending)
    out = tmp_path / "dataset"
    assert main(["corpus", "--from-branches", str(table), "--out", str(out)]) == 0
    report = json.loads((out / "report.json").read_text())["branches"]
    expected: dict[str, int] = {}
    for why, _ in bad:
        expected[why] = expected.get(why, 0) + 1
    assert report["dropped"] == expected
    assert report["rows"] == 12 * 11 + len(bad)
    everything = "".join(f.read_text() for f in out.glob("*/dreams.txt"))
    never = [each["text"] for why, each in bad if each["text"] and "already" not in why]
    assert not [text for text in never if text in everything]


def test_a_page_below_one_that_was_left_out_does_not_follow_it(tmp_path: Path):
    rows = many()
    middle = next(r for r in rows if r["dream"] == "well/1" and r["steps"] == "open-lid.1.1")
    middle["withdrawn_at"] = "2026-11-24T10:00:00Z"
    _, parts = corpus(tmp_path, rows)
    following = {a: b for texts in parts.values() for t in texts for a, b in pairwise(parse(t).segments)}
    by_path = {(r["dream"], r["steps"]): r["text"] for r in rows}
    before, after = by_path["well/1", "open-lid.1"], by_path["well/1", "open-lid.1.1.1"]
    assert after in told(parts)
    assert following[before] != after


def test_only_an_ending_is_announced_as_the_last_page(tmp_path: Path):
    rows = [each for each in many() if "2" not in each["steps"]]
    _, parts = corpus(tmp_path, rows)
    assert CLOSING_CUE not in "".join(t for texts in parts.values() for t in texts)
    for each in rows:
        if each["steps"] == "open-lid" + ".1" * 5:
            each["ending"] = "dreamed"
    report, parts = corpus(tmp_path, rows)
    texts = [t for texts in parts.values() for t in texts]
    assert 0 < sum(CLOSING_CUE in t for t in texts) < len(texts) == report["documents_that_end"]


def test_premise_and_names_come_from_the_story(tmp_path: Path):
    stories = tmp_path / "stories"
    stories.mkdir()
    (stories / "well.twee").write_text(
        f":: Feverdream\npremise: {PREMISE}\nslot: dog | Your dog? | Tobit\n\n:: One\nText\n"
    )
    rows = many()
    rows[0]["text"] = "You call {dog} twice, and nothing comes. " + rows[0]["text"]
    _, parts = corpus(tmp_path, rows, "--stories", str(stories))
    texts = [t for texts in parts.values() for t in texts]
    assert all(t.startswith(PREMISE + "\n\n") for t in texts)
    assert any("You call Tobit twice" in t for t in texts)


def test_rows_of_older_prompt_versions_are_told_and_counted(tmp_path: Path):
    rows = many()
    for each in rows[:7]:
        each["prompt_version"] = 0
    for each in rows[7:9]:
        each["prompt_version"] = None
    report, _ = corpus(tmp_path, rows)
    assert report["prompt_versions"] == {"1": len(rows) - 9, "0": 7, "unknown": 2}
    assert not report["dropped"]


def test_a_table_that_does_not_say_what_was_taken_down_is_not_used(tmp_path: Path, capsys):
    rows = [{k: v for k, v in each.items() if k != "withdrawn_at"} for each in many()]
    table = write(tmp_path / "tables", rows)
    assert main(["corpus", "--from-branches", str(table), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert '"rows of a file without the column withdrawn_at": 132' in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("column", ["dream", "text", "fallback", "gate_forbidden"])
def test_a_missing_column_is_named_with_the_number_of_rows(tmp_path: Path, capsys, column: str):
    rows = [{k: v for k, v in each.items() if k != column} for each in many()]
    table = write(tmp_path / "tables", rows)
    assert main(["corpus", "--from-branches", str(table), "--out", str(tmp_path / "out")]) == 2
    assert f'"rows without {column}": 132' in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_truncated_file_among_others_is_named_and_the_rest_is_used(tmp_path: Path, capsys, ending: str):
    whole = write(tmp_path / "whole", many(), ending)
    cut = write(tmp_path / "cut", tree("well/90"), ending)
    cut.write_bytes(cut.read_bytes()[:-200])
    out = tmp_path / "out"
    assert main(["corpus", "--from-branches", str(whole), str(cut), "--out", str(out)]) == 1
    assert f"MISSING: {cut.name}" in capsys.readouterr().err
    report = json.loads((out / "report.json").read_text())["branches"]
    assert list(report["broken_files"]) == [cut.name]
    assert report["rows"] >= 132
    assert report["rows"] == report["pages"] + sum(report["dropped"].values())


def test_a_line_of_csv_cut_between_two_values_is_counted(tmp_path: Path):
    table = write(tmp_path / "tables", many(), "csv")
    text = table.read_text().rstrip("\n")
    table.write_text(text[: text.rindex(",0,")])
    out = tmp_path / "out"
    assert main(["corpus", "--from-branches", str(table), "--out", str(out)]) == 0
    report = json.loads((out / "report.json").read_text())["branches"]
    assert report["dropped"]["rows of too few or too many columns"] == 1


def test_where_nothing_is_usable_one_line_says_why(tmp_path: Path, capsys):
    out = tmp_path / "out"
    empty = tmp_path / "empty"
    empty.mkdir()
    write(tmp_path / "headed", [], "parquet")
    garbage = tmp_path / "branches-1-00001.parquet"
    garbage.write_bytes(b"PAR1" + bytes(200))
    binary = tmp_path / "branches-1-00001.csv"
    binary.write_bytes(b"dream,steps\n\xff\xfe")
    headless = tmp_path / "headless.csv"
    headless.write_text('"well/1","open-lid"\n')
    only_header = tmp_path / "header.csv"
    only_header.write_text(",".join(row("well/1", "a-b")) + "\n")
    cases = {
        tmp_path / "absent": "no such file or folder",
        empty: "no branches-*.parquet or branches-*.csv",
        tmp_path / "headed": '"rows": 0',
        garbage: "is no whole Parquet file",
        binary: "is no UTF-8",
        headless: "has no header",
        only_header: '"rows": 0',
    }
    for table, message in cases.items():
        assert main(["corpus", "--from-branches", str(table), "--out", str(out)]) == 2
        said = capsys.readouterr().err
        assert message in said, table
        assert said.count("\n") == 1
        assert not out.exists()


def test_both_formats_of_one_export_make_the_same_corpus(tmp_path: Path):
    """The game wrote tests/exported: `walk --branches 60 --dreams 4 --story low-water`, then `export`."""
    made = {}
    for ending in ("parquet", "csv"):
        out = tmp_path / ending
        table = EXPORTED / f"branches-1-00001.{ending}"
        command = ["corpus", "--from-branches", str(table), "--stories", str(STORIES), "--out", str(out)]
        assert main(command) == 0
        made[ending] = {f.relative_to(out): f.read_text() for f in sorted(out.rglob("*.txt"))}
        report = json.loads((out / "report.json").read_text())["branches"]
        assert report["rows"] == sum(1 for _ in csv.reader((EXPORTED / "branches-1-00001.csv").open())) - 1
        assert report["pages"] > 30
    assert made["parquet"] == made["csv"]
    text = "".join(made["csv"].values())
    assert "{" not in text
    assert all(parse(t).premise for t in documents_of(text) if END_OF_TEXT not in t)
