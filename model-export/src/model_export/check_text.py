"""Text as the model sees it: documents, each closed by end-of-text, cut into windows of equal length."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from model_export import tokenizer as tokenizers_of_datasets
from model_export.documents import END_OF_TEXT
from model_export.errors import UserError
from model_export.export_checkpoint import Checkpoint
from model_export.sources import documents_of, files_of, read_text

# What stands between texts: the token, or its spelling. gpt-2-simple trained on the spelling, and put it
# after every segment, so such a model is stopped on seven ordinary tokens.
SEPARATORS = ("document", "segment")


@dataclass(frozen=True)
class Windows:
    """Token ids [windows, tokens], and how many bytes of text each token of the vocabulary spells."""

    ids: np.ndarray
    bytes_per_token: np.ndarray


def read_tokenizer(file: Path) -> Tokenizer:
    """The tokenizer, set to take `<|endoftext|>` inside a text as ordinary characters: text is data."""
    tokenizer = tokenizers_of_datasets.load(file)
    tokenizer.encode_special_tokens = True
    return tokenizer


def tokenizer_of(checkpoint: Checkpoint) -> Tokenizer:
    """The checkpoint's own tokenizer, if its ids fit the model."""
    tokenizer = read_tokenizer(checkpoint.tokenizer_file)
    known, wanted = checkpoint.architecture.vocabulary, tokenizer.get_vocab_size()
    if wanted > known:
        raise UserError(
            f"{checkpoint.tokenizer_file}: {wanted} tokens, the model has {known}; not of one model"
        )
    return tokenizer


def end_of_text_ids(tokenizer: Tokenizer, separator: str) -> list[int]:
    if separator == "segment":
        return tokenizer.encode(END_OF_TEXT).ids
    return [tokenizer.token_to_id(END_OF_TEXT)]


def read_windows(
    paths: list[Path],
    tokenizer: Tokenizer,
    length: int,
    count: int,
    separator: str = "document",
    measured: int = 0,
) -> Windows:
    """Up to `count` windows spread evenly over the texts, so that no single document speaks for all.

    None of them is among the `measured` ones that a call with that count returns, if there are others.
    """
    files = [f for path in paths for f in (files_of(path, (".txt",)) if path.is_dir() else [path])]
    documents = [d for f in files for d in documents_of(read_text(f))]
    end = end_of_text_ids(tokenizer, separator)
    ids = [i for encoded in tokenizer.encode_batch(documents) for i in [*encoded.ids, *end]]
    if length < 2 or len(ids) < length:
        names = " ".join(map(str, paths))
        raise UserError(f"{names}: {len(ids)} tokens; windows need at least {max(length, 2)}, give more text")
    whole = len(ids) // length
    free = (
        np.setdiff1d(np.arange(whole), _spread(whole, measured)) if 0 < measured < whole else np.arange(whole)
    )
    chosen = free[_spread(len(free), count)]
    windows = np.asarray(ids[: whole * length], np.int64).reshape(whole, length)[chosen]
    return Windows(windows, _bytes_per_token(tokenizer))


def _spread(whole: int, count: int) -> np.ndarray:
    return np.unique(np.linspace(0, whole - 1, min(count, whole)).round().astype(int))


def _bytes_per_token(tokenizer: Tokenizer) -> np.ndarray:
    sizes = np.zeros(tokenizer.get_vocab_size(), np.int64)
    for token, i in tokenizer.get_vocab().items():
        # In a byte-level BPE each character of a token's name stands for one byte; end-of-text spells none.
        sizes[i] = 0 if token == END_OF_TEXT else len(token)
    return sizes
