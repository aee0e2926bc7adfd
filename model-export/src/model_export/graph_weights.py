"""How a graph holds its matrices: as they are, in blocks of 8 or 4 bits, or in 8 bits for the browser.

Each kind writes the same four things: the words' embedding, a product, a product behind which a bias follows,
and the head, which reads the embedding's own table.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from onnx import TensorProto

from model_export.graph_file import GraphFile
from model_export.quantize_blocks import Blocks

ACTIVATIONS_AS_INT8 = 4  # MatMulNBits' accuracy_level: integer dot products


class Float32Weights:
    def __init__(self, file: GraphFile, weights: Mapping[str, np.ndarray]):
        self.file, self.weights = file, weights

    def words(self) -> str:
        table = self.file.tensor("wte", self.weights["wte.weight"])
        return self.file.node("Gather", [table, "input_ids"], "words", axis=0)

    def product(self, name: str, x: str, bias: str = "") -> str:
        weight = self.file.tensor(f"{name}.weight", self.weights[f"{name}.weight"])  # [in, out]
        if not bias:
            return self.file.node("MatMul", [x, weight], name)
        product = self.file.node("MatMul", [x, weight], f"{name}.product")
        return self.file.node("Add", [product, bias], name)

    def head(self, row: str, bias: str) -> str:
        return self.file.node("Gemm", [row, "wte", bias], "logits", transB=1)


class BlockWeights:
    """MatMulNBits and GatherBlockQuantized over `blocks`, by the matrices' names."""

    def __init__(self, file: GraphFile, blocks: Mapping[str, Blocks]):
        self.file, self.blocks = file, blocks

    def words(self) -> str:
        table = self.blocks["wte.weight"]
        rows, per_row = table.scales.shape
        self.file.tensor("wte", table.packed)
        # The head wants [vocabulary, blocks], the gather one axis more: two views of the same bytes.
        self.file.tensor("wte.scales", table.scales)
        self.file.view("wte.gather_scales", "wte.scales", (rows, per_row, 1))
        blocks = self.file.node(
            "GatherBlockQuantized",
            ["wte", "input_ids", "wte.gather_scales"],
            "words.blocks",
            domain="com.microsoft",
            bits=table.bits,
            block_size=table.block,
            gather_axis=0,
            quantize_axis=2,
        )
        shape = self.file.constant("words.shape", np.array([0, 0, per_row * table.block], np.int64))
        return self.file.node("Reshape", [blocks, shape], "words")

    def product(self, name: str, x: str, bias: str = "") -> str:
        blocks = self.blocks[f"{name}.weight"]
        weight = self.file.tensor(f"{name}.weight", blocks.packed)
        scales = self.file.tensor(f"{name}.scales", blocks.scales)
        return self._product(name, x, blocks, weight, scales, name, bias)

    def head(self, row: str, bias: str) -> str:
        return self._product("head", row, self.blocks["wte.weight"], "wte", "wte.scales", "logits", bias)

    def _product(
        self, name: str, x: str, blocks: Blocks, weight: str, scales: str, output: str, bias: str
    ) -> str:
        inputs = [x, weight, scales, "", "", bias] if bias else [x, weight, scales]
        return self.file.node(
            "MatMulNBits",
            inputs,
            output,
            name=name,
            domain="com.microsoft",
            K=blocks.scales.shape[1] * blocks.block,
            N=len(blocks.scales),
            bits=blocks.bits,
            block_size=blocks.block,
            accuracy_level=ACTIVATIONS_AS_INT8,
        )


class BrowserWeights:
    """DynamicQuantizeMatMul over `blocks` of a whole row each: one scale per output.

    WebAssembly has a quick kernel for it and none for MatMulNBits. The table lies as the head wants it,
    [width, vocabulary], and the gather takes columns.
    """

    def __init__(self, file: GraphFile, blocks: Mapping[str, Blocks]):
        self.file, self.blocks = file, blocks

    def words(self) -> str:
        table = self._tensors("wte", self.blocks["wte.weight"])
        columns = self.file.node("Gather", [table[0], "input_ids"], "words.columns", axis=1)
        rows = self.file.node("Transpose", [columns], "words.levels", perm=[1, 2, 0])
        levels = self.file.node("Cast", [rows], "words.plain", to=TensorProto.FLOAT)
        scales = self.file.node("Gather", [table[1], "input_ids"], "words.row_scales", axis=0)
        axis = self.file.constant("words.scale_axis", np.array([2], np.int64))
        scales = self.file.node("Unsqueeze", [scales, axis], "words.scale")
        return self.file.node("Mul", [levels, scales], "words")

    def product(self, name: str, x: str, bias: str = "") -> str:
        tensors = self._tensors(name, self.blocks[f"{name}.weight"])
        return self._product(name, x, tensors, name, bias)

    def head(self, row: str, bias: str) -> str:
        return self._product("head", row, ("wte.weight", "wte.scales"), "logits", bias)

    def _tensors(self, name: str, blocks: Blocks) -> tuple[str, str]:
        levels = (blocks.packed[:, 0, :].astype(np.int16) - 128).astype(np.int8)
        weight = self.file.tensor(f"{name}.weight", np.ascontiguousarray(levels.T))
        return weight, self.file.tensor(f"{name}.scales", blocks.scales[:, 0])

    def _product(self, name: str, x: str, tensors: tuple[str, str], output: str, bias: str) -> str:
        inputs = [x, *tensors, "", bias] if bias else [x, *tensors]
        return self.file.node("DynamicQuantizeMatMul", inputs, output, name=name, domain="com.microsoft")
