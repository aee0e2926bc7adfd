"""Tiny checkpoints in Hugging Face layout, with a tokenizer of their own and text to measure them on."""

from pathlib import Path

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from model_export.cli import main
from model_export.tokenizer import train_tokenizer

CONTEXT = 96
SENTENCES = [
    "You wake, and the room has one more wall than it had.",
    "Something behind the plaster counts your arms and doesn't stop at two.",
    "The stairs go down further than the house is deep.",
    "A bell rings in the cellar; nobody has lived there since 1911.",
    "You open the door. It's the same room, older.",
]


def story_text(documents: int = 40) -> str:
    """Documents in the prompt format, END_OF_TEXT after each; no two alike."""
    texts = []
    for i in range(documents):
        first, second, third = (SENTENCES[(i * k + k) % 5] for k in (1, 2, 3))
        texts.append(f"You are number {i}.\n\n{first} {second}\n> Count to {i}\n{third}<|endoftext|>\n")
    return "".join(texts)


def write_texts(folder: Path) -> Path:
    """A dataset file and a style corpus; returns the file."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    (corpus / "own.txt").write_text(story_text(12), encoding="utf-8")
    text = folder / "held-out.txt"
    text.write_text(story_text(), encoding="utf-8")
    return text


def write_checkpoint(folder: Path, **config) -> Path:
    """A random GPT-2 with norms and biases far from where training starts, and logits far apart."""
    torch.manual_seed(7)
    sizes = {"vocab_size": 512, "n_positions": CONTEXT, "n_embd": 64, "n_layer": 2, "n_head": 4}
    model = GPT2LMHeadModel(GPT2Config(**(sizes | config), bos_token_id=0, eos_token_id=0))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias"):
                parameter.normal_(0, 0.3)
            elif "ln_" in name:
                parameter.normal_(1, 0.3)
            elif name.endswith("wte.weight"):
                parameter.mul_(12)
    model.save_pretrained(folder)
    train_tokenizer([story_text()], 300).save(str(folder / "tokenizer.json"))
    return folder


def command(*words) -> int:
    return main([str(word) for word in words])
