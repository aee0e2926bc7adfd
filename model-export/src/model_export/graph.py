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

Several tokens after a past need batch 1: the attention kernel asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper

from model_export.export_checkpoint import Architecture, Checkpoint
from model_export.graph_file import GraphFile
from model_export.graph_fold import fold_norms
from model_export.quantize_blocks import quantize_blocks

OPSET = 21
IR_VERSION = 10  # what opset 21 came with; older runtimes read it too
_BITS = {"int8": 8, "int4": 4}
_BLOCK = {"int8": 64, "int4": 32, "fp32": 0}
BLOCK_SIZES = (32, 64)


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


@dataclass(frozen=True)
class KvScales:
    """Scales of an int8 KV cache, per layer: [1] per tensor or [heads, 1, head_size] per channel."""

    keys: list[np.ndarray]
    values: list[np.ndarray]

    @property
    def mode(self) -> str:
        return "PER_TENSOR" if self.keys[0].size == 1 else "PER_CHANNEL"


def build(checkpoint: Checkpoint, variant: Variant, scales: KvScales | None, data_name: str) -> GraphFile:
    """The graph of a checkpoint with its weights; `scales` are asked for with an int8 KV cache only."""
    if (variant.kv_cache == "int8") != (scales is not None):
        raise ValueError(f"{variant.name}: KV scales are for an int8 KV cache, and for that alone")
    return _Builder(checkpoint, variant, scales, data_name).graph_file()


class _Builder:
    def __init__(self, checkpoint: Checkpoint, variant: Variant, scales: KvScales | None, data_name: str):
        self.weights, self.variant, self.scales = fold_norms(checkpoint), variant, scales
        self.a: Architecture = checkpoint.architecture
        self.file = GraphFile(data_name)
        self.nodes: list[onnx.NodeProto] = []

    def graph_file(self) -> GraphFile:
        hidden, residual = self._embedding()
        for layer in range(self.a.layers):
            hidden, residual = self._layer(layer, hidden, residual)
        self._head(hidden)
        inputs, outputs = _signature(self.a, self.variant)
        graph = helper.make_graph(self.nodes, "gpt2", inputs, outputs, self.file.initializers)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
        self.file.model = helper.make_model(
            graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="model-export"
        )
        helper.set_model_props(self.file.model, self.variant.properties())
        return self.file

    def _embedding(self) -> tuple[str, str]:
        table = self.weights["wte.weight"]
        if self.variant.weights == "fp32":
            self.file.tensor("wte", table)
            words = self._node("Gather", ["wte", "input_ids"], "words", axis=0)
        else:
            bits, block = _BITS[self.variant.weights], self.variant.block_size
            packed, scales = quantize_blocks(table, bits, block)
            self.file.tensor("wte", packed)
            # The head wants [vocabulary, blocks], the gather one axis more: two views of the same bytes.
            self.file.tensor("wte.scales", scales)
            self.file.view("wte.gather_scales", "wte.scales", (*scales.shape, 1))
            blocks = self._node(
                "GatherBlockQuantized",
                ["wte", "input_ids", "wte.gather_scales"],
                "words.blocks",
                domain="com.microsoft",
                bits=bits,
                block_size=block,
                gather_axis=0,
                quantize_axis=2,
            )
            shape = self.file.constant("words.shape", np.array([0, 0, self.a.width], np.int64))
            words = self._node("Reshape", [blocks, shape], "words")
        self.file.tensor("wpe", self.weights["wpe.weight"])
        places = self._node("Gather", ["wpe", "position_ids"], "places", axis=0)
        # The tied table cannot be centred for the head's sake; all other writers to the residual stream are.
        axis = self.file.constant("words.axis", np.array([-1], np.int64))
        mean = self._node("ReduceMean", [words, axis], "words.mean", keepdims=1)
        words = self._node("Sub", [words, mean], "words.centred")
        return self._norm("h.0.ln_1", words, places, bias=None)

    def _layer(self, i: int, hidden: str, residual: str) -> tuple[str, str]:
        h = f"h.{i}"
        qkv = self._matmul(f"{h}.attn.c_attn", hidden, bias=True)
        mixed = self._attention(i, qkv)
        if i == self.a.layers - 1:
            # Only the last position is asked for: everything behind the last attention runs on one row.
            last = self.file.constant("last", np.array([-1], np.int64))
            mixed = self._node("Gather", [mixed, last], "last.mixed", axis=1)
            residual = self._node("Gather", [residual, last], "last.residual", axis=1)
        out = self._matmul(f"{h}.attn.c_proj", mixed)
        hidden, residual = self._norm(f"{h}.ln_2", out, residual, bias=f"{h}.attn.c_proj.bias")
        wide = self._matmul(f"{h}.mlp.c_fc", hidden)
        bias = self.file.tensor(f"{h}.mlp.c_fc.bias", self.weights[f"{h}.mlp.c_fc.bias"])
        wide = self._node("FastGelu", [wide, bias], f"{h}.mlp.gelu", domain="com.microsoft")
        out = self._matmul(f"{h}.mlp.c_proj", wide)
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
        self.nodes.append(
            helper.make_node(
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
        )
        return outputs[0]

    def _head(self, hidden: str) -> None:
        # hidden is [batch, 1, width]
        axis = self.file.constant("head.axis", np.array([1], np.int64))
        row = self._node("Squeeze", [hidden, axis], "head.row")
        bias = self.file.tensor("head.bias", self.weights["head.bias"])
        if self.variant.weights == "fp32":
            self._node("Gemm", [row, "wte", bias], "logits", transB=1)
        else:
            sizes = self.a.width, self.a.vocabulary
            self._quantized("head", row, "wte", "wte.scales", *sizes, "logits", bias)

    def _norm(self, name: str, x: str, skip: str, bias: str | None) -> tuple[str, str]:
        """RMS norm of x + bias + skip, and the sum itself for the next residual."""
        inputs = [x, skip, self.file.tensor(f"{name}.weight", self.weights[f"{name}.weight"])]
        if bias:
            inputs.append(self.file.tensor(bias, self.weights[bias]))
        outputs = [name, "", "", f"{name}.sum"] if name != "ln_f" else [name]
        self.nodes.append(
            helper.make_node(
                "SkipSimplifiedLayerNormalization",
                inputs,
                outputs,
                name=name,
                domain="com.microsoft",
                epsilon=self.a.epsilon,
            )
        )
        return name, f"{name}.sum"

    def _matmul(self, name: str, x: str, bias: bool = False) -> str:
        matrix = self.weights[f"{name}.weight"]  # [in, out]
        added = self.file.tensor(f"{name}.bias", self.weights[f"{name}.bias"]) if bias else ""
        if self.variant.weights == "fp32":
            weight = self.file.tensor(f"{name}.weight", matrix)
            product = self._node("MatMul", [x, weight], f"{name}.product" if bias else name)
            return self._node("Add", [product, added], name) if bias else product
        packed, scales = quantize_blocks(
            np.ascontiguousarray(matrix.T), _BITS[self.variant.weights], self.variant.block_size
        )
        weight = self.file.tensor(f"{name}.weight", packed)
        scale = self.file.tensor(f"{name}.scales", scales)
        return self._quantized(name, x, weight, scale, *matrix.shape, name, added)

    def _quantized(
        self, name: str, x: str, weight: str, scales: str, k: int, n: int, output: str, bias: str = ""
    ) -> str:
        inputs = [x, weight, scales, "", "", bias] if bias else [x, weight, scales]
        return self._node(
            "MatMulNBits",
            inputs,
            output,
            name=name,
            domain="com.microsoft",
            K=k,
            N=n,
            bits=_BITS[self.variant.weights],
            block_size=self.variant.block_size,
            accuracy_level=4,  # activations as int8: integer dot products
        )

    def _node(self, kind: str, inputs: list[str], output: str, name: str | None = None, **attributes) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=name or output, **attributes))
        return output


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
    return inputs, outputs
