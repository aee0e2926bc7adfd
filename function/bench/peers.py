"""Peers of the engine benchmark: say `ready`, then answer a workload's name with milliseconds, or `nan`.

    peers.py graph build/int8/model.onnx      the same graph, driven from Python
    peers.py torch build/checkpoint           transformers on torch, float32
    peers.py plain build/plain/model.onnx     torch's own ONNX export, past and present as inputs and outputs

The numbers of tokens are those of Workload.java. Needs model-export's Python packages.
"""

import sys
import time
from pathlib import Path

import numpy as np

DECODE_CONTEXT = 100
STEPS = 48
KNOWN = 300
CHOICE = 12


class Graph:
    """ONNX Runtime's Python binding, with the settings of the game: no spinning, one thread a core."""

    def __init__(self, file: str):
        from model_export.graph_session import GraphSession

        self.session = GraphSession(Path(file), spinning=False)
        self.vocabulary = self.session.vocabulary

    def start(self, batch: int, length: int):
        return self.session.kv_cache(batch, length)

    def read(self, cache, ids: np.ndarray):
        return cache, self.session.prefill(cache, ids).argmax(-1)

    def repeated(self, cache, times: int):
        return cache.repeated(times)


class Torch:
    """What `generate` does for each token, without its bookkeeping."""

    def __init__(self, folder: str):
        import torch
        from transformers import GPT2LMHeadModel

        self.torch = torch
        self.model = GPT2LMHeadModel.from_pretrained(folder).eval()
        self.vocabulary = self.model.config.vocab_size

    def start(self, batch: int, length: int):
        return None

    def read(self, cache, ids: np.ndarray):
        with self.torch.inference_mode():
            out = self.model(
                self.torch.from_numpy(ids), past_key_values=cache, use_cache=True, logits_to_keep=1
            )
        return out.past_key_values, out.logits[:, -1].argmax(-1).numpy()

    def repeated(self, cache, times: int):
        cache.batch_repeat_interleave(times)
        return cache


class Plain:
    """ONNX Runtime as its own examples use it: what one run returns is given to the next."""

    def __init__(self, file: str):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        inputs, logits = self.session.get_inputs(), self.session.get_outputs()[0]
        self.pasts = [one.name for one in inputs if one.name.startswith("past.")]
        _, self.heads, _, self.head_size = next(one.shape for one in inputs if one.name in self.pasts)
        self.vocabulary = logits.shape[-1]

    def start(self, batch: int, length: int):
        return [np.zeros((batch, self.heads, 0, self.head_size), np.float32)] * len(self.pasts)

    def read(self, cache, ids: np.ndarray):
        feeds = {"input_ids": ids} | dict(zip(self.pasts, cache, strict=True))
        logits, *present = self.session.run(None, feeds)
        return present, logits.argmax(-1)

    def repeated(self, cache, times: int):
        return [np.repeat(part, times, axis=0) for part in cache]


def main() -> None:
    kind, place = sys.argv[1:3]
    peer = {"graph": Graph, "torch": Torch, "plain": Plain}[kind](place)
    random = np.random.default_rng(1)

    def tokens(count: int) -> np.ndarray:
        return random.integers(0, peer.vocabulary, (1, count), dtype=np.int64)

    def decode(batch: int) -> float:
        cache, token = peer.read(peer.start(1, DECODE_CONTEXT + STEPS), tokens(DECODE_CONTEXT))
        if batch > 1:
            cache = peer.repeated(cache, batch)
            token = np.repeat(token, batch)
        start = time.perf_counter()
        for _ in range(STEPS):
            cache, token = peer.read(cache, token[:, None])
        return (time.perf_counter() - start) / STEPS

    def first(known: int, new: int) -> float:
        cache = peer.start(1, known + new)
        if known:
            cache, _ = peer.read(cache, tokens(known))
        start = time.perf_counter()
        peer.read(cache, tokens(new))
        return time.perf_counter() - start

    def segment() -> float:
        cache, _ = peer.read(peer.start(1, KNOWN + CHOICE + STEPS), tokens(KNOWN))
        start = time.perf_counter()
        cache, token = peer.read(cache, tokens(CHOICE))
        for _ in range(STEPS - 1):
            cache, token = peer.read(cache, token[:, None])
        return time.perf_counter() - start

    workloads = {
        "decode_1": lambda: decode(1),
        "decode_4": lambda: decode(4),
        "prefill_64": lambda: first(0, 64),
        "prefill_256": lambda: first(0, 256),
        "prefill_512": lambda: first(0, 512),
        "first_cold": lambda: first(0, KNOWN + CHOICE),
        "first_warm": lambda: first(KNOWN, CHOICE),
        "segment": segment,
    }
    print("ready", flush=True)
    for line in sys.stdin:
        work = workloads.get(line.strip())
        print(f"{1000 * work():.3f}" if work else "nan", flush=True)


if __name__ == "__main__":
    main()
