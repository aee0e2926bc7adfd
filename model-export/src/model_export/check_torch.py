"""The float32 graph against the checkpoint in PyTorch, by prompt length and through the KV cache."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model_export.graph_session import GraphSession

LARGEST_DIFFERENCE = 1e-3
DECODE_STEPS = 32
DECODE_PROMPT = 37


def prompt_lengths(context: int) -> list[int]:
    """One token, a few, an odd number, and all there is room for."""
    return sorted({min(n, context) for n in (1, 5, 37, context)})


def differences(session: GraphSession, checkpoint: Path, context: int) -> dict[str, float]:
    """Largest absolute logit difference: per prompt length, and over a decode behind a prompt."""
    import torch
    from transformers import GPT2LMHeadModel

    torch.manual_seed(0)
    model = GPT2LMHeadModel.from_pretrained(checkpoint, dtype=torch.float32).eval()
    ids = np.random.default_rng(0).integers(0, session.vocabulary, (1, context))
    with torch.no_grad():
        # One causal run gives the reference for every length at once.
        expected = model(torch.from_numpy(ids)).logits[0].numpy()
    found = {}
    for n in prompt_lengths(context):
        logits = session.prefill(session.kv_cache(1, n), ids[:, :n])
        found[f"{n} tokens"] = _largest(logits[0], expected[n - 1])
    prompt = min(DECODE_PROMPT, max(1, context - DECODE_STEPS))
    last = min(prompt + DECODE_STEPS, context)
    cache = session.kv_cache(1, context)
    session.prefill(cache, ids[:, :prompt])
    rows = [session.decode_step(cache, ids[:, t])[0] for t in range(prompt, last)]
    if rows:
        steps = zip(rows, expected[prompt:last], strict=True)
        found[f"{len(rows)} decode steps"] = max(_largest(row, e) for row, e in steps)
    return found


def _largest(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a - b).max())
