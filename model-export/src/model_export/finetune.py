"""Goes on from a GPT-2 that has learnt to write, on a person's own writing.

    model-export finetune --base gpt2 --data build/dataset --out build/mine --mix own=1 --watch own
    model-export finetune --base function/models/ID --data build/dataset --out build/mine --mix own=1
    model-export finetune --base build/broad/last --data build/style-dataset --out build/style \\
        --mix second=97 own=3 --watch own --optimizer muon --rate 2e-3

The base is gpt2, gpt2-medium or distilgpt2, a folder in Hugging Face layout, a model bundle, or a TensorFlow
checkpoint folder of gpt-2-simple. It stops early when the watched validation loss has not fallen for
--patience measurements: small writing is soon learnt by heart, and OUT/best is the checkpoint before that.
How a run is resumed, what it leaves and what makes it fast is in train_run.
"""

import argparse

from transformers import GPT2Config, GPT2LMHeadModel

from model_export import base, train_run
from model_export.errors import UserError
from model_export.tokenizer import load
from model_export.training_data import TrainingData


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--base",
        required=True,
        help=f"{', '.join(base.KNOWN)}, or a checkpoint or bundle folder to start from",
    )
    train_run.add_arguments(parser, rate=1e-4, optimizer="adamw", patience=5)


def run(args: argparse.Namespace) -> int:
    folder = base.folder_of(args.base, args.out.with_name(args.out.name + "-base"))

    def model_for(data: TrainingData) -> GPT2LMHeadModel:
        ours = data.tokenizer.get_vocab()
        if ours != load(folder / "tokenizer.json").get_vocab():
            raise UserError(
                f"{args.data}: its tokens are not those of {folder}; "
                f"run `model-export tokenizer --data {args.data} --use {folder / 'tokenizer.json'}`"
            )
        sizes = GPT2Config.from_pretrained(folder)
        if len(ours) > sizes.vocab_size:
            raise UserError(
                f"{folder}: {len(ours)} tokens, the model has {sizes.vocab_size}; not of one model"
            )
        if args.context > sizes.n_positions:
            raise UserError(f"--context {args.context}: {folder} has {sizes.n_positions} positions at most")
        dropout = dict.fromkeys(("resid_pdrop", "embd_pdrop", "attn_pdrop"), args.dropout)
        return GPT2LMHeadModel.from_pretrained(folder, **dropout)

    return train_run.carry_out(args, model_for)
