import json

import numpy as np
import onnx
import pytest
import torch
from safetensors.numpy import load_file, save_file
from tiny_gpt2 import CONTEXT, write_checkpoint

from model_export.check_torch import LARGEST_DIFFERENCE, differences
from model_export.export import MODEL_FILE, write_graph
from model_export.export_checkpoint import read_checkpoint
from model_export.graph import KvScales
from model_export.graph_session import GraphSession
from model_export.graph_variant import Variant

FP32 = Variant("fp32", "fp32")


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    return write_checkpoint(tmp_path_factory.mktemp("graph") / "checkpoint")


def graph_of(checkpoint_folder, out, variant=FP32, scales=None):
    write_graph(read_checkpoint(checkpoint_folder), variant, scales, out)
    return out / MODEL_FILE


def unit_scales(layers=2, heads=4, head_size=16):
    scale = np.full((heads, 1, head_size), 0.05, np.float32)
    return KvScales([scale] * layers, [scale] * layers)


def assert_is_pytorch(checkpoint_folder, model_file, context):
    found = differences(GraphSession(model_file), checkpoint_folder, context)
    assert max(found.values()) <= LARGEST_DIFFERENCE, found
    return found


def test_float32_graph_is_pytorch_at_every_length_and_while_decoding(checkpoint, tmp_path):
    found = assert_is_pytorch(checkpoint, graph_of(checkpoint, tmp_path / "fp32"), CONTEXT)
    assert list(found) == ["1 tokens", "5 tokens", "37 tokens", f"{CONTEXT} tokens", "32 decode steps"]


@pytest.mark.parametrize(
    "config",
    [
        {"scale_attn_by_inverse_layer_idx": True},
        {"n_inner": 96, "n_layer": 3},
        {"activation_function": "gelu_pytorch_tanh", "layer_norm_epsilon": 1e-3},
        {"n_positions": 1, "n_head": 1},
    ],
)
def test_float32_graph_follows_the_configuration(config, tmp_path):
    folder = write_checkpoint(tmp_path / "checkpoint", **config)
    assert_is_pytorch(folder, graph_of(folder, tmp_path / "fp32"), config.get("n_positions", CONTEXT))


def test_gpt2s_own_width_heads_and_vocabulary(tmp_path):
    sizes = {"vocab_size": 50257, "n_embd": 768, "n_head": 12, "n_layer": 1, "n_positions": 64}
    folder = write_checkpoint(tmp_path / "checkpoint", **sizes)
    assert_is_pytorch(folder, graph_of(folder, tmp_path / "fp32"), 64)
    quantized = graph_of(folder, tmp_path / "int4", Variant("int4", "int8"), unit_scales(1, 12, 64))
    session = GraphSession(quantized)
    assert session.prefill(session.kv_cache(2, 8), np.array([[1, 2], [50256, 4]])).shape == (2, 50257)


def test_names_without_the_transformer_prefix_are_the_same_model(checkpoint, tmp_path):
    bare = tmp_path / "bare"
    bare.mkdir()
    for name in ("config.json", "tokenizer.json"):
        (bare / name).write_bytes((checkpoint / name).read_bytes())
    tensors = load_file(checkpoint / "model.safetensors")
    renamed = {name.removeprefix("transformer."): t for name, t in tensors.items()}
    # The published gpt2 also carries its causal masks.
    renamed["h.0.attn.bias"] = np.tril(np.ones((1, 1, CONTEXT, CONTEXT), np.float32))
    save_file(renamed, bare / "model.safetensors")
    files = [graph_of(folder, tmp_path / folder.name / "fp32") for folder in (checkpoint, bare)]
    assert files[0].read_bytes() == files[1].read_bytes()
    data = [file.with_name("model.onnx.data").read_bytes() for file in files]
    assert data[0] == data[1]


def test_half_precision_checkpoints_are_read(checkpoint, tmp_path):
    from transformers import GPT2LMHeadModel

    half = tmp_path / "half"
    GPT2LMHeadModel.from_pretrained(checkpoint).to(torch.bfloat16).save_pretrained(half)
    (half / "tokenizer.json").write_bytes((checkpoint / "tokenizer.json").read_bytes())
    assert_is_pytorch(half, graph_of(half, tmp_path / "fp32"), CONTEXT)


@pytest.mark.parametrize("variant", [FP32, Variant("int8", "int8"), Variant("int4", "fp32")])
def test_file_is_plain_opset_21_with_one_data_file_and_one_table_for_both_ends(checkpoint, tmp_path, variant):
    scales = unit_scales() if variant.kv_cache == "int8" else None
    file = graph_of(checkpoint, tmp_path / "graph", variant, scales)
    model = onnx.load(file, load_external_data=False)
    # A file that onnxruntime has optimised holds operators that only its own version knows.
    assert {(o.domain, o.version) for o in model.opset_import} == {("", 21), ("com.microsoft", 1)}
    assert model.ir_version <= 10
    external = [t for t in model.graph.initializer if t.external_data]
    assert {e.value for t in external for e in t.external_data if e.key == "location"} == {"model.onnx.data"}
    assert sorted(p.name for p in file.parent.iterdir()) == ["model.onnx", "model.onnx.data"]
    readers = {node.op_type for node in model.graph.node if "wte" in node.input}
    expected = {"Gather", "Gemm"} if variant == FP32 else {"GatherBlockQuantized", "MatMulNBits"}
    assert readers == expected
    onnx.checker.check_model(str(file))


def test_only_the_last_position_gets_logits(checkpoint, tmp_path):
    session = GraphSession(graph_of(checkpoint, tmp_path / "fp32"))
    ids = np.arange(24).reshape(2, 12)
    together = session.prefill(session.kv_cache(2, 20), ids)
    assert together.shape == (2, 512)
    alone = session.prefill(session.kv_cache(1, 12), ids[1:])
    np.testing.assert_allclose(together[1], alone[0], atol=1e-4)


def test_same_checkpoint_gives_the_same_bytes(checkpoint, tmp_path):
    files = [graph_of(checkpoint, tmp_path / n, Variant(), unit_scales()) for n in ("a", "b")]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_file_says_what_it_is(checkpoint, tmp_path):
    file = graph_of(checkpoint, tmp_path / "graph", Variant(), unit_scales())
    assert GraphSession(file).properties == Variant().properties()
    assert Variant.of(GraphSession(file).properties) == Variant("int8", "int8", 64)
    assert json.loads((checkpoint / "config.json").read_text())["vocab_size"] == GraphSession(file).vocabulary
