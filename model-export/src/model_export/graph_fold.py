"""LayerNorms as RMS norms: what they do beside scaling is folded into the weights around them.

LayerNorm(x) = gamma * centred(x) / rms(centred(x)) + beta. Every writer to the residual stream is linear,
so its output can be centred once and for all in its weights, and then each norm is an RMS norm; each beta
is read by a linear layer, whose bias can take it over. Exact in real arithmetic; fewer operations per
token; and it sidesteps a kernel: onnxruntime 1.30 computes LayerNorm (but not the skip RMS norm) with other
roundings than 1.29, which int8 activations turn into differences of 0.07 in the logits, where the two
versions otherwise agree to the bit.
"""

from __future__ import annotations

import numpy as np

from model_export.export_checkpoint import Checkpoint


def fold_norms(checkpoint: Checkpoint) -> dict[str, np.ndarray]:
    """The tensors of the graph: GPT-2's names, without the norms' biases, with a `head.bias` [vocabulary]."""
    given = checkpoint.tensors
    folded = {name: tensor for name, tensor in given.items() if "ln_" not in name or name.endswith(".weight")}
    for i in range(checkpoint.architecture.layers):
        for norm, reader in (("ln_1", "attn.c_attn"), ("ln_2", "mlp.c_fc")):
            weight, bias = given[f"h.{i}.{reader}.weight"], given[f"h.{i}.{reader}.bias"]
            folded[f"h.{i}.{reader}.bias"] = _plus(bias, weight.T, given[f"h.{i}.{norm}.bias"])
        for writer in ("attn.c_proj", "mlp.c_proj"):
            for part in ("weight", "bias"):
                folded[f"h.{i}.{writer}.{part}"] = _centred(given[f"h.{i}.{writer}.{part}"])
    folded["wpe.weight"] = _centred(given["wpe.weight"])
    folded["head.bias"] = _plus(np.zeros(1), given["wte.weight"], given["ln_f.bias"])
    return folded


def _centred(tensor: np.ndarray) -> np.ndarray:
    exact = tensor.astype(np.float64)
    return (exact - exact.mean(-1, keepdims=True)).astype(np.float32)


def _plus(bias: np.ndarray, weight: np.ndarray, beta: np.ndarray) -> np.ndarray:
    return (bias + weight.astype(np.float64) @ beta.astype(np.float64)).astype(np.float32)
