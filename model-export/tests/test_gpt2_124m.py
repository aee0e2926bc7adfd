"""The published size: a GPT-2 of 124 million parameters, with random weights, through every variant."""

import pytest
from tiny_gpt2 import command, story_text, write_checkpoint

from model_export.check_shapes import LARGEST_DISTANCE, distances
from model_export.check_torch import LARGEST_DIFFERENCE, differences
from model_export.export import MODEL_FILE
from model_export.graph_session import GraphSession

SIZES = {"vocab_size": 50257, "n_positions": 1024, "n_embd": 768, "n_layer": 12, "n_head": 12}
LARGEST_MB = {"int8": 150, "int4": 90, "browser": 150}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gpt2")
    write_checkpoint(folder / "checkpoint", **SIZES)
    (folder / "text.txt").write_text(story_text(150))
    assert command("export", folder / "checkpoint", "--out", folder / "fp32") == 0
    yield folder
    for file in folder.rglob("*.safetensors"):
        file.unlink()  # pytest keeps three runs' folders


@pytest.fixture(scope="module")
def reference(folder):
    return GraphSession(folder / "fp32" / MODEL_FILE)


def test_float32_is_pytorch_at_1_5_37_and_1024_tokens(folder, reference):
    found = differences(reference, folder / "checkpoint", 1024)
    assert list(found) == ["1 tokens", "5 tokens", "37 tokens", "1024 tokens", "32 decode steps"]
    assert max(found.values()) <= LARGEST_DIFFERENCE, found


@pytest.mark.parametrize("weights", ["int8", "int4", "browser"])
def test_a_variant_keeps_its_size_and_serves_1024_tokens_in_batches_of_1_to_4(folder, reference, weights):
    # Nearest: compensated rounding would take minutes here, and random weights say nothing of quality.
    words = ["--weights", weights, "--rounding", "nearest", "--windows", 1, "--text", folder / "text.txt"]
    out = folder / weights
    assert (
        command("quantize", folder / "checkpoint", *words, "--reference", folder / "fp32", "--out", out) == 0
    )
    assert sum(file.stat().st_size for file in out.iterdir()) <= LARGEST_MB[weights] * 1e6
    found = distances(GraphSession(out / MODEL_FILE), reference, 1024)
    assert list(found) == ["1 tokens", "5 tokens", "37 tokens", "1024 tokens"]
    assert max(found.values()) <= LARGEST_DISTANCE[weights], found
