"""Laws of fine-tuning: from a checkpoint folder of any of the layouts that GPT-2 comes in, to a bundle."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from test_corpus import write_books, write_own
from tiny_gpt2 import CONTEXT, command, write_checkpoint, write_texts
from tokenizers import Tokenizer
from transformers import GPT2LMHeadModel

from model_export import base, tensorflow_checkpoint
from model_export.errors import UserError
from model_export.graph_session import GraphSession

OPTIONS = ["--mix", "own=1", "--batch", 2, "--context", 64, "--held-out-rows", 2]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory) -> Path:
    return write_checkpoint(tmp_path_factory.mktemp("base") / "checkpoint")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory, checkpoint) -> Path:
    folder = tmp_path_factory.mktemp("finetune")
    books, own = write_books(folder / "books", 2), write_own(folder / "own")
    out = folder / "dataset"
    assert command("corpus", "--books", books, "--own", own, "--out", out, "--own-validation", 0.2) == 0
    assert command("tokenizer", "--data", out, "--use", checkpoint / "tokenizer.json") == 0
    return out


def finetune(start, dataset, out, *more) -> int:
    return command("finetune", "--base", start, "--data", dataset, "--out", out, *OPTIONS, *more)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return GPT2LMHeadModel.from_pretrained(folder).state_dict()


def same(left: dict[str, torch.Tensor], right: dict[str, torch.Tensor], atol: float = 0) -> None:
    assert left.keys() == right.keys()
    for name, tensor in left.items():
        torch.testing.assert_close(tensor, right[name], rtol=0, atol=atol, msg=name)


def bpe_files(tokenizer: Path) -> tuple[str, str]:
    """vocab.json and merges.txt of a tokenizer.json."""
    model = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]
    return json.dumps(model["vocab"]), "#version: 0.2\n" + "\n".join(
        " ".join(pair) for pair in model["merges"]
    )


@pytest.mark.parametrize("optimizer", ["adamw", "muon"])
def test_a_run_starts_from_the_weights_of_its_base(checkpoint, dataset, tmp_path, optimizer):
    assert (
        finetune(
            checkpoint, dataset, tmp_path / "run", "--steps", 1, "--rate", 1e-7, "--optimizer", optimizer
        )
        == 0
    )
    same(weights(tmp_path / "run" / "last"), weights(checkpoint), 1e-4)


def test_it_learns_and_says_what_it_was_told(checkpoint, dataset, tmp_path):
    assert finetune(checkpoint, dataset, tmp_path / "run", "--steps", 40, "--rate", 0.003) == 0
    said = json.loads((tmp_path / "run" / "run.json").read_text())
    assert said["base"] == str(checkpoint) and said["optimizer"] == "adamw" and said["patience"] == 5
    curve = (tmp_path / "run" / "curve.csv").read_text().splitlines()
    assert len(curve) == 2
    before, after = weights(checkpoint), weights(tmp_path / "run" / "best")
    assert any(not torch.equal(before[name], after[name]) for name in before)


def test_it_stops_when_the_watched_loss_has_not_fallen_for_so_long(checkpoint, dataset, tmp_path, capsys):
    ruinous = ["--rate", 0.5, "--evaluate-minutes", 0, "--patience", 3, "--steps", 500, "--watch", "own"]
    assert finetune(checkpoint, dataset, tmp_path / "run", *ruinous) == 0
    assert "stopping early" in capsys.readouterr().out
    losses = [
        float(line.split(",")[4]) for line in (tmp_path / "run" / "curve.csv").read_text().splitlines()[1:]
    ]
    assert len(losses) < 40 and min(losses) < min(losses[-3:])
    steps = len(losses)
    assert finetune(checkpoint, dataset, tmp_path / "run", *ruinous) == 0
    again = (tmp_path / "run" / "curve.csv").read_text().splitlines()[1:]
    assert len(again) == steps, "the same command again does not go on"


def test_an_older_layout_is_the_same_base(checkpoint, tmp_path):
    older = tmp_path / "older"
    older.mkdir()
    model = GPT2LMHeadModel.from_pretrained(checkpoint)
    model.config.save_pretrained(older)
    torch.save(model.state_dict(), older / "pytorch_model.bin")
    vocabulary, merges = bpe_files(checkpoint / "tokenizer.json")
    (older / "vocab.json").write_text(vocabulary, encoding="utf-8")
    (older / "merges.txt").write_text(merges, encoding="utf-8")
    found = base.folder_of(str(older), tmp_path / "converted")
    same(weights(found), weights(checkpoint))
    ours, theirs = (Tokenizer.from_file(str(folder / "tokenizer.json")) for folder in (found, checkpoint))
    for text in ("You wake, and the room\n> Rise\nNo…", "it's 1911", "\U0001f5dd"):
        assert ours.encode(text).ids == theirs.encode(text).ids
    assert ours.token_to_id("<|endoftext|>") == theirs.token_to_id("<|endoftext|>")


def openai_variables(checkpoint: Path) -> dict[str, np.ndarray]:
    """A checkpoint under OpenAI's names and shapes, with an optimizer's variable among them."""
    found = {"model/wte/Adam": np.zeros(3, np.float32)}
    for name, tensor in GPT2LMHeadModel.from_pretrained(checkpoint).transformer.state_dict().items():
        parts = name.split(".")
        value = tensor.numpy()
        if parts[0] == "h":
            parts = [f"h{parts[1]}", *parts[2:]]
        if parts[-1] == "weight" and len(parts) > 2 and "ln_" not in name:
            value = value[None]
        last = {
            "bias": ["b"],
            "weight": [] if parts[0] in ("wte", "wpe") else ["g" if "ln_" in name else "w"],
        }
        found["/".join(["model", *parts[:-1], *last[parts[-1]]])] = value
    return found


def write_hparams(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    sizes = {"n_vocab": 512, "n_ctx": CONTEXT, "n_embd": 64, "n_head": 4, "n_layer": 2}
    (folder / "hparams.json").write_text(json.dumps(sizes))


def test_openais_variables_make_the_same_model(checkpoint, tmp_path):
    write_hparams(tmp_path)
    variables = openai_variables(checkpoint)
    assert variables["model/h1/mlp/c_fc/w"].shape == (1, 64, 256)
    model = tensorflow_checkpoint.model_of(tmp_path, list(variables), variables.__getitem__)
    same(model.state_dict(), weights(checkpoint))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("model/h1/mlp/c_fc/w", None, "no variable for h.1.mlp.c_fc.weight"),
        ("model/h1/mlp/c_fc/w", np.zeros((1, 64, 128)), "is [64, 128], hparams.json says [64, 256]"),
    ],
)
def test_a_broken_tensorflow_checkpoint_is_one_clear_line(checkpoint, tmp_path, name, value, message):
    write_hparams(tmp_path)
    variables = openai_variables(checkpoint)
    if value is None:
        del variables[name]
    else:
        variables[name] = value
    with pytest.raises(UserError, match=message.replace("[", r"\[").replace("]", r"\]")):
        tensorflow_checkpoint.model_of(tmp_path, list(variables), variables.__getitem__)


def test_without_tensorflow_its_checkpoint_says_what_to_install(dataset, tmp_path, capsys, monkeypatch):
    folder = tmp_path / "run1"
    write_hparams(folder)
    vocabulary, merges = bpe_files(dataset / "tokenizer.json")
    (folder / "encoder.json").write_text(vocabulary, encoding="utf-8")
    (folder / "vocab.bpe").write_text(merges, encoding="utf-8")
    (folder / "model-1000.index").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    assert finetune(folder, dataset, tmp_path / "run") == 2
    said = capsys.readouterr().err
    assert "pip install 'model-export[tensorflow]'" in said and said.count("\n") == 1
    assert not list(tmp_path.glob("run-base*"))


def test_a_model_of_the_hub_that_cannot_be_fetched_says_what_to_download(
    dataset, tmp_path, capsys, monkeypatch
):
    import huggingface_hub

    def refuse(*_, **__):
        raise OSError("no route to host")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", refuse)
    assert finetune("gpt2", dataset, tmp_path / "run") == 2
    said = capsys.readouterr().err
    assert "download config.json, model.safetensors, tokenizer.json of openai-community/gpt2" in said
    assert said.count("\n") == 1 and not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (["--base", "absent"], "no such folder; give one, or gpt2, gpt2-medium"),
        (["--context", 512], "has 96 positions at most"),
    ],
)
def test_a_base_that_does_not_fit_is_one_line(checkpoint, dataset, tmp_path, capsys, change, message):
    assert finetune(checkpoint, dataset, tmp_path / "run", *change) == 2
    said = capsys.readouterr().err
    assert message in said and said.count("\n") == 1 and not (tmp_path / "run").exists()


def test_a_dataset_of_other_tokens_names_the_command_to_run(checkpoint, dataset, tmp_path, capsys):
    other = tmp_path / "dataset"
    own = write_own(tmp_path / "own", 150)
    assert command("corpus", "--own", own, "--out", other, "--own-validation", 0.2) == 0
    assert command("tokenizer", "--data", other, "--vocabulary", 400) == 0
    capsys.readouterr()
    assert finetune(checkpoint, other, tmp_path / "run") == 2
    assert f"--use {checkpoint / 'tokenizer.json'}" in capsys.readouterr().err


def test_a_gpt_2_simple_model_goes_from_folder_to_bundle_with_its_separator_of_ordinary_tokens(
    checkpoint, dataset, tmp_path
):
    assert finetune(checkpoint, dataset, tmp_path / "run", "--steps", 2) == 0
    text = write_texts(tmp_path)
    words = ["--name", "mine", "--corpus", tmp_path / "corpus", "--training", tmp_path / "corpus"]
    words += ["--text", text, "--windows", 4, "--separator", "segment"]
    assert command("bundle", tmp_path / "run" / "last", *words, "--out", tmp_path / "models") == 0
    (bundle,) = (tmp_path / "models").iterdir()
    tokens = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))["tokens"]
    assert tokens["separator"] == "segment"
    tokenizer = Tokenizer.from_file(str(bundle / "tokenizer.json"))
    spelt = tokens["end_of_text"]
    assert len(spelt) > 1 and tokenizer.token_to_id("<|endoftext|>") not in spelt
    assert "".join(tokenizer.id_to_token(i) for i in spelt) == "<|endoftext|>"


def test_a_bundle_is_a_base_that_computes_what_the_bundle_does(checkpoint, dataset, tmp_path):
    words = ["--name", "tiny", "--corpus", write_texts(tmp_path).parent / "corpus"]
    words += ["--training", tmp_path / "corpus", "--text", tmp_path / "held-out.txt", "--windows", 4]
    assert command("bundle", checkpoint, *words, "--out", tmp_path / "models") == 0
    (bundle,) = (tmp_path / "models").iterdir()
    assert finetune(bundle, dataset, tmp_path / "run", "--steps", 1, "--rate", 0) == 0
    found = base.folder_of(str(bundle), tmp_path / "run-base")
    assert found == tmp_path / "run-base" and len(weights(found)) == len(weights(checkpoint))
    ids = np.arange(7, 47)[None]
    session = GraphSession(bundle / "model.onnx")
    expected = session.prefill(session.kv_cache(1, CONTEXT), ids)
    with torch.no_grad():
        again = GPT2LMHeadModel.from_pretrained(found)(torch.from_numpy(ids)).logits[:, -1].numpy()
        before = GPT2LMHeadModel.from_pretrained(checkpoint)(torch.from_numpy(ids)).logits[:, -1].numpy()
    rounding = np.abs(expected - before).max()
    assert np.abs(again - expected).max() < 1.5 * rounding < 0.1 * np.abs(before).max()
    assert (again.argmax() == before.argmax()).all()


def test_a_bundle_that_lost_its_graph_is_one_line(dataset, tmp_path, capsys):
    broken = tmp_path / "broken"
    shipped = sorted((Path(__file__).parents[2] / "function" / "models").glob("*/manifest.json"))[0]
    broken.mkdir()
    (broken / "manifest.json").write_bytes(shipped.read_bytes())
    (broken / "tokenizer.json").write_bytes((shipped.parent / "tokenizer.json").read_bytes())
    assert finetune(broken, dataset, tmp_path / "run") == 2
    said = capsys.readouterr().err
    assert "copy the bundle again" in said and said.count("\n") == 1 and not (tmp_path / "run").exists()
