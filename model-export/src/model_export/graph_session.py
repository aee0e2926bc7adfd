"""Runs a graph: `prefill` once, then `decode_step`, over a KV cache that is never copied."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort

from model_export.errors import UserError


class GraphSession:
    """One loaded model file; its shapes are read from the file itself."""

    def __init__(self, model_path: Path, threads: int = 0, spinning: bool = True):
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        # Idle threads of one session that spin take the cores from the next: off where several take turns.
        options.add_session_config_entry("session.intra_op.allow_spinning", "1" if spinning else "0")
        options.log_severity_level = 3
        try:
            self.session = ort.InferenceSession(str(model_path), options, providers=["CPUExecutionProvider"])
        except Exception as e:  # onnxruntime's own exceptions share no base class
            raise UserError(
                f"{model_path}: onnxruntime {ort.__version__} cannot load it ({_first_line(e)})"
            ) from e
        past = [i for i in self.session.get_inputs() if i.name.startswith("past.")]
        self.layers = len(past) // 2
        _, self.heads, _, self.head_size = past[0].shape
        self.kv_type = np.int8 if past[0].type == "tensor(int8)" else np.float32
        self.vocabulary = self.session.get_outputs()[0].shape[1]
        self.properties: dict[str, str] = self.session.get_modelmeta().custom_metadata_map

    def kv_cache(self, batch: int, length: int) -> KvCache:
        """An empty cache for `batch` sequences of at most `length` tokens."""
        shape = (batch, self.heads, length, self.head_size)
        arrays = {
            f"{i}.{part}": np.zeros(shape, self.kv_type)
            for i in range(self.layers)
            for part in ("key", "value")
        }
        return KvCache(arrays, np.zeros(batch, np.int32))

    def prefill(self, cache: KvCache, ids: np.ndarray) -> np.ndarray:
        """Runs tokens [batch, tokens] behind what the cache holds; returns the logits of the last ones."""
        batch, tokens = ids.shape
        binding = self.session.io_binding()
        total = (cache.lengths + tokens).astype(np.int32)
        positions = cache.lengths[:, None] + np.arange(tokens)[None, :]
        for name, array in (
            ("input_ids", np.ascontiguousarray(ids, np.int64)),
            ("position_ids", positions.astype(np.int64)),
            ("seqlens_k", total - 1),
            ("total_sequence_length", total.max(keepdims=True)),
        ):
            binding.bind_ortvalue_input(name, ort.OrtValue.ortvalue_from_numpy(array))
        for key, value in cache.tensors().items():
            binding.bind_ortvalue_input(f"past.{key}", value)
            binding.bind_ortvalue_output(f"present.{key}", value)
        logits = np.empty((batch, self.vocabulary), np.float32)
        bound = ort.OrtValue.ortvalue_from_numpy(logits)
        binding.bind_ortvalue_output("logits", bound)
        self.session.run_with_iobinding(binding)
        cache.lengths = total
        return bound.numpy().copy()

    def decode_step(self, cache: KvCache, ids: np.ndarray) -> np.ndarray:
        """Runs one token per sequence, ids [batch]."""
        return self.prefill(cache, np.asarray(ids).reshape(-1, 1))


@dataclass
class KvCache:
    """Keys and values [batch, heads, length, head_size] per layer, and how full each sequence is."""

    arrays: dict[str, np.ndarray]
    lengths: np.ndarray

    def __post_init__(self) -> None:
        self._values = {k: ort.OrtValue.ortvalue_from_numpy(v) for k, v in self.arrays.items()}

    def tensors(self) -> dict[str, ort.OrtValue]:
        return self._values

    def numpy(self, key: str) -> np.ndarray:
        return self._values[key].numpy()

    def repeated(self, times: int) -> KvCache:
        """A copy whose one sequence stands `times` times: siblings behind one shared prefix."""
        arrays = {k: np.repeat(v.numpy(), times, axis=0) for k, v in self._values.items()}
        return KvCache(arrays, np.repeat(self.lengths, times))

    def joined(self, others: list[KvCache]) -> KvCache:
        """A copy that holds the sequences of all; caches are equally long, sequences need not be."""
        all_of = [self, *others]
        arrays = {k: np.concatenate([c.numpy(k) for c in all_of]) for k in self._values}
        return KvCache(arrays, np.concatenate([c.lengths for c in all_of]))


def _first_line(e: Exception) -> str:
    return str(e).strip().splitlines()[0] if str(e).strip() else type(e).__name__
