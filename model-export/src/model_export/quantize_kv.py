"""Scales for an int8 KV cache, from the keys and values that the float32 graph makes of given text."""

from __future__ import annotations

import numpy as np

from model_export.graph import KvScales
from model_export.graph_session import GraphSession

# Unseen text may reach a little beyond the calibration text; saturating costs more than 5 % of a step.
_HEADROOM = 1.05


def calibrate(
    reference: GraphSession, windows: np.ndarray, mode: str = "auto"
) -> tuple[KvScales, dict[str, float]]:
    """Scales per channel or per tensor (`mode` channel, tensor, or auto: whichever errs less).

    Also returns the root of the mean squared error of each mode, relative to the values themselves.
    """
    highest = _highest(reference, windows)
    candidates = {
        "channel": [np.maximum(h, 1e-6)[:, None, :] * (_HEADROOM / 127) for h in highest],
        "tensor": [np.maximum(h.max(keepdims=True)[0], 1e-6) * (_HEADROOM / 127) for h in highest],
    }
    candidates = {k: [s.astype(np.float32) for s in v] for k, v in candidates.items()}
    errors = _errors(reference, windows, candidates)
    chosen = min(errors, key=errors.__getitem__) if mode == "auto" else mode
    scales = candidates[chosen]
    return KvScales(scales[0::2], scales[1::2]), errors


def _caches(reference: GraphSession, windows: np.ndarray):
    """For each window the list of [heads, tokens, head_size]: key and value of layer 0, of layer 1, …"""
    for window in windows:
        cache = reference.kv_cache(1, len(window))
        reference.prefill(cache, window[None, :])
        yield [cache.numpy(f"{i}.{part}")[0] for i in range(reference.layers) for part in ("key", "value")]


def _highest(reference: GraphSession, windows: np.ndarray) -> list[np.ndarray]:
    """Largest magnitude per channel [heads, head_size]."""
    highest: list[np.ndarray] = []
    for tensors in _caches(reference, windows):
        peaks = [np.abs(t).max(axis=1) for t in tensors]
        highest = [np.maximum(a, b) for a, b in zip(highest, peaks, strict=True)] if highest else peaks
    return highest


def _errors(reference: GraphSession, windows: np.ndarray, candidates: dict) -> dict[str, float]:
    squared = dict.fromkeys(candidates, 0.0)
    total = 0.0
    for tensors in _caches(reference, windows):
        total += sum(float(np.square(t).sum()) for t in tensors)
        for mode, scales in candidates.items():
            for t, scale in zip(tensors, scales, strict=True):
                rounded = np.clip(np.rint(t / scale), -128, 127) * scale
                squared[mode] += float(np.square(rounded - t).sum())
    return {mode: (error / total) ** 0.5 for mode, error in squared.items()}
