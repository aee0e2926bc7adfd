"""Finds the checkpoint that a fine-tuning starts from, and brings it into Hugging Face layout."""

from __future__ import annotations

import json
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from model_export import bundle_checkpoint, tensorflow_checkpoint
from model_export.documents import END_OF_TEXT
from model_export.errors import UserError
from model_export.folders import written_whole

# Names on the command line -> repositories of the Hugging Face model hub.
KNOWN = {
    "gpt2": "openai-community/gpt2",
    "gpt2-medium": "openai-community/gpt2-medium",
    "gpt2-large": "openai-community/gpt2-large",
    "distilgpt2": "distilbert/distilgpt2",
}
FILES = ("config.json", "model.safetensors", "tokenizer.json")
# Vocabulary and merges, as transformers and as OpenAI name them.
_BPE_FILES = (("vocab.json", "merges.txt"), ("encoder.json", "vocab.bpe"))
_OLDER_WEIGHTS = "pytorch_model.bin"


def folder_of(base: str, converted: Path) -> Path:
    """The folder of a base in Hugging Face layout: FILES.

    What lacks one of them but holds its content in an older form is written to `converted`, once.
    """
    folder = Path(base)
    if folder.is_dir():
        return _complete(folder, converted)
    if base in KNOWN:
        return _downloaded(base)
    raise UserError(f"--base {base}: no such folder; give one, or {', '.join(KNOWN)}")


def _downloaded(name: str) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(KNOWN[name], allow_patterns=list(FILES)))
    except Exception as error:  # the library raises those of its HTTP client, too
        raise UserError(
            f"--base {name}: not on this machine, and the model hub does not answer "
            f"({type(error).__name__}); download {', '.join(FILES)} of {KNOWN[name]} "
            "elsewhere, put them into one folder and give --base FOLDER"
        ) from error


def _complete(folder: Path, converted: Path) -> Path:
    if all((folder / name).is_file() for name in FILES):
        return folder
    if all((converted / name).is_file() for name in FILES):
        return converted
    tokenizer = _tokenizer(folder)
    model = _model(folder)
    with written_whole(converted) as out:
        model.save_pretrained(out)
        tokenizer.save(str(out / "tokenizer.json"))
    return converted


def _model(folder: Path):
    if bundle_checkpoint.is_one(folder):
        return bundle_checkpoint.read(folder)
    if tensorflow_checkpoint.is_one(folder):
        return tensorflow_checkpoint.read(folder)
    if not (folder / "config.json").is_file():
        raise UserError(f"{folder}: no config.json; give a checkpoint folder with {', '.join(FILES)}")
    if not any((folder / name).is_file() for name in (FILES[1], _OLDER_WEIGHTS)):
        raise UserError(f"{folder}: no {FILES[1]}; give a checkpoint folder with {', '.join(FILES)}")
    from transformers import GPT2LMHeadModel

    try:
        return GPT2LMHeadModel.from_pretrained(folder)
    except Exception as error:  # pickle, safetensors and shape errors have no common class
        raise UserError(
            f"{folder}: cannot be read ({str(error).splitlines()[0]}); save the checkpoint again"
        ) from error


def _tokenizer(folder: Path) -> Tokenizer:
    if (folder / "tokenizer.json").is_file():
        return Tokenizer.from_file(str(folder / "tokenizer.json"))
    for vocabulary, merges in _BPE_FILES:
        if (folder / vocabulary).is_file() and (folder / merges).is_file():
            return _byte_level_bpe(folder / vocabulary, folder / merges)
    raise UserError(
        f"{folder}: no tokenizer.json, nor vocab.json with merges.txt; copy the model's own tokenizer there"
    )


def _byte_level_bpe(vocabulary: Path, merges: Path) -> Tokenizer:
    try:
        known = json.loads(vocabulary.read_text(encoding="utf-8"))
        lines = merges.read_text(encoding="utf-8").splitlines()
        pairs = [tuple(line.split()) for line in lines if line and not line.startswith("#version")]
        tokenizer = Tokenizer(models.BPE(vocab=known, merges=pairs))
    except Exception as error:  # the library raises bare Exception
        raise UserError(
            f"{vocabulary}: not a vocabulary that fits {merges.name} ({error}); copy both again"
        ) from error
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(END_OF_TEXT, normalized=False, special=True)])
    return tokenizer
