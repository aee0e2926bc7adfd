"""Draws tokens as the game does (Sampler.java), for many sequences at once; each has a random of its own, so
that what it becomes does not depend on its neighbours."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from model_export.errors import UserError

BANNED = -np.inf
PROMPT_RUNS = 3


@dataclass(frozen=True)
class Sampling:
    """The game's defaults."""

    temperature: float = 0.65
    top_k: int = 40
    top_p: float = 0.9
    repetition_penalty: float = 1.05
    penalty_window: int = 160
    no_repeat_ngram: int = 4
    best_of: int = 4  # drafts of a segment: the one that the model finds likeliest is kept

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            # written so that NaN fails
            if not value > 0:
                raise UserError(f"--{name.replace('_', '-')} {value}: give a number above 0")
        if self.no_repeat_ngram < 2:
            raise UserError(
                f"--no-repeat-ngram {self.no_repeat_ngram}: no token could occur twice; give 2 or more"
            )


@dataclass
class Row:
    """One sequence that is being written: its ids so far, and what followed each run of them.

    What may not be repeated counts from where the writing began; only long runs of the prompt are banned too.
    """

    ids: list[int]
    random: np.random.Generator
    no_repeat: int
    begun: int = field(init=False)
    followers: dict[tuple[int, ...], set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.begun = len(self.ids)
        for end in range(len(self.ids)):
            self._note(end)

    def append(self, token: int) -> None:
        self.ids.append(token)
        self._note(len(self.ids) - 1)

    def recent(self, window: int) -> list[int]:
        return self.ids[max(self.begun, len(self.ids) - window) :]

    def banned(self) -> set[int]:
        """Tokens that would repeat a run."""
        return {
            token
            for length, from_ in self._runs()
            if len(self.ids) - length + 1 >= from_
            for token in self.followers.get(tuple(self.ids[len(self.ids) - length + 1 :]), ())
        }

    def _runs(self) -> tuple[tuple[int, int], ...]:
        return (self.no_repeat, self.begun), (PROMPT_RUNS * self.no_repeat, 0)

    def _note(self, end: int) -> None:
        for length, from_ in self._runs():
            if (start := end - length + 1) >= from_:
                self.followers.setdefault(tuple(self.ids[start:end]), set()).add(self.ids[end])


def new_row(prompt: list[int], seed: int | list[int], sampling: Sampling) -> Row:
    return Row(list(prompt), np.random.default_rng(seed), sampling.no_repeat_ngram)


def log_probabilities(logits: np.ndarray, ids: list[int]) -> np.ndarray:
    """Natural logarithms of what the model gives one token in each row; logits [rows, vocabulary]."""
    shifted = logits.astype(np.float64) - logits.max(1, keepdims=True)
    return shifted[np.arange(len(ids)), ids] - np.log(np.exp(shifted).sum(1))


def draw(
    logits: np.ndarray, rows: list[Row], sampling: Sampling, allowed: np.ndarray | None = None
) -> list[int]:
    """The next token of every row; logits [rows, vocabulary], `allowed` the same shape or one for all."""
    logits = logits.astype(np.float32, copy=True)
    for scores, row in zip(logits, rows, strict=True):
        recent = np.unique(np.array(row.recent(sampling.penalty_window), int))
        seen = scores[recent]
        penalty = np.float32(sampling.repetition_penalty)
        scores[recent] = np.where(seen > 0, seen / penalty, seen * penalty)
        scores[list(row.banned())] = BANNED
    if allowed is not None:
        logits[~np.broadcast_to(allowed, logits.shape)] = BANNED
    k = min(sampling.top_k, logits.shape[1])
    top = np.argpartition(-logits, k - 1, axis=1)[:, :k]
    scores = np.take_along_axis(logits, top, 1).astype(np.float64)
    order = np.argsort(-scores, axis=1, kind="stable")
    top, scores = np.take_along_axis(top, order, 1), np.take_along_axis(scores, order, 1)
    weights = np.exp((scores - scores[:, :1]) / sampling.temperature)
    before = weights.cumsum(1) - weights
    # A token stays if those before it have not reached top-p yet.
    weights[before >= sampling.top_p * weights.sum(1, keepdims=True)] = 0
    points = np.array([row.random.random() for row in rows]) * weights.sum(1)
    drawn = (weights.cumsum(1) <= points[:, None]).sum(1).clip(max=k - 1)
    return [int(i) for i in top[np.arange(len(rows)), drawn]]
