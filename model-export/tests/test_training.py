"""Laws of the tokenizer and of training, on models of one layer."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from test_corpus import write_books, write_own
from tokenizers import Tokenizer
from transformers import GPT2LMHeadModel

from model_export.cli import main
from model_export.training import rate_at

TINY = [
    "--layers",
    "1",
    "--width",
    "64",
    "--context",
    "64",
    "--batch",
    "2",
    "--seed",
    "5",
    "--dropout",
    "0.1",
]
FAST = ["--held-out-rows", "2", "--rate", "0.003"]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("training")
    books, own = write_books(folder / "books"), write_own(folder / "own")
    out = folder / "dataset"
    split = ["--validation", "0.3", "--own-validation", "0.2"]
    assert main(["corpus", "--books", str(books), "--own", str(own), "--out", str(out), *split]) == 0
    assert main(["tokenizer", "--data", str(out), "--vocabulary", "400"]) == 0
    return out


def train(dataset: Path, out: Path, steps: int, *more: str) -> None:
    command = [
        "train",
        "--data",
        str(dataset),
        "--out",
        str(out),
        "--steps",
        str(steps),
        "--mix",
        "second=3",
        "own=1",
    ]
    assert main([*command, *TINY, *FAST, *more]) == 0


def weights(checkpoint: Path) -> dict[str, torch.Tensor]:
    return GPT2LMHeadModel.from_pretrained(checkpoint).state_dict()


def test_the_tokenizer_gives_back_every_text(dataset: Path):
    tokenizer = Tokenizer.from_file(str(dataset / "tokenizer.json"))
    assert tokenizer.get_vocab_size() == 400
    assert tokenizer.token_to_id("<|endoftext|>") == 0
    for text in ["You wake.\n> Rise\nNo…", "  two  spaces ", "naïve — \U0001f5dd", "\t\n\n", "it's 1911"]:
        assert tokenizer.decode(tokenizer.encode(text).ids) == text
    assert tokenizer.encode("You\n> Rise").tokens[1:3] == ["Ċ", ">"]


def test_token_files_hold_the_text_with_one_end_per_document(dataset: Path):
    tokenizer = Tokenizer.from_file(str(dataset / "tokenizer.json"))
    ids = np.fromfile(dataset / "validation" / "own.bin", dtype="<u2")
    text = (
        (dataset / "validation" / "own.txt")
        .read_text(encoding="utf-8")
        .replace("<|endoftext|>\n", "<|endoftext|>")
    )
    assert tokenizer.decode(ids.tolist(), skip_special_tokens=False) == text


def test_a_finished_tokenizer_can_be_used_for_another_dataset(dataset: Path, tmp_path: Path):
    own = write_own(tmp_path / "own", 150)
    out = tmp_path / "dataset"
    assert main(["corpus", "--own", str(own), "--out", str(out)]) == 0
    assert main(["tokenizer", "--data", str(out), "--use", str(dataset / "tokenizer.json")]) == 0
    assert (out / "tokenizer.json").read_bytes() == (dataset / "tokenizer.json").read_bytes()


def test_resumed_training_equals_uninterrupted_training(dataset: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("MODEL_EXPORT_FP32", "1")
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    train(dataset, whole, 8, "--decay-from", "1")
    interrupted_after(4, monkeypatch, lambda: train(dataset, cut, 8, "--decay-from", "1"))
    train(dataset, cut, 8, "--decay-from", "1")
    expected = weights(whole / "last")
    for name, tensor in weights(cut / "last").items():
        torch.testing.assert_close(tensor, expected[name], rtol=0, atol=1e-6, msg=name)


def interrupted_after(steps: int, monkeypatch: pytest.MonkeyPatch, action) -> None:
    """Runs a training that is told to stop, as by SIGTERM, after some steps."""
    from model_export.training import Run

    step = Run.step

    def stopping(run: Run, share: float) -> float:
        loss = step(run, share)
        run.stopped = run.progress.step >= steps
        return loss

    with monkeypatch.context() as patch:
        patch.setattr(Run, "step", stopping)
        action()


def test_training_lowers_the_loss_and_leaves_a_checkpoint_and_a_curve(dataset: Path, tmp_path: Path):
    out = tmp_path / "run"
    train(dataset, out, 30)
    best = GPT2LMHeadModel.from_pretrained(out / "best")
    assert best.config.n_head == 1 and best.config.n_positions == 64
    assert best.transformer.wte.weight is best.lm_head.weight
    assert (out / "best" / "tokenizer.json").is_file() and (out / "curve.png").is_file()
    header, last = (out / "curve.csv").read_text().splitlines()
    entry = dict(zip(header.split(","), last.split(","), strict=True))
    assert float(entry["second"]) < np.log(400) - 0.5
    assert int(entry["tokens"]) == 30 * 2 * 64


def test_two_processes_learn_what_one_learns(dataset: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("MODEL_EXPORT_FP32", "1")
    command = [sys.executable, "-m", "model_export.cli", "train", "--data", str(dataset), "--mix", "second=1"]
    command += [*TINY, "--steps", "1", "--rate", "0.1", "--dropout", "0", "--held-out-rows", "1"]
    for count in ("1", "2"):
        run = [*command, "--out", str(tmp_path / count), "--processes", count]
        subprocess.run(run, check=True, capture_output=True)
    expected = weights(tmp_path / "1" / "last")
    for name, tensor in weights(tmp_path / "2" / "last").items():
        if ".h." in name and tensor.ndim == 2:
            # A step moves a weight by 4e-4; Muon's bf16 iteration errs by a hundredth of that.
            torch.testing.assert_close(tensor, expected[name], rtol=0, atol=8e-5, msg=name)


def test_the_rate_warms_up_holds_and_decays():
    assert rate_at(0.01, 0.67) == pytest.approx(0.5)
    assert rate_at(0.5, 0.67) == 1
    assert rate_at(1, 0.67) == pytest.approx(0.05)
    assert rate_at(1, 1) == 1


def test_samples_come_from_the_held_out_own_stories(dataset: Path, tmp_path: Path, capsys):
    train(dataset, tmp_path / "run", 1)
    capsys.readouterr()
    command = ["sample", str(tmp_path / "run" / "last"), "--data", str(dataset), "--tokens", "12"]
    said = []
    for _ in range(2):
        assert main([*command, "--count", "3"]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert said[0].count("=====") == 3 and "You are tenant number" in said[0]
    assert main([*command, "--count", "1", "--document"]) == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (["--width", "100"], "multiple of 64"),
        (["--mix", "own"], "GROUP=SHARE"),
        (["--mix", "own=0"], "above 0"),
        (["--mix", "fourth=1"], "no such token file"),
        (["--watch", "fourth"], "no validation texts"),
        (["--processes", "3"], "multiple of --processes"),
    ],
)
def test_bad_settings_are_one_line_and_exit_code_2(
    dataset: Path, tmp_path: Path, capsys, change: list, message: str
):
    out = tmp_path / "out"
    assert main(["train", "--data", str(dataset), "--out", str(out), *TINY, *FAST, *change]) == 2
    said = capsys.readouterr().err
    assert message in said and said.count("\n") == 1
    assert not out.exists()
