"""The decoder graph, by hand: one builder for fp32, 8 and 4 bit weights, with a float32 or int8 KV cache.

What makes it fast on a CPU: fused attention over a KV cache that the caller allocates and that is never
copied (`present.*` is bound to the same tensors as `past.*`), logits of the last position only, block-
quantized matrices, one quantized tensor for both the embedding and the LM head.

    inputs   input_ids, position_ids          int64 [batch, tokens]
             seqlens_k                        int32 [batch], total tokens after this run minus 1
             total_sequence_length            int32 [1], the largest total of the batch
             past.{layer}.key, .value         float32 or int8 [batch, heads, kv_length, head_size]
    outputs  logits                           float32 [batch, vocabulary]
             present.{layer}.key, .value      the same tensors as past
             h.{layer}.attn.c_attn            float32 [batch, tokens, 3 * width]; in the browser's graph with
                                              a float32 KV cache: queries, keys and values of new tokens

The browser's runtime binds no output to a tensor and copies all that it hands out: there the caller writes
the new keys and values behind those that it holds.

Several tokens after a past need batch 1: the attention kernel asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from onnx import TensorProto, helper

from model_export.export_checkpoint import Architecture, Checkpoint
from model_export.graph_file import GraphFile
from model_export.graph_fold import fold_norms
from model_export.graph_variant import Variant, nearest_blocks
from model_export.graph_weights import BlockWeights, BrowserWeights, Float32Weights
from model_export.quantize_blocks import Blocks

OPSET = 21
IR_VERSION = 10  # what opset 21 came with; older runtimes read it too


@dataclass(frozen=True)
class KvScales:
    """Scales of an int8 KV cache, per layer: [1] per tensor or [heads, 1, head_size] per channel."""

    keys: list[np.ndarray]
    values: list[np.ndarray]

    @property
    def mode(self) -> str:
        return "PER_TENSOR" if self.keys[0].size == 1 else "PER_CHANNEL"


def build(
    checkpoint: Checkpoint,
    variant: Variant,
    scales: KvScales | None,
    data_name: str,
    blocks: Mapping[str, Blocks] | None = None,
) -> GraphFile:
    """The graph of a checkpoint; `scales` are asked for with an int8 KV cache only.

    `blocks` are its matrices as `quantize` rounded them; without it each weight is rounded for itself.
    """
    if (variant.kv_cache == "int8") != (scales is not None):
        raise ValueError(f"{variant.name}: KV scales are for an int8 KV cache, and for that alone")
    return _Builder(checkpoint, variant, scales, data_name, blocks).graph_file()


class _Builder:
    def __init__(
        self,
        checkpoint: Checkpoint,
        variant: Variant,
        scales: KvScales | None,
        data_name: str,
        blocks: Mapping[str, Blocks] | None,
    ):
        self.weights, self.variant, self.scales = fold_norms(checkpoint), variant, scales
        self.a: Architecture = checkpoint.architecture
        self.file = GraphFile(data_name)
        if variant.weights == "fp32":
            self.matrices = Float32Weights(self.file, self.weights)
        else:
            blocks = blocks or nearest_blocks(self.weights, variant, self.a)
            kind = BrowserWeights if variant.weights == "browser" else BlockWeights
            self.matrices = kind(self.file, blocks)

    def graph_file(self) -> GraphFile:
        hidden, residual = self._embedding()
        for layer in range(self.a.layers):
            hidden, residual = self._layer(layer, hidden, residual)
        self._head(hidden)
        inputs, outputs = _signature(self.a, self.variant)
        graph = helper.make_graph(self.file.nodes, "gpt2", inputs, outputs, self.file.initializers)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
        self.file.model = helper.make_model(
            graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="model-export"
        )
        helper.set_model_props(self.file.model, self.variant.properties())
        return self.file

    def _embedding(self) -> tuple[str, str]:
        words = self.matrices.words()
        self.file.tensor("wpe", self.weights["wpe.weight"])
        places = self.file.node("Gather", ["wpe", "position_ids"], "places", axis=0)
        # The tied table cannot be centred for the head's sake; all other writers to the residual stream are.
        axis = self.file.constant("words.axis", np.array([-1], np.int64))
        mean = self.file.node("ReduceMean", [words, axis], "words.mean", keepdims=1)
        words = self.file.node("Sub", [words, mean], "words.centred")
        return self._norm("h.0.ln_1", words, places, bias=None)

    def _layer(self, i: int, hidden: str, residual: str) -> tuple[str, str]:
        h = f"h.{i}"
        bias = self._bias(f"{h}.attn.c_attn")
        qkv = self.matrices.product(f"{h}.attn.c_attn", hidden, bias)
        mixed = self._attention(i, qkv)
        if i == self.a.layers - 1:
            # Only the last position is asked for: everything behind the last attention runs on one row.
            last = self.file.constant("last", np.array([-1], np.int64))
            mixed = self.file.node("Gather", [mixed, last], "last.mixed", axis=1)
            residual = self.file.node("Gather", [residual, last], "last.residual", axis=1)
        out = self.matrices.product(f"{h}.attn.c_proj", mixed)
        hidden, residual = self._norm(f"{h}.ln_2", out, residual, bias=f"{h}.attn.c_proj.bias")
        wide = self.matrices.product(f"{h}.mlp.c_fc", hidden)
        wide = self.file.node(
            "FastGelu", [wide, self._bias(f"{h}.mlp.c_fc")], f"{h}.mlp.gelu", domain="com.microsoft"
        )
        out = self.matrices.product(f"{h}.mlp.c_proj", wide)
        following = f"h.{i + 1}.ln_1" if i + 1 < self.a.layers else "ln_f"
        return self._norm(following, out, residual, bias=f"{h}.mlp.c_proj.bias")

    def _attention(self, i: int, qkv: str) -> str:
        inputs = [qkv, "", "", f"past.{i}.key", f"past.{i}.value", "seqlens_k", "total_sequence_length"]
        options: dict = {}
        if self.scales:
            # 7-11: cos_cache, sin_cache, position_ids, attention_bias, head_sink; GPT-2 has none of them.
            inputs += [""] * 5
            inputs.append(self.file.tensor(f"h.{i}.key_scale", self.scales.keys[i]))
            inputs.append(self.file.tensor(f"h.{i}.value_scale", self.scales.values[i]))
            mode = self.scales.mode
            options = {"k_quant_type": mode, "v_quant_type": mode, "kv_cache_bit_width": 8}
        outputs = [f"h.{i}.attn", f"present.{i}.key", f"present.{i}.value"]
        self.file.node_of_many(
            "GroupQueryAttention",
            inputs,
            outputs,
            name=f"h.{i}.attn",
            domain="com.microsoft",
            num_heads=self.a.heads,
            kv_num_heads=self.a.heads,
            do_rotary=0,
            scale=self.a.attention_scale(i),
            **options,
        )
        return outputs[0]

    def _head(self, hidden: str) -> None:
        # hidden is [batch, 1, width]
        axis = self.file.constant("head.axis", np.array([1], np.int64))
        row = self.file.node("Squeeze", [hidden, axis], "head.row")
        self.matrices.head(row, self._bias("head"))

    def _norm(self, name: str, x: str, skip: str, bias: str | None) -> tuple[str, str]:
        """RMS norm of x + bias + skip, and the sum itself for the next residual."""
        inputs = [x, skip, self.file.tensor(f"{name}.weight", self.weights[f"{name}.weight"])]
        if bias:
            inputs.append(self.file.tensor(bias, self.weights[bias]))
        outputs = [name, "", "", f"{name}.sum"] if name != "ln_f" else [name]
        self.file.node_of_many(
            "SkipSimplifiedLayerNormalization",
            inputs,
            outputs,
            name=name,
            domain="com.microsoft",
            epsilon=self.a.epsilon,
        )
        return name, f"{name}.sum"

    def _bias(self, name: str) -> str:
        return self.file.tensor(f"{name}.bias", self.weights[f"{name}.bias"])


def _signature(a: Architecture, variant: Variant) -> tuple[list, list]:
    kv_type = TensorProto.INT8 if variant.kv_cache == "int8" else TensorProto.FLOAT
    kv_shape = ["batch", a.heads, "kv_length", a.head_size]
    info = helper.make_tensor_value_info
    inputs = [
        info("input_ids", TensorProto.INT64, ["batch", "tokens"]),
        info("position_ids", TensorProto.INT64, ["batch", "tokens"]),
        info("seqlens_k", TensorProto.INT32, ["batch"]),
        info("total_sequence_length", TensorProto.INT32, [1]),
    ]
    outputs = [info("logits", TensorProto.FLOAT, ["batch", a.vocabulary])]
    for i in range(a.layers):
        for part in ("key", "value"):
            inputs.append(info(f"past.{i}.{part}", kv_type, kv_shape))
            outputs.append(info(f"present.{i}.{part}", kv_type, kv_shape))
    if variant == Variant("browser", "fp32"):
        shape = ["batch", "tokens", 3 * a.width]
        outputs += [info(f"h.{i}.attn.c_attn", TensorProto.FLOAT, shape) for i in range(a.layers)]
    return inputs, outputs
