"""Which kinds of graph there are, and with how many bits each holds which matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from model_export.errors import UserError
from model_export.export_checkpoint import Architecture
from model_export.quantize_blocks import Blocks, round_nearest

WEIGHTS = ("int8", "int4", "browser")
BLOCK_SIZES = (32, 64)
_BITS = {"int8": 8, "int4": 4, "browser": 8}
# The browser's kernel knows one scale per output: its blocks are whole rows, written as 0.
_BLOCK = {"int8": 64, "int4": 32, "browser": 0, "fp32": 0}
# The table is the embedding and the head. Four bits there cost the first choice of every thirtieth token, and
# save little while the table is at most this share of all weights.
_TABLE_SHARE = 0.25


@dataclass(frozen=True)
class Variant:
    """How weights and KV cache are held; the default's logits depend on the tokens alone (`check`).

    `block_size` weights share a scale; 0 takes the usual number for their width. Smaller blocks keep more.
    """

    weights: str = "int8"
    kv_cache: str = "int8"
    block_size: int = 0

    def __post_init__(self) -> None:
        if not self.block_size:
            object.__setattr__(self, "block_size", _BLOCK[self.weights])

    @property
    def name(self) -> str:
        blocks = f" in blocks of {self.block_size}" if self.block_size else ""
        return f"{self.weights} weights{blocks}, {self.kv_cache} KV cache"

    def properties(self) -> dict[str, str]:
        """What the model file says of itself."""
        return {"weights": self.weights, "kv_cache": self.kv_cache, "block_size": str(self.block_size)}

    @staticmethod
    def of(properties: dict[str, str]) -> Variant:
        return Variant(properties["weights"], properties["kv_cache"], int(properties["block_size"]))

    def refuse_unsuited(self, a: Architecture, folder: object) -> None:
        """Raises UserError for sizes that no whole number of blocks makes up."""
        for name, inputs in (("n_embd", a.width), ("n_inner", a.inner)):
            if self.block_size and inputs % self.block_size:
                raise UserError(
                    f"{folder}: {name} {inputs} is not a multiple of {self.block_size}, "
                    f"the block of {self.weights}; train a width that is, or use `export` for float32"
                )


def usual_kv_cache(weights: str) -> str:
    return "fp32" if weights == "browser" else "int8"


def layer_matrices(layer: int) -> list[str]:
    """The names of a layer's matrices, in the order in which a token meets them."""
    parts = ("attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj")
    return [f"h.{layer}.{part}.weight" for part in parts]


def layer_bits(variant: Variant, name: str) -> int:
    """Attention's way out keeps 8 bits also at 4: the smallest matrix, and the one that gains most by it."""
    return 8 if name.endswith("attn.c_proj.weight") else _BITS[variant.weights]


def table_blocks(table: np.ndarray, variant: Variant, a: Architecture) -> Blocks:
    """The table of embedding and head, each weight rounded for itself: its two readers differ."""
    layers = a.layers * a.width * (4 * a.width + 2 * a.inner)
    small = table.size <= _TABLE_SHARE * (layers + table.size)
    return round_nearest(table, 8 if small else _BITS[variant.weights], variant.block_size or a.width)


def nearest_blocks(weights: Mapping[str, np.ndarray], variant: Variant, a: Architecture) -> dict[str, Blocks]:
    """Every matrix, each weight rounded for itself."""
    blocks = {"wte.weight": table_blocks(weights["wte.weight"], variant, a)}
    for name in (n for i in range(a.layers) for n in layer_matrices(i)):
        matrix = np.ascontiguousarray(weights[name].T)  # [out, in]
        blocks[name] = round_nearest(matrix, layer_bits(variant, name), variant.block_size or matrix.shape[1])
    return blocks
