"""MODEL_CARD.md of a bundle: what the model is, where it comes from, what it can do, and what it writes.

Everything in it is read from files or measured; --note adds what no file knows.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path

from model_export.errors import UserError
from model_export.export_checkpoint import Checkpoint
from model_export.quality_table import quality_table
from model_export.sources import read_text
from model_export.written_quality import Sample

CARD_FILE = "MODEL_CARD.md"
SAMPLES = 20
_SOURCE_COLUMNS = ("author", "title", "licence")


@dataclass(frozen=True)
class Story:
    """What a release is told about how its model came to be."""

    runs: list[Path] = field(default_factory=list)
    sources: Path | None = None
    variants: str = ""
    note: str = ""


def write_card(
    folder: Path,
    name: str,
    checkpoint: Checkpoint,
    story: Story,
    figures: dict,
    samples: list[Sample],
    data: list[str],
) -> None:
    """`data` says what was trained on, one line each."""
    variants = f"## Variants\n\n```\n{story.variants.strip()}\n```\n" if story.variants else ""
    parts = [
        f"# {name}\n",
        _what(checkpoint),
        "## Training data\n",
        "\n".join(f"- {line}" for line in data) + "\n",
        _sources(story.sources),
        "## Training\n",
        _runs(story.runs),
        f"{story.note.strip()}\n" if story.note else "",
        _USE,
        "## Measured\n",
        "On held-out stories, with the game's prompts, default sampling and gate, on this very bundle.\n",
        quality_table(figures) + "\n",
        _memorisation(figures),
        variants,
        f"## {min(SAMPLES, len(samples))} samples, unpicked\n",
        "The first seeds, whatever came. Each follows a choice in a held-out story.\n",
        *map(_sample, samples[:SAMPLES]),
    ]
    (folder / CARD_FILE).write_text("\n".join(filter(None, parts)), encoding="utf-8")


def read_sources(file: Path) -> list[dict[str, str]]:
    rows = list(csv.DictReader(read_text(file).splitlines(), delimiter="\t"))
    if missing := [c for c in _SOURCE_COLUMNS if not rows or c not in rows[0]]:
        raise UserError(
            f"{file}: no column {', '.join(missing)}; a SOURCES.tsv has {', '.join(_SOURCE_COLUMNS)}"
        )
    return rows


def _what(checkpoint: Checkpoint) -> str:
    a = checkpoint.architecture
    parameters = sum(tensor.size for tensor in checkpoint.tensors.values())
    return (
        "A language model that writes interactive horror in the second person: segments of 30 to 60\n"
        "words, and the choices that lead on from them.\n\n"
        f"GPT-2 architecture: {parameters / 1e6:.1f} million parameters, {a.layers} layers, "
        f"{a.heads} heads of {a.head_size}, width {a.width},\na vocabulary of {a.vocabulary:,} "
        f"byte-level BPE tokens, a context of {a.context} tokens, embedding and head tied.\n"
    )


def _sources(file: Path | None) -> str:
    if file is None:
        return ""
    rows = read_sources(file)
    licences = sorted({row["licence"] for row in rows})
    titles = [f"- {row['author']}: {row['title']}" for row in rows]
    said = "; ".join(licences)
    return f"The books, {len(rows)} in all ({said}):\n\n" + "\n".join(titles) + "\n"


def _runs(runs: list[Path]) -> str:
    found = []
    for run in runs:
        plan, curve = run / "run.json", run / "curve.csv"
        if not curve.is_file():
            raise UserError(f"{run}: no curve.csv; give a run folder of `model-export train`")
        rows = list(csv.DictReader(read_text(curve).splitlines()))
        if rows:
            last = rows[-1]
            losses = ", ".join(f"{k} {v}" for k, v in last.items() if k not in ("step", "seconds", "tokens"))
            minutes = float(last["seconds"]) / 60
            tokens = int(last["tokens"]) / 1e6
            spent = f"{last['step']} steps, {tokens:.0f} million tokens, {minutes:.0f} minutes"
            found.append(f"- `{run.name}`: {spent}; last losses: {losses}.")
        if plan.is_file():
            settings = json.loads(read_text(plan))
            folders = {k: Path(settings[k]).name for k in ("base", "data", "out") if settings.get(k)}
            said = ", ".join(
                f"{k} {v}" for k, v in (settings | folders).items() if isinstance(v, (str, int, float, list))
            )
            found.append(f"  Settings: {said}.")
    return "\n".join(found) + "\n" if found else ""


_USE = """## Intended use and limits

For Feverdream, a game of branching horror stories: one segment at a time behind an author's opening,
judged by a gate before it is kept. It has read only fiction in English, most of it a hundred years old,
so it knows nothing. It loses the thread after a few sentences, mixes up who is who, and may repeat the
prejudices of its books. Do not use it to tell facts, to advise, or to speak for a real person. It may
write of violence and death. Words that an author forbids are kept out by the game, not by the model.
"""


def _memorisation(figures: dict) -> str:
    short, longest = figures["copied_at_most_8"], figures["copied_words_longest"]
    return (
        "## Memorisation\n\n"
        f"Of {figures['segments']:.0f} first drafts {100 * short:.1f} % hold no run of more than "
        "eight words from any training text;\n"
        f"the longest run has {longest:.0f}. The search is exact, over all texts. The "
        "game refuses nine words in a row\nfrom the style corpus, by `copied.filter`.\n"
    )


def _sample(sample: Sample) -> str:
    scores = sample.verdict.scores
    verdict = "passes" if sample.verdict.passes else "fails: " + ", ".join(sorted(sample.verdict.faults))
    text = "\n".join(f"> {line}".rstrip() for line in sample.text.split("\n")) or "> (nothing)"
    return (
        f"**Seed {sample.seed}.** {sample.premise} … *{sample.choice}*\n\n{text}\n\n"
        f"Choices: {' · '.join(sample.choices) or 'none'}.\n"
        f"Gate: {verdict}; {scores.words} words, {sample.finish}, longest copy {sample.copied}, "
        f"repetition {scores.repetition:.3f}, overlap with the page before {scores.parent_overlap:.3f}, "
        f"made-up words {scores.made_up_words}.\n"
    )
