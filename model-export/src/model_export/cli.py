"""The command line: each subcommand is a module with add_arguments(parser) and run(args) -> int.

    model-export corpus --books books/ --own corpus/ --out build/dataset
    model-export train --help

A module is imported only when its subcommand runs, so that `corpus` needs no onnxruntime and help is quick.
"""

import argparse
import importlib
import sys

from model_export import __version__
from model_export.errors import UserError

# The list of subcommands, in the order of use: module in this package -> one line of help.
COMMANDS = {
    "corpus": "clean, convert and split texts into a dataset",
    "tokenizer": "train a byte-level BPE on a dataset",
    "train": "train a GPT-2 from scratch",
    "finetune": "go on from gpt2 or another checkpoint, on your own writing",
    "sample": "print segments that a checkpoint or bundle writes, unpicked, with their scores",
    "quality": "measure what a checkpoint or bundle writes, by the rules of the game",
    "export": "write the float32 ONNX graph of a checkpoint",
    "quantize": "write its 8 or 4 bit graph, with an int8 KV cache",
    "check": "compare an exported graph with its checkpoint",
    "bundle": "write the folder that the game loads",
    "golden": "write the expected values that the Java tests read",
    "release": "export, quantize, check, bundle and golden in one run",
}


def parser_for(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"model-export {name}", description=COMMANDS[name])
    importlib.import_module(f"model_export.{name}").add_arguments(parser)
    return parser


def overview() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {line}" for name, line in COMMANDS.items()]
    return "\n".join(["usage: model-export COMMAND [--help]", "", *lines])


def main(argv: list[str] | None = None) -> int:
    argv = sys.argv[1:] if argv is None else argv
    if not argv or argv[0] in ("-h", "--help"):
        print(overview())
        return 0
    if argv[0] == "--version":
        print(__version__)
        return 0
    if argv[0] not in COMMANDS:
        print(f"model-export: no command {argv[0]!r}; one of {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        module = importlib.import_module(f"model_export.{argv[0]}")
        return module.run(parser_for(argv[0]).parse_args(argv[1:]))
    except UserError as error:
        print(f"model-export {argv[0]}: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"model-export {argv[0]}: {where}{error.strerror or error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
