"""How often pages were read, from the table `requests`: the game's access-*.csv, or the edge's Parquet."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from model_export.errors import UserError

_API = "/api/stories/"
_COLUMNS = ("cs_method", "cs_uri_stem", "sc_status")
_ANSWERED = ("200", "304")


def read_counts(folder: Path) -> Counter[str]:
    """By story path. A log is written while it is read, so a last line may be half: it counts for nothing."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in (".csv", ".parquet")]
    if not files:
        raise UserError(
            f"{folder}: no access-*.csv and no .parquet in it; give the folder of the log of requests"
        )
    found: Counter[str] = Counter()
    for method, path, status in (row for file in files for row in _rows(file)):
        if method == "GET" and status in _ANSWERED and path.startswith(_API):
            found[path.removeprefix(_API).replace("%7E", "~")] += 1
    return found


def _rows(file: Path) -> Iterator[tuple[str, str, str]]:
    try:
        if file.suffix == ".parquet":
            import pyarrow as arrow
            from pyarrow import parquet

            try:
                table = parquet.read_table(file, columns=list(_COLUMNS)).to_pylist()
            except arrow.ArrowException as e:
                raise UserError(f"{file}: is no whole Parquet file; copy it again") from e
            yield from (tuple(str(row.get(name) or "") for name in _COLUMNS) for row in table)
        else:
            with file.open(encoding="utf-8", errors="replace", newline="") as opened:
                for row in csv.DictReader(opened):
                    yield tuple(row.get(name) or "" for name in _COLUMNS)
    except csv.Error as e:
        raise UserError(f"{file}: is no log of requests ({e})") from e
