import numpy as np
import pytest
from tiny_gpt2 import CONTEXT, command, write_checkpoint, write_texts

from model_export.check_independence import dependences
from model_export.check_text import read_windows, tokenizer_of
from model_export.export import MODEL_FILE, write_graph
from model_export.export_checkpoint import read_checkpoint
from model_export.graph import KvScales, Variant
from model_export.graph_session import GraphSession
from model_export.quantize import quantize
from model_export.quantize_blocks import dequantize_blocks, quantize_blocks
from model_export.quantize_kv import calibrate


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Checkpoint, held-out text, float32 graph, default graph."""
    folder = tmp_path_factory.mktemp("quantize")
    text = write_texts(folder)
    checkpoint = read_checkpoint(write_checkpoint(folder / "checkpoint"))
    write_graph(checkpoint, Variant("fp32", "fp32"), None, folder / "fp32")
    quantize(checkpoint, Variant(), folder / "int8", [text], folder / "fp32")
    return checkpoint, text, folder / "fp32" / MODEL_FILE, folder / "int8" / MODEL_FILE


@pytest.mark.parametrize(("bits", "block", "most"), [(8, 64, 0.01), (4, 32, 0.12)])
def test_blocks_lose_little_and_keep_their_order(bits, block, most):
    matrix = np.random.default_rng(0).normal(size=(48, 128)).astype(np.float32)
    packed, scales = quantize_blocks(matrix, bits, block)
    assert packed.shape == (48, 128 // block, block * bits // 8)
    assert scales.shape == (48, 128 // block)
    error = dequantize_blocks(packed, scales, bits) - matrix
    assert np.sqrt(np.square(error).mean() / np.square(matrix).mean()) < most


def test_trying_several_scales_beats_the_plain_one_at_four_bits():
    blocks = np.random.default_rng(0).normal(size=(64, 256)).astype(np.float32)
    packed, scales = quantize_blocks(blocks, 4, 32)
    extremes = blocks.reshape(64, 8, 32)
    plain = np.abs(extremes).max(-1, keepdims=True) / 8
    rounded = np.clip(np.rint(extremes / plain), -8, 7) * plain
    ours = np.square(dequantize_blocks(packed, scales, 4) - blocks).sum()
    assert ours < 0.95 * np.square(rounded - extremes).sum()


def test_a_block_of_zeros_stays_zero():
    packed, scales = quantize_blocks(np.zeros((1, 64), np.float32), 8, 64)
    assert not dequantize_blocks(packed, scales, 8).any()


def test_default_logits_depend_on_nothing_but_the_tokens(made):
    *_, default = made
    assert dependences(GraphSession(default), CONTEXT) == []


def test_smaller_blocks_are_as_independent_and_nearer(made, tmp_path):
    checkpoint, text, reference, default = made
    words = ["--text", text, "--block", 32, "--reference", reference.parent, "--out", tmp_path / "graph"]
    assert command("quantize", checkpoint.folder, *words) == 0
    smaller = GraphSession(tmp_path / "graph" / MODEL_FILE)
    assert smaller.properties["block_size"] == "32"
    assert dependences(smaller, CONTEXT) == []
    ids = np.random.default_rng(5).integers(0, 512, (1, 60))
    exact, usual, ours = (
        s.prefill(s.kv_cache(1, CONTEXT), ids)[0]
        for s in (GraphSession(reference), GraphSession(default), smaller)
    )
    assert np.linalg.norm(ours - exact) < np.linalg.norm(usual - exact)


def test_a_graph_that_looks_at_its_batch_is_caught(made):
    class Nosy(GraphSession):
        def prefill(self, cache, ids):
            return super().prefill(cache, ids) + np.float32(1e-6) * (len(ids) - 1)

    *_, default = made
    assert dependences(Nosy(default), CONTEXT) == ["batch mates", "mates of other lengths"]


@pytest.mark.parametrize("weights", ["int8", "int4"])
@pytest.mark.parametrize("kv_cache", ["int8", "fp32"])
def test_every_variant_stays_near_float32(made, tmp_path, weights, kv_cache):
    checkpoint, text, reference, _ = made
    variant = Variant(weights, kv_cache)
    quantize(checkpoint, variant, tmp_path / "graph", [text], reference.parent)
    ours, theirs = GraphSession(tmp_path / "graph" / MODEL_FILE), GraphSession(reference)
    ids = np.random.default_rng(3).integers(0, 512, (1, 40))
    rows = [s.prefill(s.kv_cache(1, CONTEXT), ids)[0] for s in (ours, theirs)]
    relative = np.linalg.norm(rows[0] - rows[1]) / np.linalg.norm(rows[1])
    assert relative < {"int8": 0.02, "int4": 0.2}[weights]


def test_kv_scales_per_channel_err_less_and_are_chosen(made):
    checkpoint, text, reference, _ = made
    ids = read_windows([text], tokenizer_of(checkpoint), CONTEXT, 4).ids
    session = GraphSession(reference)
    scales, errors = calibrate(session, ids)
    assert errors["channel"] < errors["tensor"]
    assert scales.mode == "PER_CHANNEL"
    assert scales.keys[0].shape == (4, 1, 16)
    assert calibrate(session, ids, "tensor")[0].mode == "PER_TENSOR"


def test_scales_per_tensor_run_too(made, tmp_path):
    checkpoint, text, reference, _ = made
    quantize(checkpoint, Variant(), tmp_path / "graph", [text], reference.parent, kv_scales="tensor")
    assert dependences(GraphSession(tmp_path / "graph" / MODEL_FILE), CONTEXT) == []


def test_a_width_that_no_block_divides_is_refused(tmp_path, capsys):
    folder = write_checkpoint(tmp_path / "checkpoint", n_embd=96)
    assert command("quantize", folder, "--kv-cache", "fp32", "--out", tmp_path / "out") == 2
    assert "n_embd 96 is not a multiple of 64" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_int8_cache_needs_text(tmp_path, capsys):
    folder = write_checkpoint(tmp_path / "checkpoint")
    assert command("quantize", folder, "--out", tmp_path / "out") == 2
    assert "give --text" in capsys.readouterr().err


def test_builder_asks_for_scales_exactly_when_the_cache_is_int8(made):
    checkpoint, *_ = made
    scale = np.ones(1, np.float32)
    from model_export.graph import build

    with pytest.raises(ValueError, match="KV scales"):
        build(checkpoint, Variant("int8", "fp32"), KvScales([scale], [scale]), "model.onnx.data")
