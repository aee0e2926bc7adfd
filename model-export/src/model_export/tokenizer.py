"""Trains a byte-level BPE on a dataset, or takes a finished one, and turns the dataset into token files.

    model-export tokenizer --data build/dataset --vocabulary 4096
    model-export tokenizer --data build/dataset --use build/checkpoint/tokenizer.json

Writes tokenizer.json into the dataset folder, and beside each .txt a .bin of little-endian uint16 token ids.
"""

import argparse
import shutil
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from model_export.documents import END_OF_TEXT
from model_export.errors import UserError
from model_export.sources import documents_of, read_text

END_OF_TEXT_ID = 0
LEAST_VOCABULARY, MOST_VOCABULARY = 300, 65536


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="dataset folder, as `corpus` writes it")
    parser.add_argument("--vocabulary", type=int, default=4096, help="number of tokens, end-of-text included")
    parser.add_argument(
        "--own-weight", type=int, default=10, help="how often your own texts count in training it"
    )
    parser.add_argument("--use", type=Path, help="a tokenizer.json to take instead of training one")


def text_files(data: Path) -> list[Path]:
    found = sorted([*(data / "train").glob("*.txt"), *(data / "validation").glob("*.txt")])
    if not found:
        raise UserError(f"{data}: no dataset (train/*.txt) in it; run `model-export corpus` first")
    return found


def train_tokenizer(texts: list[str], vocabulary: int) -> Tokenizer:
    """GPT-2's own splitting (its regex, no space put before the text); END_OF_TEXT is id 0."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[END_OF_TEXT],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def encode(tokenizer: Tokenizer, text: str) -> np.ndarray:
    """All documents of a dataset file, END_OF_TEXT after each."""
    ids: list[int] = []
    for encoding in tokenizer.encode_batch(documents_of(text), add_special_tokens=False):
        ids += encoding.ids
        ids.append(tokenizer.token_to_id(END_OF_TEXT))
    return np.array(ids, dtype="<u2")


def load(path: Path) -> Tokenizer:
    if not path.is_file():
        raise UserError(f"{path}: no such file; give a tokenizer.json in Hugging Face layout")
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises bare Exception
        raise UserError(f"{path}: not a tokenizer.json in Hugging Face layout: {error}") from error
    if tokenizer.token_to_id(END_OF_TEXT) is None:
        raise UserError(f"{path}: has no token {END_OF_TEXT}; train one with `model-export tokenizer`")
    if tokenizer.get_vocab_size() > MOST_VOCABULARY:
        raise UserError(
            f"{path}: {tokenizer.get_vocab_size()} tokens, at most {MOST_VOCABULARY} fit the token files"
        )
    return tokenizer


def run(args: argparse.Namespace) -> int:
    if not LEAST_VOCABULARY <= args.vocabulary <= MOST_VOCABULARY:
        raise UserError(f"--vocabulary {args.vocabulary}: choose {LEAST_VOCABULARY} to {MOST_VOCABULARY}")
    files = text_files(args.data)
    target = args.data / "tokenizer.json"
    if args.use:
        tokenizer = load(args.use)
        if args.use.resolve() != target.resolve():
            shutil.copyfile(args.use, target)
    else:
        texts = []
        for path in (path for path in files if path.parent.name == "train"):
            texts += documents_of(read_text(path)) * (args.own_weight if path.stem == "own" else 1)
        tokenizer = train_tokenizer(texts, args.vocabulary)
        tokenizer.save(str(target))
    for path in files:
        text = read_text(path)
        ids = encode(tokenizer, text)
        ids.tofile(path.with_suffix(".bin"))
        per_token = len(text.encode()) / len(ids)
        print(f"{path.parent.name}/{path.stem}: {len(ids)} tokens, {per_token:.2f} bytes per token")
    return 0
