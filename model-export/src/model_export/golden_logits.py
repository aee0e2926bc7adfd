"""Logits by Python's ONNX Runtime, for a test that runs the same bundle elsewhere on the same CPU.

The JSON file, in UTF-8:

    {"format": 1, "bundle": "<id>", "onnxruntime": "1.30.0", "context": 512, "vocabulary": 4096,
     "cases": [{"name": "prefill 37", "prompt": [37 ids], "decoded": [], "logits": ["<base64>"]}, …,
               {"name": "decode 32", "prompt": [37 ids], "decoded": [32 ids], "logits": [33 rows]}]}

A case prefills `prompt` in one run, then runs one decode step for each id of `decoded`. Row 0 of `logits`
is what the prefill gave, row i what decode step i gave. A row is base64 of `vocabulary` little-endian
float32. `decoded[i]` is the greatest logit of row i, so the last row predicts a token that is not run.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import onnxruntime

from model_export.check_torch import DECODE_PROMPT, DECODE_STEPS, prompt_lengths
from model_export.graph_session import GraphSession

FORMAT = 1


def logits_program(bundle: Path, manifest: dict) -> dict:
    """Runs every case on the bundle's graph."""
    session = GraphSession(bundle / manifest["graph"]["file"])
    context = manifest["architecture"]["context"]
    ids = np.random.default_rng(1).integers(0, session.vocabulary, context)
    cases = [_case(session, f"prefill {n}", ids[:n], 0, context) for n in prompt_lengths(context)]
    prompt = min(DECODE_PROMPT, max(1, context - DECODE_STEPS))
    cases.append(_case(session, f"decode {DECODE_STEPS}", ids[:prompt], DECODE_STEPS, context))
    return {
        "format": FORMAT,
        "bundle": manifest["id"],
        "onnxruntime": onnxruntime.__version__,
        "context": context,
        "vocabulary": session.vocabulary,
        "cases": cases,
    }


def write_logits(program: dict, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(program), encoding="utf-8")


def _case(session: GraphSession, name: str, prompt: np.ndarray, steps: int, context: int) -> dict:
    cache = session.kv_cache(1, context)
    rows = [session.prefill(cache, prompt[None, :])[0]]
    decoded: list[int] = []
    for _ in range(min(steps, context - len(prompt))):
        decoded.append(int(rows[-1].argmax()))
        rows.append(session.decode_step(cache, np.array(decoded[-1:]))[0])
    texts = [base64.b64encode(row.astype("<f4").tobytes()).decode("ascii") for row in rows]
    return {"name": name, "prompt": prompt.tolist(), "decoded": decoded, "logits": texts}
