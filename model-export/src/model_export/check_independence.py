"""Whether a graph's logits depend on anything but the tokens: proven bit for bit, not within a tolerance.

The game may prefill a shared prefix once, decode four siblings in one batch, or start again after a
restart: a branch must come out the same. Holds per kind of CPU; another one has other kernels.
"""

from __future__ import annotations

import numpy as np

from model_export.graph_session import GraphSession


def dependences(session: GraphSession, context: int, seed: int = 0) -> list[str]:
    """What changes the logits of one sequence; empty when nothing does."""
    length = min(64, context - 1)
    ids = np.random.default_rng(seed).integers(0, session.vocabulary, (1, length))
    expected = session.prefill(session.kv_cache(1, context), ids)[0]
    ways = {
        "prefix cuts": lambda: _cuts(session, ids, context),
        "decode or re-prefill": lambda: [
            _decoded(session, ids, start, context) for start in (1, length // 2)
        ],
        "batch mates": lambda: _mates(session, ids, context),
        "mates of other lengths": lambda: _ragged(session, ids, context),
        "the KV cache's length": lambda: [session.prefill(session.kv_cache(1, length), ids)[0]],
    }
    return [name for name, run in ways.items() if not all(np.array_equal(row, expected) for row in run())]


def _cuts(session: GraphSession, ids: np.ndarray, context: int) -> list[np.ndarray]:
    rows = []
    for cut in sorted({1, 2, 7, ids.shape[1] // 2, ids.shape[1] - 2} & set(range(1, ids.shape[1]))):
        cache = session.kv_cache(1, context)
        session.prefill(cache, ids[:, :cut])
        rows.append(session.prefill(cache, ids[:, cut:])[0])
    return rows


def _decoded(session: GraphSession, ids: np.ndarray, start: int, context: int) -> np.ndarray:
    cache = session.kv_cache(1, context)
    row = session.prefill(cache, ids[:, :start])[0]
    for t in range(start, ids.shape[1]):
        row = session.decode_step(cache, ids[:, t])[0]
    return row


def _mates(session: GraphSession, ids: np.ndarray, context: int) -> list[np.ndarray]:
    """Siblings behind a shared prefix: batches of 2 to 4, our sequence at every place."""
    start = max(1, ids.shape[1] - 8)
    prefix = session.kv_cache(1, context)
    session.prefill(prefix, ids[:, :start])
    rows = []
    for batch in (2, 3, 4):
        for place in range(batch):
            cache = prefix.repeated(batch)
            for t in range(start, ids.shape[1]):
                tokens = (ids[0, t] + 17 * (np.arange(batch) - place)) % session.vocabulary
                logits = session.decode_step(cache, tokens)
            rows.append(logits[place])
    return rows


def _ragged(session: GraphSession, ids: np.ndarray, context: int) -> list[np.ndarray]:
    """A batch whose other sequences are shorter: their caches hold fewer tokens."""
    length = ids.shape[1]
    lengths = [length - 1, max(1, length // 3), 1]
    caches = []
    for n in lengths:
        caches.append(session.kv_cache(1, context))
        session.prefill(caches[-1], ids[:, :n])
    joined = caches[0].joined(caches[1:])
    return [session.decode_step(joined, np.array([ids[0, n] for n in lengths]))[0]]
