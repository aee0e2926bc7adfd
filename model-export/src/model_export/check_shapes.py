"""Whether a graph runs at every length and batch, and stays near the float32 graph at each of them.

An export that was traced with an example input is fixed to its shape, and nobody notices before the first
prompt of another length.
"""

from __future__ import annotations

import numpy as np

from model_export.check_torch import prompt_lengths
from model_export.graph_session import GraphSession

BATCHES = (1, 2, 3, 4)
# Largest distance of a row of logits from float32's, relative to how far those lie from their mean. Quality
# is measured elsewhere, on real text; here a shape that is not served errs by 1 and more.
LARGEST_DISTANCE = {"fp32": 1e-3, "int8": 0.25, "browser": 0.25, "int4": 0.6}


def distances(session: GraphSession, reference: GraphSession, context: int) -> dict[str, float]:
    """Largest relative distance per prompt length, over all batches; one decode step where there is room."""
    found = {}
    for n in prompt_lengths(context):
        ids = np.random.default_rng(n).integers(0, session.vocabulary, (max(BATCHES), n + 1))
        far = 0.0
        expected = _rows(reference, ids, n, context)
        for batch in BATCHES:
            for ours, theirs in zip(_rows(session, ids[:batch], n, context), expected, strict=True):
                far = max(far, _distance(ours, theirs[:batch]))
        found[f"{n} tokens"] = far
    return found


def _rows(session: GraphSession, ids: np.ndarray, n: int, context: int) -> list[np.ndarray]:
    """Logits of a prompt of `n` tokens, and of one more token."""
    cache = session.kv_cache(len(ids), context)
    rows = [session.prefill(cache, ids[:, :n])]
    if n < context:
        rows.append(session.decode_step(cache, ids[:, n]))
    return rows


def _distance(ours: np.ndarray, theirs: np.ndarray) -> float:
    spread = np.linalg.norm(theirs - theirs.mean(-1, keepdims=True), axis=-1)
    # NaN is far away.
    return float(np.nan_to_num(np.linalg.norm(ours - theirs, axis=-1) / spread, nan=np.inf).max())
