"""Trains a GPT-2 from scratch.

    model-export train --data build/dataset --out build/broad --minutes 60 --mix second=60 third=30 own=10

`finetune` goes on from its checkpoint with another dataset or schedule. How a run is resumed, what it leaves
and what makes it fast is in train_run.
"""

import argparse

from transformers import GPT2LMHeadModel

from model_export import train_run
from model_export.errors import UserError
from model_export.training import HEAD_SIZE, new_model
from model_export.training_data import TrainingData


def add_arguments(parser: argparse.ArgumentParser) -> None:
    train_run.add_arguments(parser, rate=3e-3, optimizer="muon", patience=0)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--width", type=int, default=256, help=f"a multiple of {HEAD_SIZE}")


def run(args: argparse.Namespace) -> int:
    if args.width % HEAD_SIZE:
        raise UserError(f"--width {args.width}: take a multiple of {HEAD_SIZE}, the head size")

    def model_for(data: TrainingData) -> GPT2LMHeadModel:
        vocabulary = data.tokenizer.get_vocab_size()
        return new_model(args.layers, args.width, vocabulary, args.context, args.dropout)

    return train_run.carry_out(args, model_for)
