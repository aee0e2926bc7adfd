"""Prints segments that a checkpoint writes, unpicked: the first N seeds, whatever comes.

    model-export sample build/style/best --data build/dataset --count 20

Each sample is prompted with a premise, a segment and a choice from the held-out own writing. The settings are
the game's: a repetition penalty over the last tokens, then temperature, top-k, top-p. --document goes on over
the model's own choices until END_OF_TEXT, and asks for the close on the last page.
"""

import argparse
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import GPT2LMHeadModel

from model_export.documents import CLOSING_CUE, END_OF_TEXT, Document, parse
from model_export.errors import UserError
from model_export.sources import documents_of, read_text
from model_export.tokenizer import load

PENALTY_SPAN = 200
PAGES = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("checkpoint", type=Path, help="folder in Hugging Face layout")
    parser.add_argument(
        "--data", type=Path, required=True, help="dataset folder whose own held-out stories prompt"
    )
    parser.add_argument("--count", type=int, default=20, help="samples: seeds 1 to COUNT")
    parser.add_argument("--document", action="store_true", help="write each story on to its end")
    parser.add_argument(
        "--tokens", type=int, default=96, help="most tokens of a segment with its choice line"
    )
    parser.add_argument("--temperature", type=float, default=0.7)
    parser.add_argument("--top-k", type=int, default=40)
    parser.add_argument("--top-p", type=float, default=0.9)
    parser.add_argument("--penalty", type=float, default=1.12, help="repetition penalty, 1 for none")


def next_token(
    logits: torch.Tensor, recent: torch.Tensor, args: argparse.Namespace, random: torch.Generator
) -> int:
    """One draw from [vocabulary] logits; `recent` are the ids that the penalty looks at."""
    logits = logits.clone()
    seen = recent.unique()
    logits[seen] = torch.where(logits[seen] > 0, logits[seen] / args.penalty, logits[seen] * args.penalty)
    top, ids = torch.topk(logits / args.temperature, min(args.top_k, len(logits)))
    probabilities = torch.softmax(top, 0)
    # A token stays if those before it have not reached top-p yet.
    probabilities[(probabilities.cumsum(0) - probabilities) >= args.top_p] = 0
    return int(ids[torch.multinomial(probabilities, 1, generator=random)])


class Writer:
    def __init__(self, model: GPT2LMHeadModel, tokenizer: Tokenizer, args: argparse.Namespace):
        self.model, self.tokenizer, self.args = model.eval(), tokenizer, args
        self.end = tokenizer.token_to_id(END_OF_TEXT)

    @torch.no_grad()
    def write(self, prompt: str, random: torch.Generator, stop_after_choice: bool = True) -> tuple[str, bool]:
        """What comes after the prompt, to the end of the next choice line; and whether END_OF_TEXT came."""
        context = self.model.config.n_positions
        ids = self.tokenizer.encode(prompt).ids[-(context - self.args.tokens) :]
        start, past, given = len(ids), None, torch.tensor([ids])
        while len(ids) - start < self.args.tokens:
            output = self.model(given, past_key_values=past, use_cache=True)
            past = output.past_key_values
            token = next_token(output.logits[0, -1], torch.tensor(ids[-PENALTY_SPAN:]), self.args, random)
            if token == self.end:
                return self.tokenizer.decode(ids[start:]), True
            ids.append(token)
            written = self.tokenizer.decode(ids[start:])
            if stop_after_choice and "\n>" in written and written.endswith("\n"):
                break
            given = torch.tensor([[token]])
        return self.tokenizer.decode(ids[start:]), False


def opening(document: Document) -> str:
    """The prompt of a sample: a story up to its first choice line."""
    return Document(document.premise, document.segments[:1], ()).text() + f"\n> {document.choices[0]}\n"


def tell(writer: Writer, prompt: str, random: torch.Generator) -> str:
    """A whole story over the model's first choices; the last page carries the closing cue."""
    text = prompt
    for page in range(PAGES):
        written, ended = writer.write(text, random)
        text += written
        if ended:
            return text + END_OF_TEXT
        if not text.endswith("\n"):
            # The token limit came first: the segment ends at its last sentence, the writer goes on.
            text = text[: max(text.rfind(mark) for mark in ".!?") + 1] + "\n"
        elif page == PAGES - 2:
            text = text.rstrip("\n") + CLOSING_CUE + "\n"
    return text


def run(args: argparse.Namespace) -> int:
    for name in ("temperature", "top_p", "penalty", "top_k", "tokens", "count"):
        if getattr(args, name) <= 0:
            raise UserError(f"--{name.replace('_', '-')} {getattr(args, name)}: give a number above 0")
    if not (args.checkpoint / "config.json").is_file():
        raise UserError(f"{args.checkpoint}: no config.json; give a checkpoint folder in Hugging Face layout")
    held_out = args.data / "validation" / "own.txt"
    if not held_out.is_file():
        raise UserError(f"{held_out}: no held-out own writing; run `model-export corpus` with --own")
    stories = [d for d in map(parse, documents_of(read_text(held_out))) if d.choices and d.choices[0]]
    if not stories:
        raise UserError(f"{held_out}: no story with a choice line; sampling needs one to begin with")
    tokenizer = load(args.checkpoint / "tokenizer.json")
    writer = Writer(GPT2LMHeadModel.from_pretrained(args.checkpoint), tokenizer, args)
    for seed in range(1, args.count + 1):
        prompt = opening(stories[(seed - 1) % len(stories)])
        random = torch.Generator().manual_seed(seed)
        print(f"===== seed {seed}")
        if args.document:
            print(tell(writer, prompt, random))
        else:
            written, ended = writer.write(prompt, random)
            print(f"{prompt}-----\n{written.rstrip()}{END_OF_TEXT if ended else ''}")
    return 0
