"""Rounding that makes up for itself: what one weight loses, the weights behind it take over.

GPTQ (Frantar et al., 2022, arXiv 2210.17323): knowing the second moments of a matrix's inputs on real text,
the error that rounding a column makes in the outputs is spread over the columns not yet rounded, the way that
hurts the outputs least. Columns with the strongest inputs come first; each block's scale is fixed before.
"""

from __future__ import annotations

import numpy as np

from model_export.quantize_blocks import SHRINK, Blocks

_DAMPING = 0.01  # of the mean second moment: keeps the moments invertible where inputs hardly vary
_COLUMNS_AT_ONCE = 64  # later columns hear of the errors in batches, as one matrix product


def round_compensated(matrix: np.ndarray, moments: np.ndarray, bits: int, block: int) -> Blocks:
    """Blocks for a float32 matrix [N, K]; `moments` [K, K] is the mean of x x^T over its inputs x."""
    rows, columns = matrix.shape
    moments = moments.astype(np.float64)
    moments += np.eye(columns) * max(_DAMPING * np.diagonal(moments).mean(), 1e-12)
    strength = np.diagonal(moments)
    scales = _scales(matrix, strength.astype(np.float32), bits, block)
    order = np.argsort(-strength, kind="stable")
    spread = _spread(moments[np.ix_(order, order)])
    # Columns are visited one by one, so here they are the rows: each lies in one piece.
    left = np.ascontiguousarray(matrix.T[order])
    scale_of = np.ascontiguousarray(scales.repeat(block, 1).T[order])
    levels = np.empty_like(left)
    half = 2 ** (bits - 1)
    for start in range(0, columns, _COLUMNS_AT_ONCE):
        end = min(start + _COLUMNS_AT_ONCE, columns)
        errors = np.empty((end - start, rows), np.float32)
        for c in range(start, end):
            levels[c] = np.clip(np.rint(left[c] / scale_of[c]), -half, half - 1)
            errors[c - start] = (left[c] - levels[c] * scale_of[c]) / spread[c, c]
            left[c:end] -= spread[c, c:end, None] * errors[c - start]
        left[end:] -= spread[start:end, end:].T @ errors
    restored = np.empty_like(levels)
    restored[order] = levels
    return Blocks.of_levels(np.ascontiguousarray(restored.T), scales, bits)


def _spread(moments: np.ndarray) -> np.ndarray:
    """Row c of the result says how column c's error goes to the columns from c on."""
    inverse = np.linalg.inv(moments)
    # The inverse of a symmetric matrix comes out symmetric but for the last digits.
    return np.linalg.cholesky((inverse + inverse.T) / 2).T.astype(np.float32)


def _scales(matrix: np.ndarray, strength: np.ndarray, bits: int, block: int) -> np.ndarray:
    """Per block the scale that leaves the least error, each weight counted by the strength of its input."""
    blocks = matrix.reshape(len(matrix), -1, block)
    weighed = strength.reshape(1, -1, block)
    half = 2 ** (bits - 1)
    extreme = np.take_along_axis(blocks, np.abs(blocks).argmax(-1, keepdims=True), -1)
    plain = np.where(extreme == 0, 1, extreme / -half).astype(np.float32)
    best, least = plain, np.full_like(plain, np.inf)
    for shrink in SHRINK[bits]:
        scale = plain * np.float32(shrink)
        rounded = np.clip(np.rint(blocks / scale), -half, half - 1) * scale
        error = (np.square(rounded - blocks) * weighed).sum(-1, keepdims=True)
        best = np.where(error < least, scale, best)
        least = np.minimum(error, least)
    return best[..., 0]
