"""Reads GPT-2 as OpenAI published it and gpt-2-simple saves it: a TensorFlow checkpoint with hparams.json.

TensorFlow itself reads the file (the extra `tensorflow`); names and shapes are mapped here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

from model_export.errors import UserError

_LAYER = re.compile(r"model/h(\d+)/(ln_1|ln_2|attn/c_attn|attn/c_proj|mlp/c_fc|mlp/c_proj)/([gbw])$")
_PARTS = {"g": "weight", "w": "weight", "b": "bias"}
_TABLES = {
    "model/wte": "wte.weight",
    "model/wpe": "wpe.weight",
    "model/ln_f/g": "ln_f.weight",
    "model/ln_f/b": "ln_f.bias",
}


def is_one(folder: Path) -> bool:
    return any(folder.glob("*.index")) and (folder / "hparams.json").is_file()


def read(folder: Path):
    """The checkpoint as a transformers model."""
    try:
        import tensorflow
    except ImportError as error:
        raise UserError(
            f"{folder}: a TensorFlow checkpoint; reading it takes TensorFlow: "
            "pip install 'model-export[tensorflow]', and run this again"
        ) from error
    try:
        newest = tensorflow.train.latest_checkpoint(str(folder)) or str(
            min(folder.glob("*.index")).with_suffix("")
        )
        reader = tensorflow.train.load_checkpoint(newest)
        names = list(reader.get_variable_to_shape_map())
    except Exception as error:  # TensorFlow's errors have no common public class
        raise UserError(f"{folder}: TensorFlow cannot read it ({error}); copy the folder again") from error
    return model_of(folder, names, reader.get_tensor)


def model_of(folder: Path, names: list[str], tensor: Callable[[str], np.ndarray]):
    """Builds the model from the variables of a checkpoint; others, as an optimizer's, are left out."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    try:
        sizes = json.loads((folder / "hparams.json").read_text(encoding="utf-8"))
        config = GPT2Config(
            vocab_size=sizes["n_vocab"],
            n_positions=sizes["n_ctx"],
            n_embd=sizes["n_embd"],
            n_head=sizes["n_head"],
            n_layer=sizes["n_layer"],
        )
    except (KeyError, ValueError, TypeError) as error:
        raise UserError(f"{folder}/hparams.json: cannot be read ({error}); copy the folder again") from error
    model = GPT2LMHeadModel(config)
    wanted = dict(model.transformer.named_parameters())
    for name in names:
        target = _target(name)
        if target not in wanted:
            continue
        # OpenAI's linear layers are convolutions of width 1: [1, in, out].
        value = np.asarray(tensor(name), np.float32)
        value = value[0] if value.ndim == 3 else value
        place = wanted.pop(target)
        if value.shape != tuple(place.shape):
            raise UserError(
                f"{folder}: variable {name} is {list(value.shape)}, hparams.json says {list(place.shape)}; "
                "the two are not of one model"
            )
        with torch.no_grad():
            place.copy_(torch.from_numpy(np.ascontiguousarray(value)))
    if wanted:
        raise UserError(f"{folder}: no variable for {min(wanted)}; this is no whole GPT-2 checkpoint")
    return model


def _target(name: str) -> str | None:
    if match := _LAYER.match(name):
        return f"h.{match[1]}.{match[2].replace('/', '.')}.{_PARTS[match[3]]}"
    return _TABLES.get(name)
