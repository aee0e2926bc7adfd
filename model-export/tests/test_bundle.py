import hashlib
import json

import pytest
from tiny_gpt2 import CONTEXT, command, write_checkpoint, write_texts

from model_export import check_quality, manifest
from model_export.bloom import bit_indices
from model_export.check_quality import Bounds


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle")
    write_texts(folder)
    write_checkpoint(folder / "checkpoint")
    return folder


def arguments(source, out, name="tiny-horror"):
    words = ["--name", name, "--corpus", source / "corpus", "--training", source / "corpus"]
    text = ["--text", source / "held-out.txt", "--windows", 4]
    return [source / "checkpoint", *words, *text, "--out", out]


@pytest.fixture(scope="module")
def bundle(source):
    assert command("bundle", *arguments(source, source / "models")) == 0
    (made,) = (source / "models").iterdir()
    return made


@pytest.fixture(scope="module")
def read(bundle):
    return json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))


def test_files_are_listed_with_size_and_hash_and_named_by_the_id(bundle, read):
    assert sorted(f["path"] for f in read["files"]) == sorted(
        p.name for p in bundle.iterdir() if p.name != "manifest.json"
    )
    lines = ""
    for entry in read["files"]:
        data = (bundle / entry["path"]).read_bytes()
        assert entry["size"] == len(data)
        assert entry["sha256"] == hashlib.sha256(data).hexdigest() == entry["parts"][0]
        lines += f"{entry['path']} {entry['sha256']}\n"
    assert read["id"] == bundle.name == f"tiny-horror-{hashlib.sha256(lines.encode()).hexdigest()[:10]}"


def test_parts_are_hashed_one_by_one(bundle, monkeypatch):
    monkeypatch.setattr(manifest, "PART_BYTES", 1000)
    data = (bundle / "model.onnx").read_bytes()
    parts = [hashlib.sha256(data[i : i + 1000]).hexdigest() for i in range(0, len(data), 1000)]
    assert manifest.file_entry(bundle / "model.onnx")["parts"] == parts


def test_manifest_describes_the_model(read):
    assert read["format"] == 1
    assert read["name"] == "tiny-horror"
    sizes = {"layers": 2, "heads": 4, "head_size": 16, "width": 64, "vocabulary": 512, "context": CONTEXT}
    assert read["architecture"] == {"type": "gpt2"} | sizes
    assert read["tokens"] == {"end_of_text": [0], "separator": "document"}
    assert read["prompt_version"] == 1
    assert read["quantization"] == {"weights": "int8", "block_size": 64, "kv_cache": "int8"}
    inputs = {i["name"]: i for i in read["graph"]["inputs"]}
    assert list(inputs)[:4] == ["input_ids", "position_ids", "seqlens_k", "total_sequence_length"]
    assert inputs["input_ids"] == {"name": "input_ids", "type": "int64", "shape": ["batch", "tokens"]}
    assert inputs["total_sequence_length"]["shape"] == [1]
    assert inputs["past.1.value"]["type"] == "int8"
    assert inputs["past.1.value"]["shape"] == ["batch", 4, "kv_length", 16]
    outputs = {o["name"]: o for o in read["graph"]["outputs"]}
    assert outputs["logits"] == {"name": "logits", "type": "float32", "shape": ["batch", 512]}
    assert len(outputs) == 5
    assert set(read["exporter"]) >= {"model-export", "python", "torch", "transformers", "onnx", "onnxruntime"}


def test_quality_is_measured(read):
    quality = read["quality"]
    assert quality["tokens_measured"] == 4 * (CONTEXT - 1)
    assert quality["top1_agreement"] >= 0.97
    assert quality["perplexity"] == pytest.approx(quality["perplexity_fp32"], rel=0.01)
    assert quality["tokens_per_second"] > 0
    assert quality["bits_per_byte"] > 0


def test_copy_filter_knows_the_corpus(bundle, read):
    bits = (bundle / read["copy_filter"]["file"]).read_bytes()
    size = read["copy_filter"]["bits"]
    assert len(bits) == (size + 7) // 8
    assert read["copy_filter"]["words"] == 5
    run, hashes = "you wake and the room", read["copy_filter"]["hashes"]
    assert all(bits[b // 8] >> (b % 8) & 1 for b in bit_indices(run, size, hashes))


def test_lexicon_knows_the_training_text(bundle, read):
    assert read["lexicon"]["words"] == 1
    bits = (bundle / read["lexicon"]["file"]).read_bytes()
    size, hashes = read["lexicon"]["bits"], read["lexicon"]["hashes"]
    assert all(bits[b // 8] >> (b % 8) & 1 for b in bit_indices("you", size, hashes))


def test_gpt_2_simples_separator_is_spelled(source, tmp_path):
    assert command("bundle", *arguments(source, tmp_path), "--separator", "segment") == 0
    (made,) = tmp_path.iterdir()
    tokens = json.loads((made / "manifest.json").read_text())["tokens"]
    assert tokens["separator"] == "segment"
    assert len(tokens["end_of_text"]) > 1


def test_a_bundle_outside_the_bounds_is_refused_and_leaves_nothing(source, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(check_quality.BOUNDS, "int8", Bounds(1.01, 0.01, 0.01))
    assert command("bundle", *arguments(source, tmp_path)) == 2
    assert "not published: top-1 agreement" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_failure_while_writing_leaves_nothing(source, tmp_path, monkeypatch, capsys):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(manifest, "write_manifest", full)
    assert command("bundle", *arguments(source, tmp_path)) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_same_bundle_is_not_written_twice(source, bundle, capsys):
    before = (bundle / "manifest.json").read_bytes()
    assert command("bundle", *arguments(source, source / "models")) == 2
    assert "exists already" in capsys.readouterr().err
    assert (bundle / "manifest.json").read_bytes() == before
    assert list((source / "models").iterdir()) == [bundle]


@pytest.mark.parametrize("name", ["Gothic", "a b", "../x", "-a", ""])
def test_a_name_that_makes_no_folder(source, tmp_path, capsys, name):
    words = arguments(source, tmp_path / "models")
    words[words.index("tiny-horror")] = f"--name={name}"
    words.remove("--name")
    assert command("bundle", *words) == 2
    assert "lower-case letters" in capsys.readouterr().err


def test_text_shorter_than_a_window(source, tmp_path, capsys):
    (tmp_path / "short.txt").write_text("You wake.")
    words = arguments(source, tmp_path / "models")
    words[words.index(source / "held-out.txt")] = tmp_path / "short.txt"
    assert command("bundle", *words) == 2
    assert f"at least {CONTEXT}" in capsys.readouterr().err


def test_a_bundle_for_the_browser_holds_its_graph_and_a_float32_kv_cache(source, tmp_path):
    assert command("bundle", *arguments(source, tmp_path, "tiny-page"), "--weights", "browser") == 0
    (made,) = tmp_path.iterdir()
    read = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    assert read["quantization"] == {"weights": "browser", "block_size": 0, "kv_cache": "fp32"}
    inputs = {i["name"]: i for i in read["graph"]["inputs"]}
    assert inputs["past.1.value"]["type"] == "float32"
