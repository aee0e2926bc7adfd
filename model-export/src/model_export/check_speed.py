"""Load time and decode speed of a graph on this machine: medians, so that a busy moment does not count."""

from __future__ import annotations

import platform
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model_export.graph_session import GraphSession


@dataclass(frozen=True)
class Speed:
    megabytes: float
    load_ms: float
    tokens_per_second: float


def measure_speed(model_path: Path, context: int, trials: int = 5) -> Speed:
    """One sequence behind a prompt, as the game decodes it: 64 tokens each, fewer in a short context."""
    prompt = min(64, context // 2)
    steps = min(64, context - prompt)
    loads, rates = [], []
    for _ in range(3):
        start = time.perf_counter()
        session = GraphSession(model_path)
        loads.append(time.perf_counter() - start)
    ids = np.arange(prompt)[None, :] % session.vocabulary
    for _ in range(trials):
        cache = session.kv_cache(1, prompt + steps)
        token = session.prefill(cache, ids).argmax(-1)
        start = time.perf_counter()
        for _ in range(steps):
            token = session.decode_step(cache, token).argmax(-1)
        rates.append(steps / (time.perf_counter() - start))
    size = sum(f.stat().st_size for f in model_path.parent.glob("model.onnx*"))
    return Speed(size / 1e6, 1000 * statistics.median(loads), statistics.median(rates))


def cpu_name() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
