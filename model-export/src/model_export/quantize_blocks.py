"""Block-wise weight quantization in the layout of MatMulNBits and GatherBlockQuantized.

A matrix [N, K] becomes bytes [N, K / block, block * bits / 8] (low nibble first at 4 bits) and float32
scales [N, K / block]; weight = (byte - 2**(bits - 1)) * scale. There are no zero points: trained GPT-2
weights are symmetric enough that they cost bytes and win nothing measurable at 8 bits, and at 4 bits less
than the noise of the measurement.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Multiples of the plain scale that are tried per block. Rounding to 4 bits gains from clipping a block's
# largest weight a little; at 8 bits the plain scale is as good as any.
SHRINK = {8: (1.0,), 4: (1.0, 0.96, 0.92, 0.88, 0.84, 0.8, 0.74, 0.68)}
_ROWS_AT_ONCE = 4096


@dataclass(frozen=True)
class Blocks:
    """A quantized matrix: bytes [N, blocks, block * bits / 8] and scales [N, blocks]."""

    packed: np.ndarray
    scales: np.ndarray
    bits: int

    @property
    def block(self) -> int:
        return self.packed.shape[2] * 8 // self.bits

    @staticmethod
    def of_levels(levels: np.ndarray, scales: np.ndarray, bits: int) -> Blocks:
        """From whole numbers [N, K] between -2**(bits - 1) and 2**(bits - 1) - 1."""
        stored = (levels + 2 ** (bits - 1)).astype(np.uint8).reshape(*scales.shape, -1)
        packed = stored if bits == 8 else stored[..., 0::2] | (stored[..., 1::2] << 4)
        return Blocks(np.ascontiguousarray(packed), np.ascontiguousarray(scales, np.float32), bits)

    def matrix(self) -> np.ndarray:
        """The float32 matrix [N, K] that the kernels see."""
        low, high = self.packed & 15, self.packed >> 4
        levels = self.packed if self.bits == 8 else np.stack([low, high], axis=-1).reshape(*low.shape[:2], -1)
        values = (levels.astype(np.float32) - 2 ** (self.bits - 1)) * self.scales[..., None]
        return values.reshape(len(values), -1)


def round_nearest(matrix: np.ndarray, bits: int, block: int) -> Blocks:
    """Blocks for a float32 matrix [N, K] whose K is a multiple of `block`, each weight for itself."""
    rows, columns = matrix.shape
    if bits not in SHRINK or columns % block:
        raise ValueError(f"cannot quantize {rows} x {columns} to {bits} bits in blocks of {block}")
    levels, scales = [], []
    for start in range(0, rows, _ROWS_AT_ONCE):
        part = matrix[start : start + _ROWS_AT_ONCE].reshape(-1, columns // block, block)
        found = _best_levels(part.astype(np.float32), bits)
        levels.append(found[0].reshape(-1, columns))
        scales.append(found[1])
    return Blocks.of_levels(np.concatenate(levels), np.concatenate(scales), bits)


def _best_levels(blocks: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Levels and scale per block that leave the least squared error over the tried scales."""
    half = 2 ** (bits - 1)
    extreme = np.take_along_axis(blocks, np.abs(blocks).argmax(-1)[..., None], -1)[..., 0]
    # The level range is -half .. half - 1: the extreme weight takes the longer, negative side.
    plain = np.where(extreme == 0, 1.0, extreme / -half).astype(np.float32)
    best = None
    for shrink in SHRINK[bits]:
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
    return best[0], best[1]
