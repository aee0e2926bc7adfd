import resource

import numpy as np
import onnx
import pytest
from tiny_gpt2 import CONTEXT, command, write_checkpoint, write_texts

from model_export.check_independence import dependences
from model_export.check_text import read_windows, tokenizer_of
from model_export.export import MODEL_FILE, write_graph
from model_export.export_checkpoint import read_checkpoint
from model_export.graph import KvScales
from model_export.graph_session import GraphSession
from model_export.graph_variant import Variant, table_blocks
from model_export.quantize import Calibration, quantize
from model_export.quantize_blocks import round_nearest
from model_export.quantize_gptq import round_compensated
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


def relative(ours, exact):
    return np.linalg.norm(ours - exact) / np.linalg.norm(exact)


@pytest.mark.parametrize(("bits", "block", "most"), [(8, 64, 0.01), (4, 32, 0.12)])
def test_blocks_lose_little_and_keep_their_order(bits, block, most):
    matrix = np.random.default_rng(0).normal(size=(48, 128)).astype(np.float32)
    blocks = round_nearest(matrix, bits, block)
    assert blocks.packed.shape == (48, 128 // block, block * bits // 8)
    assert blocks.scales.shape == (48, 128 // block)
    assert blocks.block == block
    assert relative(blocks.matrix(), matrix) < most


def test_trying_several_scales_beats_the_plain_one_at_four_bits():
    matrix = np.random.default_rng(0).normal(size=(64, 256)).astype(np.float32)
    extremes = matrix.reshape(64, 8, 32)
    plain = np.abs(extremes).max(-1, keepdims=True) / 8
    rounded = np.clip(np.rint(extremes / plain), -8, 7) * plain
    ours = np.square(round_nearest(matrix, 4, 32).matrix() - matrix).sum()
    assert ours < 0.95 * np.square(rounded - extremes).sum()


def test_a_block_of_zeros_stays_zero():
    assert not round_nearest(np.zeros((1, 64), np.float32), 8, 64).matrix().any()
    nothing = round_compensated(np.zeros((1, 64), np.float32), np.zeros((64, 64)), 4, 32)
    assert not nothing.matrix().any()


@pytest.mark.parametrize(("bits", "block"), [(8, 64), (4, 32), (8, 128)])
def test_compensated_rounding_keeps_the_products_nearer(bits, block):
    """Inputs that go together, as activations do: there an error can be made up for."""
    random = np.random.default_rng(0)
    matrix = random.normal(size=(48, 128)).astype(np.float32)
    inputs = (random.normal(size=(600, 24)) @ random.normal(size=(24, 128))).astype(np.float32)
    inputs += 0.3 * random.normal(size=inputs.shape).astype(np.float32)
    moments = inputs.T @ inputs / len(inputs)
    errors = [
        relative(inputs @ blocks.matrix().T, inputs @ matrix.T)
        for blocks in (
            round_nearest(matrix, bits, block),
            round_compensated(matrix, moments, bits, block),
        )
    ]
    assert errors[1] < 0.7 * errors[0]


def test_inputs_that_are_always_zero_do_no_harm():
    matrix = np.random.default_rng(0).normal(size=(16, 64)).astype(np.float32)
    moments = np.eye(64)
    moments[5, 5] = 0
    assert relative(round_compensated(matrix, moments, 8, 64).matrix(), matrix) < 0.01


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


@pytest.mark.parametrize("weights", ["int8", "int4", "browser"])
@pytest.mark.parametrize("kv_cache", ["int8", "fp32"])
def test_every_variant_stays_near_float32(made, tmp_path, weights, kv_cache):
    checkpoint, text, reference, _ = made
    variant = Variant(weights, kv_cache)
    quantize(checkpoint, variant, tmp_path / "graph", [text], reference.parent)
    ours, theirs = GraphSession(tmp_path / "graph" / MODEL_FILE), GraphSession(reference)
    ids = np.random.default_rng(3).integers(0, 512, (1, 40))
    rows = [s.prefill(s.kv_cache(1, CONTEXT), ids)[0] for s in (ours, theirs)]
    assert relative(*rows) < {"int8": 0.02, "int4": 0.2, "browser": 0.05}[weights]


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
    how = Calibration(kv_scales="tensor")
    quantize(checkpoint, Variant(), tmp_path / "graph", [text], reference.parent, how)
    assert dependences(GraphSession(tmp_path / "graph" / MODEL_FILE), CONTEXT) == []


def test_a_width_that_no_block_divides_is_refused(tmp_path, capsys):
    folder = write_checkpoint(tmp_path / "checkpoint", n_embd=96)
    words = ["--kv-cache", "fp32", "--rounding", "nearest", "--out", tmp_path / "out"]
    assert command("quantize", folder, *words) == 2
    assert "n_embd 96 is not a multiple of 64" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_what_is_calibrated_needs_text(tmp_path, capsys):
    folder = write_checkpoint(tmp_path / "checkpoint")
    assert command("quantize", folder, "--out", tmp_path / "out") == 2
    assert "give --text or --kv-cache fp32" in capsys.readouterr().err
    assert command("quantize", folder, "--kv-cache", "fp32", "--out", tmp_path / "out") == 2
    assert "give --text or --rounding nearest" in capsys.readouterr().err
    words = ["--kv-cache", "fp32", "--rounding", "nearest", "--weights", "int4", "--out", tmp_path / "out"]
    assert command("quantize", folder, *words) == 0


def test_a_model_compensates_better_than_it_rounds(made, tmp_path):
    checkpoint, text, reference, _ = made
    ids = read_windows([text], tokenizer_of(checkpoint), CONTEXT, 2).ids
    exact = GraphSession(reference)
    expected = exact.prefill(exact.kv_cache(2, CONTEXT), ids)
    errors = []
    for rounding in ("nearest", "compensated"):
        how = Calibration(measured=2, rounding=rounding)
        quantize(checkpoint, Variant("int4", "fp32"), tmp_path / rounding, [text], reference.parent, how)
        session = GraphSession(tmp_path / rounding / MODEL_FILE)
        errors.append(relative(session.prefill(session.kv_cache(2, CONTEXT), ids), expected))
    assert errors[1] < 0.85 * errors[0]


def test_calibration_leaves_the_measured_windows_alone(made):
    checkpoint, text, *_ = made
    tokenizer = tokenizer_of(checkpoint)
    measured = read_windows([text], tokenizer, CONTEXT, 4).ids
    others = read_windows([text], tokenizer, CONTEXT, 32, measured=4).ids
    assert len(others)
    assert not {tuple(w) for w in measured} & {tuple(w) for w in others}


def test_the_browsers_graph_has_its_kernels_and_one_table(made, tmp_path):
    checkpoint, text, *_ = made
    words = ["--weights", "browser", "--text", text, "--out", tmp_path / "graph"]
    assert command("quantize", checkpoint.folder, *words) == 0
    model = onnx.load(tmp_path / "graph" / MODEL_FILE, load_external_data=False)
    kinds = [node.op_type for node in model.graph.node]
    assert kinds.count("DynamicQuantizeMatMul") == 4 * checkpoint.architecture.layers + 1
    assert "MatMulNBits" not in kinds and "GatherBlockQuantized" not in kinds
    readers = {node.op_type for node in model.graph.node if "wte.weight" in node.input}
    assert readers == {"Gather", "DynamicQuantizeMatMul"}
    outputs = {output.name for output in model.graph.output}
    assert {f"h.{i}.attn.c_attn" for i in range(checkpoint.architecture.layers)} < outputs
    assert GraphSession(tmp_path / "graph" / MODEL_FILE).properties["kv_cache"] == "fp32"


@pytest.mark.parametrize("vocabulary", [256, 4096])
def test_a_table_keeps_eight_bits_while_it_is_a_small_part_of_the_model(tmp_path, vocabulary):
    table = np.ones((vocabulary, 64), np.float32)
    a = read_checkpoint(write_checkpoint(tmp_path / "checkpoint", vocab_size=512)).architecture
    assert table_blocks(table, Variant("int4"), a).bits == (8 if vocabulary == 256 else 4)


def test_a_full_disk_is_one_line_and_leaves_nothing(made, tmp_path, capsys):
    checkpoint, text, *_ = made
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    for command_name, more in (("export", []), ("quantize", ["--text", text, "--kv-cache", "fp32"])):
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
        try:
            assert command(command_name, checkpoint.folder, *more, "--out", tmp_path / "out") == 2
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        (line,) = [s for s in capsys.readouterr().err.splitlines() if s.startswith("model-export")]
        assert "free some space" in line and str(tmp_path / "out") in line
        assert list(tmp_path.iterdir()) == []


def test_builder_asks_for_scales_exactly_when_the_cache_is_int8(made):
    checkpoint, *_ = made
    scale = np.ones(1, np.float32)
    from model_export.graph import build

    with pytest.raises(ValueError, match="KV scales"):
        build(checkpoint, Variant("int8", "fp32"), KvScales([scale], [scale]), "model.onnx.data")
