import base64
import hashlib
import json

import numpy as np
import pytest
from tiny_gpt2 import CONTEXT, command, write_checkpoint, write_texts
from tokenizers import Tokenizer

from model_export.golden_text import CASES, tricky_strings
from model_export.graph_session import GraphSession


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    folder = tmp_path_factory.mktemp("golden")
    text = write_texts(folder)
    checkpoint = write_checkpoint(folder / "checkpoint")
    words = [
        "--name",
        "tiny",
        "--corpus",
        folder / "corpus",
        "--text",
        text,
        "--training",
        text,
        "--out",
        folder / "models",
    ]
    assert command("bundle", checkpoint, *words, "--windows", 4) == 0
    (made,) = (folder / "models").iterdir()
    return made


@pytest.fixture(scope="module")
def lines(bundle):
    assert command("golden", bundle, "--out", bundle.parent.parent / "golden") == 0
    file = bundle.parent.parent / "golden" / "tokenizer" / "strings.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="ascii").splitlines()]


def test_the_header_names_the_tokenizer(bundle, lines):
    assert (
        lines[0]["tokenizer_sha256"] == hashlib.sha256((bundle / "tokenizer.json").read_bytes()).hexdigest()
    )
    assert lines[0]["strings"] == sum("text" in line for line in lines) == 4000
    assert lines[0]["decodings"] == sum("decode" in line for line in lines)


def test_ids_are_those_of_the_reference(bundle, lines):
    tokenizer = Tokenizer.from_file(str(bundle / "tokenizer.json"))
    tokenizer.encode_special_tokens = True
    strings = [line for line in lines if "text" in line]
    assert all(tokenizer.encode(line["text"]).ids == line["ids"] for line in strings[::37])
    assert all(tokenizer.decode(line["ids"]) == line["text"] for line in strings)


def test_end_of_text_in_a_text_is_text(bundle, lines):
    end = Tokenizer.from_file(str(bundle / "tokenizer.json")).token_to_id("<|endoftext|>")
    with_it = [line for line in lines if "<|endoftext|>" in line.get("text", "")]
    assert len(with_it) >= 3
    assert not any(end in line["ids"] for line in with_it)


def test_decodings_spell_bytes_even_where_they_are_no_text(bundle, lines):
    tokenizer = Tokenizer.from_file(str(bundle / "tokenizer.json"))
    broken = 0
    for line in (line for line in lines if "decode" in line):
        spelled = bytes.fromhex(line["bytes"])
        assert tokenizer.decode(line["decode"]) == spelled.decode("utf-8", errors="replace")
        broken += "�" in spelled.decode("utf-8", errors="replace")
    assert broken > 20


def test_strings_hold_what_they_promise():
    strings = tricky_strings(4000)
    assert strings[: len(CASES)] == list(CASES)
    assert len(set(strings)) == 4000
    assert strings == tricky_strings(4000)
    together = "".join(strings)
    assert not any(c == "\0" or 0xD800 <= ord(c) <= 0xDFFF for c in together)
    for needed in (
        "\u200d",
        "\u0301",
        "א",
        "ا",
        "漢",
        "\xa0",
        "\x85",
        "\x1b",
        "'LL",
        "'Ve",
        "\U0001f600",
        "٣",
    ):
        assert needed in together


def test_logits_are_those_of_the_bundle(bundle, tmp_path):
    assert command("golden", "--logits", bundle, "--out", tmp_path / "deep" / "logits.json") == 0
    program = json.loads((tmp_path / "deep" / "logits.json").read_text())
    names = [case["name"] for case in program["cases"]]
    assert names == ["prefill 1", "prefill 5", "prefill 37", f"prefill {CONTEXT}", "decode 32"]
    session = GraphSession(bundle / "model.onnx")
    for case in program["cases"]:
        rows = [np.frombuffer(base64.b64decode(row), "<f4") for row in case["logits"]]
        assert {len(row) for row in rows} == {program["vocabulary"]}
        assert len(rows) == 1 + len(case["decoded"])
        assert case["decoded"] == [int(row.argmax()) for row in rows[:-1]]
        cache = session.kv_cache(1, CONTEXT)
        logits = [session.prefill(cache, np.array([case["prompt"]]))[0]]
        logits += [session.decode_step(cache, np.array([i]))[0] for i in case["decoded"]]
        assert np.array_equal(rows, logits)


def test_a_folder_that_is_no_bundle(tmp_path, capsys):
    assert command("golden", tmp_path, "--out", tmp_path / "golden") == 2
    assert "manifest.json: is missing" in capsys.readouterr().err
