"""Turns token files into training rows of one context length, in an order that a seed fixes.

A row begins where a document or a later segment of it begins, as prompts do; a window of a long document that
has a premise begins with the premise. A window that does not reach its document's end fills its row, so
END_OF_TEXT stands only where a text really ends.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from model_export.errors import UserError

LOOK_AHEAD = 48


def documents(ids: np.ndarray, end_of_text: int) -> list[np.ndarray]:
    ends = np.flatnonzero(ids == end_of_text) + 1
    return [part for part in np.split(ids, ends) if len(part)]


def windows(document: np.ndarray, context: int, newline: int, quote_mark: int) -> list[np.ndarray]:
    """Windows of at most `context` tokens; a later one begins at a line that is not a choice."""
    if len(document) <= context:
        return [document]
    breaks = np.flatnonzero(document == newline)
    doubled = breaks[:-1][np.diff(breaks) == 1]
    premise = document[: doubled[0] + 2] if len(doubled) and doubled[0] == breaks[0] else document[:0]
    starts = breaks + 1
    starts = starts[(starts >= len(premise)) & (starts < len(document))]
    starts = np.array([s for s in starts if document[s] != quote_mark and document[s] != newline])
    room = context - len(premise)
    found, start = [document[:context]], 0
    while start + context < len(document):
        reach = starts[(starts > start) & (starts <= start + room - 32)]
        last = starts[(starts > start) & (starts >= len(document) - room)]
        if len(last) and (not len(reach) or last[0] <= reach[-1]):
            start = int(last[0])
            found.append(np.concatenate([premise, document[start:]]))
            break
        start = int(reach[-1]) if len(reach) else start + room
        found.append(np.concatenate([premise, document[start : start + room]]))
    return found


def rows(pieces: list[np.ndarray], context: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """One epoch: shuffled windows packed to rows of exactly `context` tokens."""
    order = list(rng.permutation(len(pieces)))
    while order:
        row, left = [], context
        while left:
            fitting = next((i for i in order[:LOOK_AHEAD] if len(pieces[i]) <= left), None)
            if fitting is None:
                # Nothing whole fits: the beginning of any document fills the row.
                filler = pieces[int(rng.integers(len(pieces)))]
                row.append(filler[:left])
                left -= len(row[-1])
            else:
                order.remove(fitting)
                row.append(pieces[fitting])
                left -= len(pieces[fitting])
        yield np.concatenate(row)


class Mixture:
    """An endless stream of rows from several groups in fixed shares; the same seed gives the same rows."""

    def __init__(
        self, groups: dict[str, list[np.ndarray]], shares: dict[str, float], context: int, seed: int
    ):
        self.shares = {name: share / sum(shares.values()) for name, share in shares.items()}
        self.epochs = dict.fromkeys(shares, 0)
        self._groups, self._context, self._seed = groups, context, seed
        self._streams: dict[str, Iterator[np.ndarray]] = {}
        self._debt = dict.fromkeys(shares, 0.0)

    def _row(self, name: str) -> np.ndarray:
        while True:
            if (stream := self._streams.get(name)) and (row := next(stream, None)) is not None:
                return row
            # crc-like: the stream depends on seed, group and epoch, never on the other groups.
            key = [self._seed, self.epochs[name], *name.encode()]
            self._streams[name] = rows(self._groups[name], self._context, np.random.default_rng(key))
            self.epochs[name] += 1

    def batch(self, count: int) -> np.ndarray:
        """[count, context] int64; the group that is furthest behind its share gives the next row."""
        drawn = []
        for _ in range(count):
            for name, share in self.shares.items():
                self._debt[name] += share
            name = max(self._debt, key=lambda n: self._debt[n])
            self._debt[name] -= 1.0
            drawn.append(self._row(name))
        return np.stack(drawn).astype(np.int64)


def load(path: Path) -> np.ndarray:
    if not path.is_file():
        raise UserError(
            f"{path}: no such token file; run `model-export tokenizer --data {path.parent.parent}`"
        )
    return np.fromfile(path, dtype="<u2")
