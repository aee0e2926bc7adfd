"""Reads a model bundle back into a checkpoint, so that training can go on from one that is shipped.

The bundle's weights are rounded and its norms are folded (graph_fold): what comes back is a GPT-2 that
computes what the bundle computes, with norms whose bias is zero, and without the bits that rounding took.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from model_export.errors import UserError
from model_export.graph_variant import layer_matrices
from model_export.manifest import MANIFEST_FILE, read_manifest
from model_export.quantize_blocks import Blocks


def is_one(folder: Path) -> bool:
    return (folder / MANIFEST_FILE).is_file()


def read(folder: Path):
    """The GPT2LMHeadModel of a bundle in float32 or 8 bit."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    manifest = read_manifest(folder)
    sizes, weights = manifest["architecture"], manifest["quantization"]["weights"]
    if weights not in ("fp32", "int8"):
        raise UserError(
            f"{folder}: {weights} weights have lost too much to train on; take an 8-bit bundle or float32"
        )
    tensors = _tensors(folder, manifest["graph"]["file"], sizes["layers"])
    config = GPT2Config(
        vocab_size=sizes["vocabulary"],
        n_positions=sizes["context"],
        n_embd=sizes["width"],
        n_layer=sizes["layers"],
        n_head=sizes["heads"],
        n_inner=tensors["h.0.mlp.c_fc.weight"].shape[1],
        bos_token_id=0,
        eos_token_id=0,
    )
    model = GPT2LMHeadModel(config)
    state = {f"transformer.{name}": torch.from_numpy(tensor.copy()) for name, tensor in tensors.items()}
    state["lm_head.weight"] = state["transformer.wte.weight"]
    model.load_state_dict(state)
    return model


def _tensors(folder: Path, file: str, layers: int) -> dict[str, np.ndarray]:
    try:
        graph = onnx.load(folder / file).graph
    except (OSError, ValueError) as error:
        raise UserError(f"{folder / file}: cannot be read ({error}); copy the bundle again") from error
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    found = {"wte.weight": _matrix(stored, "wte", "wte.scales"), "wpe.weight": stored["wpe"]}
    for name in (n for i in range(layers) for n in layer_matrices(i)):
        found[name] = _matrix(stored, name, name.replace(".weight", ".scales")).T
        bias = name.replace(".weight", ".bias")
        found[bias] = stored[bias]
    norms = ["ln_f", *(f"h.{i}.{norm}" for i in range(layers) for norm in ("ln_1", "ln_2"))]
    for norm in norms:
        found[f"{norm}.weight"] = stored[f"{norm}.weight"]
        found[f"{norm}.bias"] = np.zeros_like(stored[f"{norm}.weight"])
    # The head's bias is the table times the last norm's; GPT-2's own head has none.
    table, bias = found["wte.weight"].astype(np.float64), stored["head.bias"].astype(np.float64)
    found["ln_f.bias"] = np.linalg.lstsq(table, bias, rcond=None)[0].astype(np.float32)
    return found


def _matrix(stored: dict[str, np.ndarray], name: str, scales: str) -> np.ndarray:
    """[out, in], whatever the bits."""
    packed = stored[name]
    if packed.dtype == np.uint8:
        return Blocks(packed, stored[scales], bits=8).matrix()
    return packed if name == "wte" else packed.T
