"""Broken checkpoints cost one clear line, exit code 2, and leave nothing behind."""

import json

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tiny_gpt2 import command, write_checkpoint


@pytest.fixture
def checkpoint(tmp_path):
    return write_checkpoint(tmp_path / "checkpoint")


def assert_refused(checkpoint, capsys, *words):
    out = checkpoint.parent / "out"
    assert command("export", checkpoint, "--out", out) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    line = lines[-1]
    assert line.startswith("model-export export: ")
    assert all(word in line for word in words), line
    assert [p.name for p in checkpoint.parent.iterdir()] == ["checkpoint"]


def change_config(checkpoint, **changes):
    file = checkpoint / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def change_tensors(checkpoint, change):
    file = checkpoint / "model.safetensors"
    tensors = load_file(file)
    change(tensors)
    save_file(tensors, file)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_missing_file(checkpoint, capsys, name):
    (checkpoint / name).unlink()
    assert_refused(checkpoint, capsys, name, "is missing")


def test_a_missing_tensor(checkpoint, capsys):
    change_tensors(checkpoint, lambda t: t.pop("transformer.h.1.mlp.c_fc.bias"))
    assert_refused(checkpoint, capsys, "transformer.h.1.mlp.c_fc.bias is missing")


def test_a_misshaped_tensor(checkpoint, capsys):
    shorter = np.zeros((64, 128), np.float32)
    change_tensors(checkpoint, lambda t: t.update({"transformer.h.0.attn.c_attn.weight": shorter}))
    assert_refused(checkpoint, capsys, "h.0.attn.c_attn.weight is 64 x 128, config.json says 64 x 192")


def test_a_context_longer_than_the_models(checkpoint, capsys):
    change_config(checkpoint, n_positions=1024)
    assert_refused(checkpoint, capsys, "wpe.weight is 96 x 64, config.json says 1024 x 64")


@pytest.mark.parametrize("kept", [0, 7, 1000, -1])
def test_a_truncated_file(checkpoint, capsys, kept):
    file = checkpoint / "model.safetensors"
    file.write_bytes(file.read_bytes()[:kept])
    assert_refused(checkpoint, capsys, "model.safetensors: cannot be read")


def test_weights_of_a_training_that_diverged(checkpoint, capsys):
    change_tensors(checkpoint, lambda t: t["transformer.ln_f.weight"].fill(np.nan))
    assert_refused(checkpoint, capsys, "ln_f.weight holds NaN")


def test_a_head_of_its_own(checkpoint, capsys):
    change_tensors(checkpoint, lambda t: t.update({"lm_head.weight": np.ones((512, 64), np.float32)}))
    assert_refused(checkpoint, capsys, "lm_head.weight differs from wte.weight")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"activation_function": "relu"}, ["activation_function 'relu'", "gelu_new"]),
        ({"model_type": "llama"}, ["model_type is 'llama'", "only gpt2"]),
        ({"scale_attn_weights": False}, ["scale_attn_weights"]),
        ({"add_cross_attention": True}, ["add_cross_attention"]),
        ({"n_head": 5}, ["n_embd 64 with n_head 5"]),
        ({"n_head": 16}, ["head size 4 is not a multiple of 8"]),
        ({"n_layer": "two"}, ["config.json", "not a readable configuration"]),
    ],
)
def test_a_configuration_that_the_graph_cannot_follow(checkpoint, capsys, changes, words):
    change_config(checkpoint, **changes)
    assert_refused(checkpoint, capsys, *words)


def test_a_configuration_without_a_size(checkpoint, capsys):
    file = checkpoint / "config.json"
    config = json.loads(file.read_text())
    del config["n_layer"]
    file.write_text(json.dumps(config))
    assert_refused(checkpoint, capsys, "n_layer is missing")


def test_a_configuration_that_is_no_json(checkpoint, capsys):
    (checkpoint / "config.json").write_text("{")
    assert_refused(checkpoint, capsys, "config.json: not a readable configuration")


def test_a_folder_with_something_in_it_is_not_overwritten(checkpoint, capsys):
    out = checkpoint.parent / "out"
    out.mkdir()
    (out / "keep.txt").write_text("mine")
    assert command("export", checkpoint, "--out", out) == 2
    assert "exists already" in capsys.readouterr().err
    assert (out / "keep.txt").read_text() == "mine"


def test_a_tokenizer_larger_than_the_model(tmp_path, capsys):
    folder = write_checkpoint(tmp_path / "checkpoint", vocab_size=280)
    text = tmp_path / "text.txt"
    text.write_text("You wake.")
    assert command("quantize", folder, "--text", text, "--out", tmp_path / "out") == 2
    assert "300 tokens, the model has 280" in capsys.readouterr().err
