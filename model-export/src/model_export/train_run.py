"""What `train` and `finetune` share: the options of a run, and the run itself.

The same command again goes on where the last one was cut. OUT/best is the checkpoint with the lowest
validation loss, OUT/last the newest; both in Hugging Face layout. curve.csv and curve.png show the losses.

On two cores of a shared machine these settings of the environment gave half as many tokens a second again:
THP_MEM_ALLOC_ENABLE=1 MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=8000000000 (no page faults for
every step's large tensors) and OMP_WAIT_POLICY=PASSIVE (no spinning at barriers while another program has the
core).
"""

import argparse
import json
import signal
from collections.abc import Callable
from pathlib import Path

import torch
from transformers import GPT2LMHeadModel

from model_export import learning_curve, training_data
from model_export.errors import UserError
from model_export.peers import Peers
from model_export.training import OPTIMIZERS, Plan, Run
from model_export.training_data import TrainingData
from model_export.windows import Mixture


def add_arguments(parser: argparse.ArgumentParser, *, rate: float, optimizer: str, patience: int) -> None:
    add = parser.add_argument
    add("--data", type=Path, required=True, help="dataset folder with token files")
    add("--out", type=Path, required=True, help="run folder; an unfinished run in it is resumed")
    add("--mix", nargs="+", default=["second=1"], metavar="GROUP=SHARE", help="share of each group of texts")
    add("--watch", help="group whose validation loss decides which checkpoint is best")
    add("--minutes", type=float, default=60, help="wall-clock budget; the schedule follows it")
    add("--steps", type=int, help="budget in steps instead, for runs that must be repeatable")
    add(
        "--patience",
        type=int,
        default=patience,
        help="stop after so many measurements without a better one; 0 for never",
    )
    add("--context", type=int, default=512, help="tokens")
    add("--dropout", type=float, default=0.0)
    add("--batch", type=int, default=16, help="rows per step")
    add("--optimizer", choices=OPTIMIZERS, default=optimizer, help="for the layers' matrices")
    add("--rate", type=float, default=rate, help="highest learning rate")
    add("--weight-decay", type=float, default=0.1)
    add("--decay-from", type=float, default=0.67, help="share of the budget; 1 for no decay")
    add("--seed", type=int, default=1)
    add("--processes", type=int, default=1, help="one-threaded processes that share each batch")
    add("--held-out-rows", type=int, default=40, help="validation windows per group")
    add("--compile", action="store_true", help="torch.compile: half as fast again; needs g++")
    add("--checkpoint-minutes", type=float, default=5)
    add("--evaluate-minutes", type=float, default=4)


def plan_of(args: argparse.Namespace, watch: str) -> Plan:
    return Plan(
        seconds=args.minutes * 60,
        steps=args.steps,
        batch=args.batch,
        rate=args.rate,
        weight_decay=args.weight_decay,
        decay_from=args.decay_from,
        checkpoint_seconds=args.checkpoint_minutes * 60,
        evaluate_seconds=args.evaluate_minutes * 60,
        watch=watch,
        optimizer=args.optimizer,
        patience=args.patience,
        compiled=args.compile,
    )


def carry_out(args: argparse.Namespace, model_for: Callable[[TrainingData], GPT2LMHeadModel]) -> int:
    """Reads the data, makes the model that is trained on it, and trains until the budget is used."""
    torch.manual_seed(args.seed)
    if args.batch % args.processes:
        raise UserError(f"--batch {args.batch}: take a multiple of --processes {args.processes}")
    shares = training_data.shares_of(args.mix)
    data = training_data.read(args.data, shares, args.context, args.held_out_rows, args.watch)
    mixture = Mixture(data.groups, shares, args.context, args.seed)
    model = model_for(data)
    peers = Peers(args.processes)
    training = Run(model, plan_of(args, data.watch), mixture, args.out, data.tokenizer_file, peers)
    if (args.out / "last" / "state.pt").is_file():
        training.resume()
        print(f"resumed at step {training.progress.step}, {training.progress.elapsed / 60:.1f} minutes in")
    args.out.mkdir(parents=True, exist_ok=True)
    if not peers.rank:
        given = {name: str(value) if isinstance(value, Path) else value for name, value in vars(args).items()}
        (args.out / "run.json").write_text(json.dumps(given, indent=2) + "\n", encoding="utf-8")
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: setattr(training, "stopped", True))
    training.until_done(data.held_out, lambda: learning_curve.write(training.progress.curve, args.out))
    peers.close()
    if not peers.rank:
        print(f"epochs begun: {mixture.epochs}; best {data.watch} loss {training.progress.best:.4f}")
    return 0
