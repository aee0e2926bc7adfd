"""An ONNX model whose weights lie in one external data file, so that a runtime can map it instead of
copying it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Each tensor starts on a cache line, which is also the widest vector a kernel loads.
_ALIGNMENT = 64


class GraphFile:
    """Collects operators and weights in the order of use and writes model and data side by side."""

    def __init__(self, data_name: str):
        self.data_name = data_name
        self.model: onnx.ModelProto | None = None
        self.initializers: list[TensorProto] = []
        self.nodes: list[onnx.NodeProto] = []
        self._arrays: list[tuple[int, np.ndarray]] = []
        self._places: dict[str, tuple[int, int, int]] = {}
        self._end = 0

    def tensor(self, name: str, array: np.ndarray) -> str:
        """Adds a weight to the data file."""
        array = np.ascontiguousarray(array)
        offset = -(-self._end // _ALIGNMENT) * _ALIGNMENT
        self._arrays.append((offset, array))
        self._end = offset + array.nbytes
        kind = helper.np_dtype_to_tensor_dtype(array.dtype)
        self._places[name] = (kind, offset, array.nbytes)
        return self._external(name, array.shape, self._places[name])

    def view(self, name: str, of: str, shape: tuple[int, ...]) -> str:
        """Another name and shape for a weight that is already in the data file."""
        return self._external(name, shape, self._places[of])

    def constant(self, name: str, array: np.ndarray) -> str:
        """Adds a shape or an index inside the model file, where shape inference can read it."""
        self.initializers.append(numpy_helper.from_array(array, name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, name: str | None = None, **attributes) -> str:
        """Adds an operator of one output, and returns the output's name."""
        return self.node_of_many(kind, inputs, [output], name or output, **attributes)[0]

    def node_of_many(
        self, kind: str, inputs: list[str], outputs: list[str], name: str, **attributes
    ) -> list[str]:
        self.nodes.append(helper.make_node(kind, inputs, outputs, name=name, **attributes))
        return outputs

    def write(self, model_path: Path) -> None:
        """Writes `model_path` and the data file next to it."""
        assert self.model is not None
        with (model_path.parent / self.data_name).open("wb") as data:
            for offset, array in self._arrays:
                data.write(b"\0" * (offset - data.tell()))
                data.write(array.tobytes())
        model_path.write_bytes(self.model.SerializeToString(deterministic=True))

    def _external(self, name: str, shape: tuple[int, ...], place: tuple[int, int, int]) -> str:
        kind, offset, length = place
        tensor = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
        for key, value in (("location", self.data_name), ("offset", offset), ("length", length)):
            tensor.external_data.add(key=key, value=str(value))
        self.initializers.append(tensor)
        return name
