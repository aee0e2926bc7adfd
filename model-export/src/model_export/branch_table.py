"""Reads the game's `branches` as its command `export` wrote them: Parquet or CSV, a file or a folder of them.

Nothing is dropped in silence: what a row or a file lacks is counted, in the same words for the same fault.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from model_export.errors import UserError

# Without one of these nobody can say what the page is, or whether it may be taken.
TEXTS = ("dream", "steps", "choice", "text", "ending")
FLAGS = ("fallback",)
NUMBERS = (
    "gate_parent_overlap",
    "gate_sibling_overlap",
    "gate_copied_words",
    "gate_made_up_words",
    "gate_forbidden",
)
NEEDED = (*TEXTS, *FLAGS, *NUMBERS)
# Empty for most rows; but a file without the column does not say what was taken down.
WITHDRAWN = "withdrawn_at"
OPTIONAL = ("asked_by", "prompt_version")
COLUMNS = (*NEEDED, WITHDRAWN, *OPTIONAL)

_AT_ONCE = 4096
_LONGEST_FIELD = 1 << 24
_FLAGS = {"true": True, "false": False}


@dataclass
class Reading:
    """What was read so far. Every row of `rows` is yielded or counted in `dropped`."""

    files: int = 0
    rows: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    # Files that could not be read to their end: nobody knows how many rows are missing.
    broken: dict[str, str] = field(default_factory=dict)
    prompt_versions: Counter[str] = field(default_factory=Counter)


def files_of(path: Path) -> list[Path]:
    """Of a folder with both formats Parquet alone: the CSV holds the same rows."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UserError(f"{path}: no such file or folder; write one with the game's command `export`")
    for ending in ("parquet", "csv"):
        if found := sorted(path.glob(f"branches-*.{ending}")):
            return found
    raise UserError(f"{path}: no branches-*.parquet or branches-*.csv in it; write them with `export`")


def read(path: Path, reading: Reading) -> Iterator[dict]:
    """Rows with the columns of COLUMNS in their types; None for what an optional column lacks."""
    for file in files_of(path):
        reading.files += 1
        try:
            for row in _parquet(file) if _is_parquet(file) else _csv(file):
                reading.rows += 1
                typed = _typed(row, reading)
                if typed is not None:
                    yield typed
        except _BrokenError as e:
            reading.broken[file.name] = str(e)


class _BrokenError(Exception):
    pass


def _is_parquet(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(4) == b"PAR1" or file.suffix == ".parquet"


def _parquet(file: Path) -> Iterator[dict]:
    # Only here: whoever reads CSV or no branches at all does not wait for it.
    import pyarrow as arrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(file) as opened:
            there = [name for name in COLUMNS if name in opened.schema_arrow.names]
            for batch in opened.iter_batches(_AT_ONCE, columns=there):
                yield from batch.to_pylist()
    except (arrow.ArrowException, OSError) as e:
        raise _BrokenError(f"is no whole Parquet file ({str(e).splitlines()[0][:120]})") from e


def _csv(file: Path) -> Iterator[dict]:
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            lines = csv.reader(opened, strict=True)
            names = next(lines, [])
            if "dream" not in names:
                raise _BrokenError("has no header with the names of the columns")
            for line in lines:
                # A line cut short lacks its last columns.
                yield dict(zip(names, line, strict=False)) | {"": len(line) != len(names)}
    except csv.Error as e:
        raise _BrokenError(f"is cut short or no CSV (line {lines.line_num}: {e})") from e
    except UnicodeDecodeError as e:
        raise _BrokenError(f"is no UTF-8 (byte {e.start})") from e


def _typed(row: dict, reading: Reading) -> dict | None:
    if row.pop("", False):
        reading.dropped["rows of too few or too many columns"] += 1
        return None
    version = row.get("prompt_version")
    reading.prompt_versions["unknown" if version in (None, "") else str(version)] += 1
    if WITHDRAWN not in row:
        reading.dropped[f"rows of a file without the column {WITHDRAWN}"] += 1
        return None
    found: dict = {WITHDRAWN: row[WITHDRAWN] or None}
    for name in NEEDED:
        value = _value(name, row.get(name))
        if value is None:
            reading.dropped[f"rows without {name}"] += 1
            return None
        found[name] = value
    found["asked_by"] = row.get("asked_by") or None
    return found


def _value(name: str, value: object) -> str | bool | float | None:
    """None for what is absent, and for what is no value of that column."""
    if name in TEXTS:
        return value if isinstance(value, str) and value else None
    if name in FLAGS:
        return value if isinstance(value, bool) else _FLAGS.get(str(value).lower())
    try:
        number = float(value) if value is not None and not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
