"""Writes the expected values that the Java tests read.

    model-export golden ../function/models/ID --out ../function/src/test/resources/golden
    model-export golden --logits ../function/models/ID --out target/logits.json

The first writes OUT/tokenizer/strings.jsonl: a header line, then thousands of tricky strings with their ids
by Python `tokenizers`, and decodings of id sequences. Remake it whenever the bundle's tokenizer changes; the
header names the tokenizer's sha256, so that a stale file fails as such and not as a defect of the reader.

    {"format": 1, "tokenizer_sha256": "<64 hex>", "tokenizers": "0.23.2",
     "special_tokens_in_text": "ordinary", "strings": 4000, "decodings": 400}
    {"text": "…", "ids": [ids…]}
    {"decode": [ids…], "bytes": "<hex of the bytes that these ids spell>"}

`<|endoftext|>` in a text is encoded as ordinary characters, never as the token: text is data, and a reader's
words must not end a story. With Python `tokenizers` that is `tokenizer.encode_special_tokens = True`.

It also writes OUT/gate/verdicts.jsonl, which golden_gate.py describes; --generated adds what a model wrote,
as `sample --json` prints it.

The second runs the bundle's graph; golden_logits.py describes its format. A test calls it when it runs,
since quantized logits are the same to the bit on one kind of CPU only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from importlib.metadata import version
from pathlib import Path

from tokenizers import Tokenizer

from model_export.check_text import read_tokenizer
from model_export.errors import UserError
from model_export.golden_gate import write_verdicts
from model_export.golden_logits import logits_program, write_logits
from model_export.golden_text import tricky_strings
from model_export.manifest import read_manifest
from model_export.token_bytes import token_bytes

FORMAT = 1
STRINGS_FILE = Path("tokenizer") / "strings.jsonl"
STRINGS = 4000
DECODINGS = 400


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, help="folder of a model bundle")
    parser.add_argument(
        "--logits", action="store_true", help="write logits to --out instead of tokenizer goldens"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of goldens; a file with --logits")
    parser.add_argument("--generated", type=Path, help="output of `sample --json`, for the gate's goldens")


def run(args: argparse.Namespace) -> int:
    manifest = read_manifest(args.bundle)
    if args.logits:
        program = logits_program(args.bundle, manifest)
        write_logits(program, args.out)
        print(f"{args.out}: {len(program['cases'])} cases by onnxruntime {program['onnxruntime']}")
        return 0
    generated = read_generated(args.generated) if args.generated else []
    file = write_strings(args.bundle / "tokenizer.json", args.out)
    print(f"{file}: {STRINGS} strings, {DECODINGS} decodings")
    print(write_verdicts(args.out, generated))
    return 0


def read_generated(file: Path) -> list[tuple[str, str]]:
    try:
        samples = json.loads(file.read_text(encoding="utf-8"))["samples"]
        return [(sample["parent"], sample["written"]) for sample in samples]
    except (ValueError, KeyError, TypeError) as e:
        raise UserError(f"{file}: not the output of `model-export sample --json` ({e!r})") from e


def write_strings(tokenizer_file: Path, out: Path) -> Path:
    tokenizer = read_tokenizer(tokenizer_file)
    header = {
        "format": FORMAT,
        "tokenizer_sha256": hashlib.sha256(tokenizer_file.read_bytes()).hexdigest(),
        "tokenizers": version("tokenizers"),
        "special_tokens_in_text": "ordinary",
        "strings": STRINGS,
        "decodings": DECODINGS,
    }
    texts = tricky_strings(STRINGS)
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    lines = [header, *({"text": t, "ids": e.ids} for t, e in zip(texts, encoded, strict=True))]
    lines += decodings(tokenizer, DECODINGS)
    file = out / STRINGS_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="ascii")
    return file


def decodings(tokenizer: Tokenizer, count: int) -> list[dict]:
    """Ids drawn at random: tokens that are halves of characters come out as the bytes they are."""
    spelled = token_bytes(tokenizer)
    draw = random.Random(count)
    drawn = [[draw.choice(list(spelled)) for _ in range(draw.randint(1, 12))] for _ in range(count)]
    return [{"decode": ids, "bytes": b"".join(spelled[i] for i in ids).hex()} for ids in drawn]
