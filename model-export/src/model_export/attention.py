"""Causal attention for training rows on a CPU: a product for each block of queries, over all keys it sees.

PyTorch's own CPU kernel for causal attention takes twice the time of these products, forward and backward, at
the sizes that are trained here (heads of 64, rows of 512, bfloat16).
"""

import torch
from torch.nn import functional
from transformers import AttentionInterface, GPT2LMHeadModel
from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS

NAME = "blocks"
BLOCK = 128


def use(model: GPT2LMHeadModel) -> None:
    """Lets the model attend in blocks, for whole rows without padding; what is saved of it stays the same."""
    AttentionInterface.register(NAME, _forward)
    ALL_MASK_ATTENTION_FUNCTIONS.register(NAME, lambda *_, **__: None)
    model.set_attn_implementation(NAME)


def causal(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, dropout: float = 0.0) -> torch.Tensor:
    """Attention of [batch, heads, tokens, head size] to itself and what is before it: the same shape."""
    tokens = query.shape[2]
    scale = query.shape[3] ** -0.5
    rows = []
    for start in range(0, tokens, BLOCK):
        end = min(start + BLOCK, tokens)
        scores = query[:, :, start:end] @ key[:, :, :end].transpose(-1, -2)
        later = torch.ones(end - start, end, dtype=torch.bool, device=query.device).triu(start + 1)
        shares = (scores.float() * scale).masked_fill(later, float("-inf")).softmax(-1)
        rows.append(functional.dropout(shares, dropout).to(value.dtype) @ value[:, :, :end])
    return torch.cat(rows, 2)


def _forward(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    dropout: float = 0.0,
    **_: object,
) -> tuple[torch.Tensor, None]:
    """The shape that transformers asks for: [batch, tokens, heads, head size], and no weights."""
    if attention_mask is not None or query.shape[2] != key.shape[2]:
        raise ValueError("attention in blocks is for whole rows without a mask")
    return causal(query, key, value, dropout).transpose(1, 2).contiguous(), None
