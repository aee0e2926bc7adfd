"""Block-wise weight quantization in the layout of MatMulNBits and GatherBlockQuantized.

A matrix [N, K] becomes bytes [N, K / block, block * bits / 8] (low nibble first at 4 bits) and float32
scales [N, K / block]; weight = (byte - 2**(bits - 1)) * scale. There are no zero points: trained GPT-2
weights are symmetric enough that they cost bytes and win nothing measurable at 8 bits.
"""

from __future__ import annotations

import numpy as np

# Multiples of the plain scale that are tried per block. Rounding to 4 bits gains from clipping a block's
# largest weight a little; at 8 bits the plain scale is as good as any.
_SHRINK = {8: (1.0,), 4: (1.0, 0.96, 0.92, 0.88, 0.84, 0.8, 0.74, 0.68)}
_ROWS_AT_ONCE = 4096


def quantize_blocks(matrix: np.ndarray, bits: int, block: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns (bytes, scales) for a float32 matrix [N, K] whose K is a multiple of `block`."""
    rows, columns = matrix.shape
    if bits not in _SHRINK or columns % block:
        raise ValueError(f"cannot quantize {rows} x {columns} to {bits} bits in blocks of {block}")
    packed, scales = [], []
    for start in range(0, rows, _ROWS_AT_ONCE):
        part = matrix[start : start + _ROWS_AT_ONCE].reshape(-1, columns // block, block)
        levels, scale = _best_levels(part.astype(np.float32), bits)
        packed.append(levels if bits == 8 else levels[..., 0::2] | (levels[..., 1::2] << 4))
        scales.append(scale)
    return np.concatenate(packed), np.concatenate(scales)


def dequantize_blocks(packed: np.ndarray, scales: np.ndarray, bits: int) -> np.ndarray:
    """The float32 matrix [N, K] that the kernels see."""
    levels = (
        packed if bits == 8 else np.stack([packed & 15, packed >> 4], axis=-1).reshape(*packed.shape[:2], -1)
    )
    values = (levels.astype(np.float32) - 2 ** (bits - 1)) * scales[..., None]
    return values.reshape(values.shape[0], -1)


def _best_levels(blocks: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Levels (u8) and scale per block that leave the least squared error over the tried scales."""
    half = 2 ** (bits - 1)
    extreme = np.take_along_axis(blocks, np.abs(blocks).argmax(-1)[..., None], -1)[..., 0]
    # The level range is -half .. half - 1: the extreme weight takes the longer, negative side.
    plain = np.where(extreme == 0, 1.0, extreme / -half).astype(np.float32)
    best = None
    for shrink in _SHRINK[bits]:
        scale = (plain * shrink).astype(np.float32)
        levels = np.clip(np.rint(blocks / scale[..., None]), -half, half - 1)
        error = np.square(levels * scale[..., None] - blocks).sum(-1)
        if best is None:
            best = [levels, scale, error]
            continue
        better = error < best[2]
        best = [
            np.where(better[..., None], levels, best[0]),
            np.where(better, scale, best[1]),
            np.minimum(error, best[2]),
        ]
    return (best[0] + half).astype(np.uint8), best[1]
