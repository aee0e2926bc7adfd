"""A model to write with, whatever it is stored as: a checkpoint (PyTorch) or a bundle (ONNX).

Both hold many sequences at once: `prefill` reads prompts of any lengths, `decode_step` one token for each.
Logits are [sequences, vocabulary], float32.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
from tokenizers import Tokenizer

from model_export.check_text import end_of_text_ids, read_tokenizer
from model_export.errors import UserError
from model_export.graph_session import GraphSession
from model_export.manifest import MANIFEST_FILE, read_manifest


class LanguageModel(Protocol):
    context: int

    def prefill(self, prompts: list[list[int]], room: int) -> np.ndarray:
        """`room` is the number of tokens that may follow."""

    def fork(self, times: int) -> None:
        """Every sequence stands `times` times from now on, next to itself."""

    def decode_step(self, ids: np.ndarray) -> np.ndarray: ...

    def predictions(self, windows: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Logits for tokens of windows [windows, tokens], and those tokens: all but each window's first."""


class TorchModel:
    def __init__(self, folder: Path):
        import torch
        from transformers import GPT2LMHeadModel

        self.torch = torch
        self.model = GPT2LMHeadModel.from_pretrained(folder).eval()
        self.context = self.model.config.n_positions

    def prefill(self, prompts: list[list[int]], room: int) -> np.ndarray:
        torch, longest = self.torch, max(map(len, prompts))
        ids = torch.zeros(len(prompts), longest, dtype=torch.long)
        self.mask = torch.zeros(len(prompts), longest, dtype=torch.long)
        for row, prompt in enumerate(prompts):  # padded on the left, so that all end together
            ids[row, longest - len(prompt) :] = torch.tensor(prompt)
            self.mask[row, longest - len(prompt) :] = 1
        self.past = None
        return self._run(ids, (self.mask.cumsum(1) - 1).clamp(min=0))

    def fork(self, times: int) -> None:
        self.past.batch_repeat_interleave(times)
        self.mask = self.mask.repeat_interleave(times, 0)

    def decode_step(self, ids: np.ndarray) -> np.ndarray:
        torch = self.torch
        positions = self.mask.sum(1, keepdim=True)
        self.mask = torch.cat([self.mask, torch.ones(len(ids), 1, dtype=torch.long)], 1)
        return self._run(torch.as_tensor(ids)[:, None], positions)

    def predictions(self, windows: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for window in windows:
            with self.torch.no_grad():
                logits = self.model(self.torch.as_tensor(window)[None, :]).logits[0]
            yield logits[:-1].float().numpy(), window[1:]

    def _run(self, ids, positions) -> np.ndarray:
        with self.torch.no_grad():
            output = self.model(
                ids,
                attention_mask=self.mask,
                position_ids=positions,
                past_key_values=self.past,
                use_cache=True,
                logits_to_keep=1,
            )
        self.past = output.past_key_values
        return output.logits[:, -1].float().numpy()


class GraphModel:
    def __init__(self, file: Path, context: int):
        self.session, self.context = GraphSession(file), context

    def prefill(self, prompts: list[list[int]], room: int) -> np.ndarray:
        length = max(map(len, prompts)) + room
        caches, rows = [], []
        for prompt in prompts:  # the attention kernel takes several tokens of one sequence only
            caches.append(self.session.kv_cache(1, length))
            rows.append(self.session.prefill(caches[-1], np.array([prompt])))
        self.cache = caches[0].joined(caches[1:])
        return np.concatenate(rows)

    def fork(self, times: int) -> None:
        self.cache = self.cache.repeated(times)

    def decode_step(self, ids: np.ndarray) -> np.ndarray:
        return self.session.decode_step(self.cache, ids)

    def predictions(self, windows: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        cache = self.session.kv_cache(*windows.shape)
        for t in range(windows.shape[1] - 1):
            yield self.session.decode_step(cache, windows[:, t]), windows[:, t + 1]


class Author:
    """A model with what one needs to write with it."""

    def __init__(self, model: LanguageModel, tokenizer: Tokenizer, end_of_text: list[int], name: str):
        self.model, self.tokenizer, self.name = model, tokenizer, name
        self.end_of_text = end_of_text


def read_author(folder: Path, separator: str = "document") -> Author:
    """Of a bundle, or of a checkpoint in Hugging Face layout; a bundle knows its separator."""
    if (folder / MANIFEST_FILE).is_file():
        manifest = read_manifest(folder)
        model = GraphModel(folder / manifest["graph"]["file"], manifest["architecture"]["context"])
        tokenizer = read_tokenizer(folder / "tokenizer.json")
        return Author(model, tokenizer, manifest["tokens"]["end_of_text"], manifest["id"])
    if not (folder / "config.json").is_file():
        raise UserError(
            f"{folder}: neither {MANIFEST_FILE} nor config.json in it; give a bundle or a checkpoint folder"
        )
    tokenizer = read_tokenizer(folder / "tokenizer.json")
    return Author(TorchModel(folder), tokenizer, end_of_text_ids(tokenizer, separator), folder.name)
