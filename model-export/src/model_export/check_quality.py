"""How far a quantized graph is from the float32 one on real text, and whether that is near enough to
publish.

All graphs read the same windows in lockstep, one token a step, through the KV cache: as the game runs them.
The browser's has one row to itself, since its activations share a scale with whatever is in their batch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from model_export.check_text import Windows
from model_export.graph_session import GraphSession
from model_export.graph_variant import Variant

_ROWS_AT_ONCE = 32


@dataclass(frozen=True)
class Bounds:
    """What a variant must keep to be published, against the float32 graph."""

    top1_agreement: float
    kl: float
    perplexity_rise: float


BOUNDS = {
    "int8": Bounds(top1_agreement=0.97, kl=0.01, perplexity_rise=0.01),
    "int4": Bounds(top1_agreement=0.90, kl=0.10, perplexity_rise=0.05),
}
# The browser's graph keeps what the server's does.
BOUNDS["browser"] = BOUNDS["int8"]


@dataclass(frozen=True)
class Quality:
    """Means over the predicted tokens; `kl` in nats, from the float32 graph's distribution to this one's."""

    tokens: int
    perplexity: float
    bits_per_byte: float
    top1_agreement: float
    kl: float
    largest_difference: float

    def violations(self, bounds: Bounds, reference: Quality) -> list[str]:
        rise = self.perplexity / reference.perplexity - 1
        found = []
        if not self.top1_agreement >= bounds.top1_agreement:
            found.append(f"top-1 agreement {self.top1_agreement:.2%} is under {bounds.top1_agreement:.0%}")
        if not self.kl <= bounds.kl:
            found.append(f"KL {self.kl:.4f} is over {bounds.kl}")
        if not rise <= bounds.perplexity_rise:
            found.append(f"perplexity rises {rise:.2%}, more than {bounds.perplexity_rise:.0%}")
        return found


def measure(reference: GraphSession, candidates: list[GraphSession], windows: Windows) -> list[Quality]:
    """Quality of the reference itself, then of each candidate."""
    sessions = [reference, *candidates]
    sums = [_Sums() for _ in sessions]
    for start in range(0, len(windows.ids), _ROWS_AT_ONCE):
        rows = windows.ids[start : start + _ROWS_AT_ONCE]
        caches = [_Rows(s, *rows.shape) for s in sessions]
        for t in range(rows.shape[1] - 1):
            expected = None
            for cache, total in zip(caches, sums, strict=True):
                logits = cache.decode_step(rows[:, t])
                expected = logits if expected is None else expected
                total.add(logits, expected, rows[:, t + 1])
    spelled = int(windows.bytes_per_token[windows.ids[:, 1:]].sum())
    return [s.quality(spelled) for s in sums]


def cure(variant: Variant) -> str:
    """What a writer can do about a variant that broke a bound."""
    if variant.weights == "int8" and variant.block_size != 32:
        return "--block 32 keeps more"
    if variant.weights == "int4":
        return "--weights int8 keeps more"
    return "calibrate with --rounding compensated on more text of the model's own kind"


class _Rows:
    """The KV caches of several sequences: one for all, or one each where the graph looks at its batch."""

    def __init__(self, session: GraphSession, rows: int, length: int):
        alone = session.properties["weights"] == "browser"
        self.session = session
        self.caches = [session.kv_cache(1, length) for _ in range(rows)] if alone else []
        self.cache = None if alone else session.kv_cache(rows, length)

    def decode_step(self, ids: np.ndarray) -> np.ndarray:
        if self.cache:
            return self.session.decode_step(self.cache, ids)
        steps = zip(self.caches, ids, strict=True)
        return np.concatenate([self.session.decode_step(cache, np.array([i])) for cache, i in steps])


class _Sums:
    def __init__(self) -> None:
        self.tokens = self.agreed = 0
        self.loss = self.kl = self.difference = 0.0

    def add(self, logits: np.ndarray, reference: np.ndarray, targets: np.ndarray) -> None:
        ours, theirs = _log_softmax(logits), _log_softmax(reference)
        self.tokens += len(targets)
        self.loss -= float(ours[np.arange(len(targets)), targets].sum())
        self.agreed += int((ours.argmax(-1) == theirs.argmax(-1)).sum())
        self.kl += float((np.exp(theirs) * (theirs - ours)).sum())
        self.difference = max(self.difference, float(np.abs(logits - reference).max()))

    def quality(self, spelled_bytes: int) -> Quality:
        return Quality(
            tokens=self.tokens,
            perplexity=math.exp(self.loss / self.tokens),
            bits_per_byte=self.loss / math.log(2) / max(spelled_bytes, 1),
            top1_agreement=self.agreed / self.tokens,
            kl=self.kl / self.tokens,
            largest_difference=self.difference,
        )


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits.astype(np.float64) - logits.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
