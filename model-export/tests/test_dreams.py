"""Laws of `corpus --from-branches`: which pages become documents, and what is said of the rest."""

import csv
import json
from itertools import pairwise
from pathlib import Path

from made_branches import corpus, many, row, told

from model_export.cli import main
from model_export.documents import CLOSING_CUE, END_OF_TEXT, parse
from model_export.sources import documents_of

EXPORTED = Path(__file__).parent / "exported"
STORIES = Path(__file__).parents[2] / "function" / "stories"
PREMISE = "You keep a well."


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


def test_of_two_copies_of_a_page_the_one_that_was_taken_down_counts(tmp_path: Path):
    rows = many()
    taken = row("well/1", "open-lid.1.2", withdrawn_at="2026-11-24T10:00:00Z")
    report, parts = corpus(tmp_path, [*rows, taken])
    assert taken["text"] not in told(parts)
    assert report["dropped"] == {
        "pages that were taken down": 1,
        "rows of a page that was read already": 1,
    }


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
