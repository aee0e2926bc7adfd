"""Writes the shipped model as a bundle for pages: BUNDLE, the style corpus, and the folder to write into."""

import sys
import tempfile
from pathlib import Path

from model_export import bundle_checkpoint
from model_export.cli import main

shipped, corpus, into = (Path(argument) for argument in sys.argv[1:])
with tempfile.TemporaryDirectory() as folder:
    bundle_checkpoint.read(shipped).save_pretrained(folder)
    tokenizer = (shipped / "tokenizer.json").read_bytes()
    Path(folder, "tokenizer.json").write_bytes(tokenizer)
    # Twice, since the lexicon takes words that stand twice in what was read.
    texts = ["--corpus", corpus, "--text", corpus / "a-arms.txt", "--training", corpus, corpus]
    words = ["bundle", folder, "--name", "page-test", "--weights", "browser", "--windows", "1"]
    sys.exit(main([str(word) for word in [*words, *texts, "--out", into]]))
