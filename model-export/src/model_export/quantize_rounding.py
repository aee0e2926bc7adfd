"""Rounds a model's matrices one after the other, each on what those rounded before it make of real text."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch.nn.functional import gelu, scaled_dot_product_attention

from model_export.export_checkpoint import Architecture, Checkpoint
from model_export.graph_fold import fold_norms
from model_export.graph_variant import Variant, layer_bits, table_blocks
from model_export.quantize_blocks import Blocks
from model_export.quantize_gptq import round_compensated

# Windows that run through a layer together: the MLP's activations of all of them would not fit in memory.
_WINDOWS_AT_ONCE = 4

# From the residual stream [windows, tokens, width] to what a matrix is given to multiply.
Inputs = Callable[[torch.Tensor], torch.Tensor]


@torch.no_grad()
def compensated_blocks(checkpoint: Checkpoint, variant: Variant, ids: np.ndarray) -> dict[str, Blocks]:
    """Blocks by matrix name; `ids` [windows, tokens] is the text that says what each matrix is used for."""
    weights = fold_norms(checkpoint)
    blocks = {"wte.weight": table_blocks(weights["wte.weight"], variant, checkpoint.architecture)}
    table = torch.from_numpy(blocks["wte.weight"].matrix())
    words = table[torch.from_numpy(ids)]
    places = torch.from_numpy(weights["wpe.weight"])[: ids.shape[1]]
    stream = words - words.mean(-1, keepdim=True) + places
    for i in range(checkpoint.architecture.layers):
        layer = _Layer(weights, checkpoint.architecture, i)
        # A half of a layer adds to the stream what its second matrix makes of what its first one made.
        for half in (layer.attention(), layer.mlp()):
            for part, inputs_of in half:
                name = f"h.{i}.{part}.weight"
                matrix = np.ascontiguousarray(weights[name].T)  # [out, in]
                moments = _moments(inputs_of, stream, matrix.shape[1]).numpy()
                block = variant.block_size or matrix.shape[1]
                blocks[name] = round_compensated(matrix, moments, layer_bits(variant, name), block)
                layer.matrices[part] = torch.from_numpy(blocks[name].matrix()).T
            for rows in stream.split(_WINDOWS_AT_ONCE):
                rows += layer.product(part, inputs_of(rows))
    return blocks


def _moments(inputs_of: Inputs, stream: torch.Tensor, width: int) -> torch.Tensor:
    """Mean of x x^T over the inputs x that `inputs_of` makes of the residual stream."""
    total = torch.zeros(width, width)
    for rows in stream.split(_WINDOWS_AT_ONCE):
        inputs = inputs_of(rows).reshape(-1, width)
        total += inputs.T @ inputs
    return total / (stream.shape[0] * stream.shape[1])


class _Layer:
    """One layer of the folded model (graph_fold): what each of its matrices is given to multiply."""

    def __init__(self, weights: dict[str, np.ndarray], a: Architecture, i: int):
        prefix = f"h.{i}."
        self.own = {n[len(prefix) :]: torch.from_numpy(w) for n, w in weights.items() if n.startswith(prefix)}
        self.a, self.scale = a, a.attention_scale(i)
        self.matrices = {n.removesuffix(".weight"): w for n, w in self.own.items() if w.ndim == 2}

    def attention(self) -> list[tuple[str, Inputs]]:
        return [("attn.c_attn", lambda x: self._norm("ln_1", x)), ("attn.c_proj", self._attended)]

    def mlp(self) -> list[tuple[str, Inputs]]:
        return [("mlp.c_fc", lambda x: self._norm("ln_2", x)), ("mlp.c_proj", self._wide)]

    def product(self, name: str, x: torch.Tensor) -> torch.Tensor:
        return x @ self.matrices[name] + self.own[f"{name}.bias"]

    def _wide(self, x: torch.Tensor) -> torch.Tensor:
        return gelu(self.product("mlp.c_fc", self._norm("ln_2", x)), approximate="tanh")

    def _attended(self, x: torch.Tensor) -> torch.Tensor:
        batch, tokens, width = x.shape
        parts = self.product("attn.c_attn", self._norm("ln_1", x)).split(width, -1)
        q, k, v = (p.view(batch, tokens, self.a.heads, -1).transpose(1, 2) for p in parts)
        mixed = scaled_dot_product_attention(q, k, v, is_causal=True, scale=self.scale)
        return mixed.transpose(1, 2).reshape(batch, tokens, width)

    def _norm(self, name: str, x: torch.Tensor) -> torch.Tensor:
        return (
            x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.a.epsilon) * self.own[f"{name}.weight"]
        )
