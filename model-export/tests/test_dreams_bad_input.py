"""Laws of `corpus --from-branches` on rows and files that are old, bent or cut: counted, and no crash."""

import json
import math
from pathlib import Path

import pytest
from made_branches import corpus, many, prose, row, tree, write

from model_export.cli import main

LEFT_OUT = {
    "private pages": {"steps": "open-lid._AAAAAAAAAAAAAAAAAAAAAA"},
    "paths that no longer parse": {"steps": "Open Lid!.9"},
    "pages that were taken down": {"withdrawn_at": "2026-11-24T10:00:00Z"},
    "the author's own lines": {"fallback": True},
    "rows without text": {"text": None},
    "rows without gate_made_up_words": {"gate_made_up_words": None},
    "rows without gate_copied_words": {"gate_copied_words": math.nan},
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
