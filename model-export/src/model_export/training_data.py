"""What a training run reads: the groups' windows in their shares, and held-out windows to measure on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from model_export import windows
from model_export.errors import UserError
from model_export.tokenizer import END_OF_TEXT, load

LEAST_ROWS = 8


@dataclass(frozen=True)
class TrainingData:
    """Windows of token ids by group; the watched group's validation loss decides which checkpoint is best."""

    tokenizer_file: Path
    tokenizer: Tokenizer
    shares: dict[str, float]
    groups: dict[str, list[np.ndarray]]
    held_out: dict[str, list[np.ndarray]]
    watch: str


def read(
    data: Path, shares: dict[str, float], context: int, held_out_rows: int, watch: str | None
) -> TrainingData:
    tokenizer = load(data / "tokenizer.json")
    end = tokenizer.token_to_id(END_OF_TEXT)
    marks = (tokenizer.encode("\n").ids[0], tokenizer.encode(">").ids[0])
    groups = {}
    for name in shares:
        documents = windows.documents(windows.load(data / "train" / f"{name}.bin"), end)
        groups[name] = [piece for d in documents for piece in windows.windows(d, context, *marks)]
        if sum(map(len, groups[name])) < LEAST_ROWS * context:
            raise UserError(f"{data}/train/{name}: fewer than {LEAST_ROWS * context} tokens; add texts")
    held_out = _held_out(data, context, end, marks, held_out_rows)
    watch = watch or max(shares, key=lambda name: shares[name])
    if watch not in held_out:
        raise UserError(
            f"--watch {watch}: no validation texts of that group; one of {', '.join(held_out) or 'none'}"
        )
    return TrainingData(data / "tokenizer.json", tokenizer, shares, groups, held_out, watch)


def shares_of(pairs: list[str]) -> dict[str, float]:
    """Reads GROUP=SHARE words."""
    try:
        shares = {name: float(share) for name, share in (pair.split("=") for pair in pairs)}
    except ValueError:
        raise UserError(
            f"--mix {' '.join(pairs)}: write it as GROUP=SHARE, for example own=45 second=55"
        ) from None
    if not all(share > 0 for share in shares.values()):
        raise UserError(f"--mix {' '.join(pairs)}: shares are above 0; leave a group out instead")
    return shares


def _held_out(data: Path, context: int, end: int, marks: tuple[int, int], rows: int) -> dict[str, list]:
    found = {}
    for path in sorted((data / "validation").glob("*.bin")):
        pieces = [
            piece
            for document in windows.documents(windows.load(path), end)
            for piece in windows.windows(document, context, *marks)
        ]
        # Evenly over the file, so that every held-out book is heard.
        found[path.stem] = pieces[:: max(1, len(pieces) // rows)][:rows]
    return found
