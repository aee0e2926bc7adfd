"""Trains a GPT-2 from scratch, or goes on from a checkpoint with another dataset or schedule.

    model-export train --data build/dataset --out build/broad --minutes 60 --mix second=60 third=30 own=10
    model-export train --data build/dataset --out build/style --minutes 20 --mix second=55 own=45 \\
        --init build/broad/best --watch own

The same command again goes on where the last one was cut. OUT/best is the checkpoint with the lowest
validation loss, OUT/last the newest; both in Hugging Face layout. curve.csv and curve.png show the losses.

On two cores of a shared machine these settings of the environment gave half as many tokens a second again:
THP_MEM_ALLOC_ENABLE=1 MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=8000000000 (no page faults for
every step's large tensors) and OMP_WAIT_POLICY=PASSIVE (no spinning at barriers while another program has the
core).
"""

import argparse
import csv
import signal
from pathlib import Path

import torch
from transformers import GPT2LMHeadModel

from model_export import windows
from model_export.errors import UserError
from model_export.peers import Peers
from model_export.tokenizer import END_OF_TEXT, load
from model_export.training import HEAD_SIZE, Plan, Run, new_model

LEAST_ROWS = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="dataset folder with token files")
    parser.add_argument(
        "--out", type=Path, required=True, help="run folder; an unfinished run in it is resumed"
    )
    parser.add_argument(
        "--mix", nargs="+", default=["second=1"], metavar="GROUP=SHARE", help="share of each group"
    )
    parser.add_argument("--watch", help="group whose validation loss decides which checkpoint is best")
    parser.add_argument("--init", type=Path, help="checkpoint folder to start from")
    parser.add_argument(
        "--minutes", type=float, default=60, help="wall-clock budget; the schedule follows it"
    )
    parser.add_argument("--steps", type=int, help="budget in steps instead, for runs that must be repeatable")
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--width", type=int, default=256, help=f"a multiple of {HEAD_SIZE}")
    parser.add_argument("--context", type=int, default=512, help="tokens")
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--batch", type=int, default=16, help="rows per step")
    parser.add_argument("--rate", type=float, default=3e-3, help="highest learning rate")
    parser.add_argument("--weight-decay", type=float, default=0.1)
    parser.add_argument("--decay-from", type=float, default=0.67, help="share of the budget; 1 for no decay")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--processes", type=int, default=1, help="one-threaded processes that share each batch"
    )
    parser.add_argument("--held-out-rows", type=int, default=40, help="validation windows per group")
    parser.add_argument("--compile", action="store_true", help="torch.compile: half as fast again; needs g++")
    parser.add_argument("--checkpoint-minutes", type=float, default=5)
    parser.add_argument("--evaluate-minutes", type=float, default=4)


def mix(pairs: list[str]) -> dict[str, float]:
    try:
        shares = {name: float(share) for name, share in (pair.split("=") for pair in pairs)}
    except ValueError:
        raise UserError(
            f"--mix {' '.join(pairs)}: write it as GROUP=SHARE, for example own=45 second=55"
        ) from None
    if not all(share > 0 for share in shares.values()):
        raise UserError(f"--mix {' '.join(pairs)}: shares are above 0; leave a group out instead")
    return shares


def starting_model(args: argparse.Namespace, vocabulary: int) -> GPT2LMHeadModel:
    if not args.init:
        if args.width % HEAD_SIZE:
            raise UserError(f"--width {args.width}: take a multiple of {HEAD_SIZE}, the head size")
        return new_model(args.layers, args.width, vocabulary, args.context, args.dropout)
    if not (args.init / "config.json").is_file():
        raise UserError(f"{args.init}: no config.json; give a checkpoint folder in Hugging Face layout")
    dropout = dict.fromkeys(("resid_pdrop", "embd_pdrop", "attn_pdrop"), args.dropout)
    model = GPT2LMHeadModel.from_pretrained(args.init, **dropout)
    if model.config.vocab_size != vocabulary:
        raise UserError(
            f"{args.init}: vocabulary {model.config.vocab_size}, the dataset has {vocabulary}; "
            f"run `model-export tokenizer --data {args.data} --use {args.init / 'tokenizer.json'}`"
        )
    if args.context > model.config.n_positions:
        raise UserError(
            f"--context {args.context}: {args.init} has {model.config.n_positions} positions at most"
        )
    return model


def held_out_windows(
    data: Path, context: int, end: int, marks: tuple[int, int], rows: int
) -> dict[str, list]:
    found = {}
    for path in sorted((data / "validation").glob("*.bin")):
        pieces = [
            piece
            for document in windows.documents(windows.load(path), end)
            for piece in windows.windows(document, context, *marks)
        ]
        # Evenly over the file, so that every held-out book is heard.
        found[path.stem] = pieces[:: max(1, len(pieces) // rows)][:rows]
    return found


def run(args: argparse.Namespace) -> int:
    shares = mix(args.mix)
    torch.manual_seed(args.seed)
    tokenizer_file = args.data / "tokenizer.json"
    tokenizer = load(tokenizer_file)
    end = tokenizer.token_to_id(END_OF_TEXT)
    marks = (tokenizer.encode("\n").ids[0], tokenizer.encode(">").ids[0])
    groups = {}
    for name in shares:
        documents = windows.documents(windows.load(args.data / "train" / f"{name}.bin"), end)
        groups[name] = [piece for d in documents for piece in windows.windows(d, args.context, *marks)]
        if sum(map(len, groups[name])) < LEAST_ROWS * args.context:
            raise UserError(
                f"{args.data}/train/{name}: fewer than {LEAST_ROWS * args.context} tokens; add texts"
            )
    held_out = held_out_windows(args.data, args.context, end, marks, args.held_out_rows)
    watch = args.watch or max(shares, key=lambda name: shares[name])
    if watch not in held_out:
        raise UserError(
            f"--watch {watch}: no validation texts of that group; one of {', '.join(held_out) or 'none'}"
        )

    plan = Plan(
        seconds=args.minutes * 60,
        steps=args.steps,
        batch=args.batch,
        rate=args.rate,
        weight_decay=args.weight_decay,
        decay_from=args.decay_from,
        checkpoint_seconds=args.checkpoint_minutes * 60,
        evaluate_seconds=args.evaluate_minutes * 60,
        watch=watch,
        compiled=args.compile,
    )
    mixture = windows.Mixture(groups, shares, args.context, args.seed)
    model = starting_model(args, tokenizer.get_vocab_size())
    if args.batch % args.processes:
        raise UserError(f"--batch {args.batch}: take a multiple of --processes {args.processes}")
    training = Run(model, plan, mixture, args.out, tokenizer_file, Peers(args.processes))
    if (args.out / "last" / "state.pt").is_file():
        training.resume()
        print(f"resumed at step {training.progress.step}, {training.progress.elapsed / 60:.1f} minutes in")
    args.out.mkdir(parents=True, exist_ok=True)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: setattr(training, "stopped", True))
    training.until_done(held_out, lambda: draw_curve(training.progress.curve, args.out))
    training.peers.close()
    if training.peers.rank == 0:
        print(f"epochs begun: {mixture.epochs}; best {watch} loss {training.progress.best:.4f}")
    return 0


def draw_curve(curve: list[dict[str, float]], out: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    with (out / "curve.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, curve[0].keys())
        writer.writeheader()
        writer.writerows(curve)
    figure, axes = pyplot.subplots(figsize=(7, 4))
    for name in (key for key in curve[0] if key not in ("step", "seconds", "tokens")):
        axes.plot([entry["tokens"] / 1e6 for entry in curve], [entry[name] for entry in curve], label=name)
    axes.set(xlabel="tokens seen, millions", ylabel="loss per token")
    axes.legend()
    figure.savefig(out / "curve.png", dpi=120, bbox_inches="tight")
    pyplot.close(figure)
