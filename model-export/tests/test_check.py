import json

import numpy as np
import pytest
from tiny_gpt2 import command, write_checkpoint, write_texts

from model_export import check_quality
from model_export.check_quality import Bounds, Quality
from model_export.graph_session import GraphSession


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("check")
    write_texts(folder)
    write_checkpoint(folder / "checkpoint")
    assert command("export", folder / "checkpoint", "--out", folder / "fp32") == 0
    text = ["--text", folder / "held-out.txt"]
    assert command("quantize", folder / "checkpoint", *text, "--out", folder / "int8") == 0
    return folder


def check(source, *more):
    return command("check", source / "checkpoint", "--text", source / "held-out.txt", "--windows", 4, *more)


def test_every_variant_gets_a_line(source, capsys):
    assert check(source) in (0, 2)  # four bits of random weights may miss their bounds
    out = capsys.readouterr().out
    for variant in (
        "fp32 weights, fp32 KV",
        "int8 weights in blocks of 64, int8 KV",
        "int8 weights in blocks of 32, int8 KV",
        "int8 weights in blocks of 64, fp32 KV",
        "int4 weights in blocks of 32, int8 KV",
        "browser weights, fp32 KV",
    ):
        assert sum(line.startswith(variant) for line in out.splitlines()) == 1
    assert "against PyTorch, 37 tokens" in out
    assert "against PyTorch, 32 decode steps" in out


def test_written_graphs_pass(source, capsys):
    assert check(source, "--graph", source / "int8", source / "fp32") == 0
    assert "nothing" in capsys.readouterr().out


def test_a_graph_that_fails_at_a_length_or_a_batch_is_refused(source, monkeypatch, capsys):
    prefill = GraphSession.prefill

    def traced(self, cache, ids):
        logits = prefill(self, cache, ids)
        fixed = self.properties["weights"] == "int8" and ids.shape == (3, 5)
        return np.roll(logits, 1, axis=-1) if fixed else logits

    monkeypatch.setattr(GraphSession, "prefill", traced)
    assert check(source, "--graph", source / "fp32", source / "int8") == 2
    assert "int8 KV cache: at 5 tokens and a batch of 1 to 4" in capsys.readouterr().err


def test_a_graph_of_another_model_is_refused(source, tmp_path, capsys):
    """The float32 file must be PyTorch's model, weight by weight."""
    other = tmp_path / "fp32"
    other.mkdir()
    (other / "model.onnx").write_bytes((source / "fp32" / "model.onnx").read_bytes())
    weights = np.fromfile(source / "fp32" / "model.onnx.data", "<f4")
    weights[: 512 * 64] *= 1.001
    weights.tofile(other / "model.onnx.data")
    assert check(source, "--graph", other) == 2
    assert "differs by" in capsys.readouterr().err


def test_a_broken_bound_is_refused_after_the_table(source, monkeypatch, capsys):
    monkeypatch.setitem(check_quality.BOUNDS, "int8", Bounds(0.97, 0.0, 0.01))
    assert check(source, "--graph", source / "fp32", source / "int8") == 2
    said = capsys.readouterr()
    assert "tokens of held-out text" in said.out
    assert "int8 weights in blocks of 64, int8 KV cache: KL" in said.err


def test_without_a_float32_graph_there_is_nothing_to_compare_with(source, capsys):
    assert check(source, "--graph", source / "int8") == 2
    assert "no float32 graph" in capsys.readouterr().err


def test_a_damaged_graph_is_one_line(source, tmp_path, capsys):
    damaged = tmp_path / "fp32"
    damaged.mkdir()
    (damaged / "model.onnx").write_bytes((source / "fp32" / "model.onnx").read_bytes()[:500])
    assert check(source, "--graph", damaged) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert "cannot load it" in lines[-1]


def test_bounds_catch_each_figure():
    reference = Quality(10, 100.0, 1.0, 1.0, 0.0, 0.0)
    bounds = Bounds(top1_agreement=0.97, kl=0.01, perplexity_rise=0.01)
    assert Quality(10, 100.9, 1.0, 0.98, 0.009, 0.1).violations(bounds, reference) == []
    for bad in ((102.0, 0.98, 0.009), (100.0, 0.96, 0.009), (100.0, 0.98, 0.02), (float("nan"), 0.98, 0.009)):
        perplexity, top1, kl = bad
        assert len(Quality(10, perplexity, 1.0, top1, kl, 0.1).violations(bounds, reference)) == 1


def test_release_does_all_in_order_and_replaces_the_last_bundle(source, tmp_path, capsys):
    old = tmp_path / "models" / "old-0123456789"
    old.mkdir(parents=True)
    (old / "manifest.json").write_text("{}")
    (tmp_path / "models" / "README.md").write_text("kept")
    words = [
        "--name",
        "tiny",
        "--corpus",
        source / "corpus",
        "--training",
        source / "corpus",
        "--text",
        source / "held-out.txt",
        "--windows",
        4,
    ]
    words += ["--out", tmp_path / "models", "--golden", tmp_path / "golden", "--replace"]
    assert command("release", source / "checkpoint", *words) == 0
    steps = [line.split(":")[0] for line in capsys.readouterr().out.splitlines() if line.startswith("[")]
    names = ("export", "quantize", "check", "bundle", "quality", "golden")
    assert steps == [f"[{i}/6] {name}" for i, name in enumerate(names, 1)]
    names = sorted(p.name for p in (tmp_path / "models").iterdir())
    assert len(names) == 2 and names[0] == "README.md"
    manifest = json.loads((tmp_path / "models" / names[1] / "manifest.json").read_text())
    header = json.loads((tmp_path / "golden" / "tokenizer" / "strings.jsonl").open().readline())
    hashes = {f["path"]: f["sha256"] for f in manifest["files"]}
    assert header["tokenizer_sha256"] == hashes["tokenizer.json"]
