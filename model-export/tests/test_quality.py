import json

import numpy as np
import pytest
from tiny_gpt2 import command, story_text, write_checkpoint, write_texts

from model_export import memorisation
from model_export.imperatives import is_imperative
from model_export.language_model import read_author
from model_export.quality_table import quality_table
from model_export.sampling import Sampling, draw, log_probabilities, new_row
from model_export.writing import Writer
from model_export.written_quality import in_second_person


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quality")
    write_texts(folder)
    write_checkpoint(folder / "checkpoint")
    data = folder / "dataset"
    for part in ("train", "validation"):
        (data / part).mkdir(parents=True)
        (data / part / "own.txt").write_text(story_text(), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def released(source):
    (source / "SOURCES.tsv").write_text("author\ttitle\tlicence\nA. Poe\tThe Bell\tPD\n", encoding="utf-8")
    run = source / "run"
    run.mkdir()
    (run / "curve.csv").write_text("step,seconds,tokens,train,own\n9,60,1000000,3.1,3.6\n", encoding="utf-8")
    words = ["--name", "tiny", "--corpus", source / "corpus", "--training", source / "dataset" / "train"]
    words += ["--text", source / "dataset" / "validation", "--windows", 4, "--count", 24]
    words += ["--sources", source / "SOURCES.tsv", "--run", run, "--note", "A note."]
    readme = source / "README.md"
    readme.write_text("Before.\n<!-- quality -->\nold\n<!-- /quality -->\nAfter.\n", encoding="utf-8")
    words += ["--readme", readme]
    words += ["--out", source / "models", "--golden", source / "golden"]
    assert command("release", source / "checkpoint", *words) == 0
    (made,) = (source / "models").iterdir()
    return made


def test_a_release_measures_quality_and_writes_flat_figures(released):
    quality = json.loads((released / "manifest.json").read_text(encoding="utf-8"))["quality"]
    assert quality["segments"] == 24
    assert all(isinstance(value, int | float | str) for value in quality.values())
    assert quality["perplexity_per_byte_own"] == pytest.approx(2 ** quality["bits_per_byte_own"], rel=1e-3)
    for share in ("passes_gate_at_first_try", "copied_at_most_8", "distinct_2", "choices_imperative"):
        assert 0 <= quality[share] <= 1


def test_a_release_leaves_a_model_card_that_the_manifest_lists(released):
    manifest = json.loads((released / "manifest.json").read_text(encoding="utf-8"))
    assert "MODEL_CARD.md" in [file["path"] for file in manifest["files"]]
    card = (released / "MODEL_CARD.md").read_text(encoding="utf-8")
    for said in ("2 layers", "A. Poe: The Bell", "CC0", "9 steps", "A note.", "## Memorisation", "int8"):
        assert said in card
    assert card.count("**Seed ") == 20


def test_a_release_remakes_the_goldens_of_the_gate(released, source):
    header = (source / "golden" / "gate" / "verdicts.jsonl").read_text(encoding="ascii").splitlines()[0]
    assert json.loads(header)["segments"] == 424


def test_a_release_puts_its_table_between_the_marks_of_a_document(released, source):
    text = (source / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"Before.\n<!-- quality -->\n| `{released.name}` | |\n|---|---|\n| held-out")
    assert text.endswith(" |\n<!-- /quality -->\nAfter.\n") and "old" not in text


def test_a_document_without_the_marks_is_told_before_anything_is_measured(source, tmp_path, capsys):
    (tmp_path / "README.md").write_text("No marks.", encoding="utf-8")
    data = source / "dataset"
    words = ["--text", data / "validation", "--training", data / "train", "--corpus", source / "corpus"]
    assert command("quality", source / "checkpoint", *words, "--readme", tmp_path / "README.md") == 2
    assert "to put the table between" in capsys.readouterr().err


def test_quality_of_a_bundle_is_measured_with_its_own_filters(released, source, capsys):
    data = source / "dataset"
    words = ["--text", data / "validation", "--training", data / "train", "--count", 3]
    assert command("quality", released, *words, "--json", source / "quality.json") == 0
    found = json.loads((source / "quality.json").read_text(encoding="utf-8"))
    assert found["model"] == released.name and len(found["samples"]) == 3
    assert "| pass the game's gate at first try |" in capsys.readouterr().out


def test_a_checkpoint_without_a_corpus_is_one_line(source, capsys):
    data = source / "dataset"
    words = ["--text", data / "validation", "--training", data / "train"]
    assert command("quality", source / "checkpoint", *words) == 2
    assert "--corpus is missing" in capsys.readouterr().err


def test_samples_are_the_same_for_the_same_seeds_and_whatever_their_number(source, capsys):
    words = ["sample", source / "checkpoint", "--data", source / "dataset", "--json", "--tokens", 12]
    found = []
    for count in (2, 5):
        assert command(*words, "--count", count) == 0
        found.append(json.loads(capsys.readouterr().out)["samples"])
    assert [s["seed"] for s in found[1]] == [1, 2, 3, 4, 5]
    assert [s["written"] for s in found[0]] == [s["written"] for s in found[1][:2]]


def test_a_folder_that_is_no_model(source, tmp_path, capsys):
    assert command("sample", tmp_path, "--data", source / "dataset") == 2
    assert "give a bundle or a checkpoint folder" in capsys.readouterr().err


def test_checkpoint_and_bundle_predict_alike(source, released):
    prompts = [[5, 6, 7, 8, 9], [40, 41]]
    found = []
    for folder in (source / "checkpoint", released):
        model = read_author(folder).model
        rows = [model.prefill(prompts, 8)]
        model.fork(2)
        rows.append(model.decode_step(np.array([3, 4, 3, 4])))
        found.append(np.concatenate(rows))
    assert found[0].shape == (6, 512)
    # eight bits err, another position or neighbour would be another matter
    assert (np.abs(found[0] - found[1]).max(1) < 0.2 * found[0].std(1)).all()


def test_a_token_that_would_repeat_a_run_is_never_drawn():
    sampling = Sampling(top_k=2)
    row = written([], [1, 2, 3, 4, 9, 1, 2, 3], sampling)
    logits = np.full((1, 10), -5.0)
    logits[0, 4], logits[0, 6] = 50, 1
    assert draw(logits, [row], sampling) == [6]


def test_what_a_prompt_says_may_be_said_again_but_for_a_long_run():
    sampling = Sampling(top_k=2, repetition_penalty=3)
    prompt = list(range(12))
    logits = np.full((1, 20), -5.0)
    logits[0, 3], logits[0, 19] = 4, 3
    assert draw(logits, [written(prompt, [0, 1, 2], sampling)], sampling) == [3]
    assert draw(logits, [written(prompt, [2, 3], sampling)], sampling) == [19], "it has said 3 itself"
    logits[0, 11] = 50
    assert draw(logits, [written(prompt, prompt[1:11], sampling)], sampling) == [11]
    assert draw(logits, [written(prompt, prompt[:11], sampling)], sampling) != [11]


def written(prompt: list[int], more: list[int], sampling: Sampling):
    row = new_row(prompt, 1, sampling)
    for token in more:
        row.append(token)
    return row


def test_top_p_keeps_the_likeliest():
    sampling = Sampling(top_p=0.01)
    rows = [new_row([0], seed, sampling) for seed in range(50)]
    assert set(draw(np.tile(np.arange(10.0), (50, 1)), rows, sampling)) == {9}


def test_of_several_drafts_the_likeliest_is_kept(source):
    author = read_author(source / "checkpoint")
    prompts, seeds = ["You wake.\n> Open the door\n"] * 8, list(range(8))
    alone, chosen = (Writer(author, Sampling(best_of=count), 12).segments(prompts, seeds) for count in (1, 3))
    better = [c.likelihood - a.likelihood for c, a in zip(chosen, alone, strict=True)]
    assert min(better) >= 0 and max(better) > 0
    assert all(c == a for c, a, gain in zip(chosen, alone, better, strict=True) if gain == 0)


def test_probabilities_of_all_tokens_sum_to_one():
    logits = np.array([[0.5, -3, 9, 2]], np.float32)
    assert np.exp([log_probabilities(logits, [i]) for i in range(4)]).sum() == pytest.approx(1)


def test_the_longest_copied_run_is_exact():
    training = ["One two three four five six.<|endoftext|>Seven eight nine", "ten"]
    texts = ["Say: ONE, two -- three!", "six seven", "eight nine ten", "nothing like it", ""]
    assert memorisation.longest_copies(texts, training) == [3, 1, 2, 0, 0]


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("You wait. It sees you.", True),
        ('"I know you," he says to the wall.', False),
        ("I wait, and you wait; I see my hand.", False),
        ("The lamp burns.", False),
        ('Your hand shakes. "I am cold," she says.', True),
    ],
)
def test_the_second_person_is_looked_for_outside_of_speech(text: str, so: bool):
    assert in_second_person(text) == so


def test_an_imperative_begins_with_the_base_of_a_verb():
    assert all(map(is_imperative, ("Open the door", "Don't look", "Blot the ink", "Go on")))
    assert not any(map(is_imperative, ("The door", "Opened it", "Your hand", "Slowly go on")))


def test_the_table_has_a_row_for_every_figure_it_knows():
    table = quality_table({"segments": 200, "repetition": 0.0123, "unknown": 1})
    assert "| 200 |" in table and "| 1.2 % |" in table and "unknown" not in table
