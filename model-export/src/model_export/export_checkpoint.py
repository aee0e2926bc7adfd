"""Reads a Hugging Face GPT-2 checkpoint folder: config.json, model.safetensors, tokenizer.json.

Every tensor the graph needs is checked by name and shape before anything is built, so that a broken folder
costs one clear line and not a half-written bundle.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model_export.errors import UserError

# Both names mean 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), which is what FastGelu computes.
_GELU_TANH = {"gelu_new", "gelu_pytorch_tanh"}


@dataclass(frozen=True)
class Architecture:
    """The sizes of a GPT-2; `inner` is the width of the MLP."""

    layers: int
    heads: int
    width: int
    inner: int
    vocabulary: int
    context: int
    epsilon: float
    scale_by_layer: bool = False

    @property
    def head_size(self) -> int:
        return self.width // self.heads

    def attention_scale(self, layer: int) -> float:
        scale = self.head_size**-0.5
        return scale / (layer + 1) if self.scale_by_layer else scale


@dataclass(frozen=True)
class Checkpoint:
    """Weights as float32, by their GPT-2 names without the "transformer." prefix."""

    folder: Path
    architecture: Architecture
    tensors: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        return self.tensors[name]

    @property
    def tokenizer_file(self) -> Path:
        return self.folder / "tokenizer.json"


def read_checkpoint(folder: Path) -> Checkpoint:
    folder = Path(folder)
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        if not (folder / name).is_file():
            raise UserError(f"{folder}: {name} is missing; expected a Hugging Face GPT-2 checkpoint folder")
    architecture = _read_architecture(folder / "config.json")
    tensors = _read_tensors(folder / "model.safetensors", expected_shapes(architecture))
    return Checkpoint(folder, architecture, tensors)


def expected_shapes(a: Architecture) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "wte.weight": (a.vocabulary, a.width),
        "wpe.weight": (a.context, a.width),
    }
    for i in range(a.layers):
        shapes |= {
            f"h.{i}.ln_1.weight": (a.width,),
            f"h.{i}.ln_1.bias": (a.width,),
            f"h.{i}.attn.c_attn.weight": (a.width, 3 * a.width),
            f"h.{i}.attn.c_attn.bias": (3 * a.width,),
            f"h.{i}.attn.c_proj.weight": (a.width, a.width),
            f"h.{i}.attn.c_proj.bias": (a.width,),
            f"h.{i}.ln_2.weight": (a.width,),
            f"h.{i}.ln_2.bias": (a.width,),
            f"h.{i}.mlp.c_fc.weight": (a.width, a.inner),
            f"h.{i}.mlp.c_fc.bias": (a.inner,),
            f"h.{i}.mlp.c_proj.weight": (a.inner, a.width),
            f"h.{i}.mlp.c_proj.bias": (a.width,),
        }
    return shapes | {"ln_f.weight": (a.width,), "ln_f.bias": (a.width,)}


def _read_architecture(file: Path) -> Architecture:
    try:
        config = json.loads(file.read_text(encoding="utf-8"))
        kind = config.get("model_type")
        if kind != "gpt2":
            raise UserError(f"{file}: model_type is {kind!r}; only gpt2 can be exported")
        architecture = Architecture(
            layers=int(config["n_layer"]),
            heads=int(config["n_head"]),
            width=int(config["n_embd"]),
            inner=int(config.get("n_inner") or 4 * config["n_embd"]),
            vocabulary=int(config["vocab_size"]),
            context=int(config["n_positions"]),
            epsilon=float(config.get("layer_norm_epsilon", 1e-5)),
            scale_by_layer=bool(config.get("scale_attn_by_inverse_layer_idx", False)),
        )
    except (ValueError, TypeError, AttributeError) as e:
        raise UserError(f"{file}: not a readable configuration ({e}); save the checkpoint again") from e
    except KeyError as e:
        raise UserError(f"{file}: {e.args[0]} is missing; save the checkpoint again") from e
    _refuse_unsupported(file, config, architecture)
    return architecture


def _refuse_unsupported(file: Path, config: dict, a: Architecture) -> None:
    activation = config.get("activation_function", "gelu_new")
    if activation not in _GELU_TANH:
        raise UserError(
            f"{file}: activation_function {activation!r} is not supported; the graph has gelu_new only"
        )
    if not config.get("scale_attn_weights", True):
        raise UserError(
            f"{file}: scale_attn_weights false is not supported; GPT-2 scales attention by head size"
        )
    if config.get("add_cross_attention", False):
        raise UserError(f"{file}: add_cross_attention is not supported; export a decoder-only GPT-2")
    if min(a.layers, a.heads, a.width, a.inner, a.vocabulary, a.context) < 1 or a.width % a.heads:
        raise UserError(
            f"{file}: n_embd {a.width} with n_head {a.heads} and n_layer {a.layers} makes no GPT-2"
        )
    if a.head_size % 8:
        raise UserError(
            f"{file}: head size {a.head_size} is not a multiple of 8; the attention kernel needs that"
        )


def _read_tensors(file: Path, shapes: dict[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    import torch
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, framework="pt") as stored:
            names = set(stored.keys())
            prefix = "" if "wte.weight" in names else "transformer."
            tensors = {}
            for name, shape in shapes.items():
                if prefix + name not in names:
                    raise UserError(f"{file}: tensor {prefix + name} is missing; save the checkpoint again")
                found = tuple(stored.get_slice(prefix + name).get_shape())
                if found != shape:
                    raise UserError(
                        f"{file}: tensor {prefix + name} is {_size(found)}, config.json says {_size(shape)}; "
                        "the two files are not of one model"
                    )
                tensors[name] = stored.get_tensor(prefix + name).to(torch.float32).numpy()
            if "lm_head.weight" in names:
                head = stored.get_tensor("lm_head.weight").to(torch.float32).numpy()
                if not np.array_equal(head, tensors["wte.weight"]):
                    raise UserError(
                        f"{file}: lm_head.weight differs from wte.weight; only a tied head is supported"
                    )
    except (SafetensorError, OSError) as e:
        raise UserError(f"{file}: cannot be read ({e}); copy or save the checkpoint again") from e
    for name, tensor in tensors.items():
        if not np.isfinite(tensor).all():
            raise UserError(
                f"{file}: tensor {name} holds NaN or infinity; training diverged, use another checkpoint"
            )
    return tensors


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))
