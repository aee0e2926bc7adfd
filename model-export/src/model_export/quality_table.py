"""The measured figures as a table for people, in Markdown."""

from __future__ import annotations

from pathlib import Path

from model_export.errors import UserError
from model_export.sources import read_text

_BEGIN, _END = "<!-- quality -->", "<!-- /quality -->"
# Figure -> what it says, and whether it is a share.
_ROWS = {
    "bits_per_byte_own": ("held-out own stories: bits per byte", False),
    "perplexity_per_byte_own": ("the same as perplexity per byte", False),
    "bits_per_byte_second": ("held-out books in the second person: bits per byte", False),
    "perplexity_per_byte_second": ("the same as perplexity per byte", False),
    "segments": ("segments written, first drafts, unpicked", False),
    "words_per_segment": ("words in a segment", False),
    "passes_gate_at_first_try": ("pass the game's gate at first try", True),
    "ends_in_sentence_uncut": ("end in a sentence as written, before the cut", True),
    "ends_in_sentence": ("are whole sentences once they are cut at the last one", True),
    "choice_carried_out": ("words of the choice that the first two sentences say again", True),
    "choice_carried_out_held_out": ("the same of the held-out stories, as they were written", True),
    "second_person": ("are in the second person", True),
    "distinct_1": ("different words among all words (distinct-1)", True),
    "distinct_2": ("different pairs of words (distinct-2)", True),
    "distinct_3": ("different runs of three words (distinct-3)", True),
    "repetition": ("runs of three words that stood in the same segment before", True),
    "copied_words_longest": ("longest run of words that stands in any training text", False),
    "copied_words_median": ("the same for the middle segment", False),
    "copied_at_most_8": ("segments that copy eight words in a row or fewer", True),
    "copied_at_most_8_of_passing": ("the same of those that pass the gate", True),
    "choice_lines_usable": ("lines of choice, as written, that make a label", True),
    "choice_lines_at_most_10_words": ("lines of choice of ten words or fewer", True),
    "choice_lines_distinct": ("lines of choice that differ from their neighbours", True),
    "choices_per_segment": ("choices offered after a segment, of three", False),
    "choices_distinct": ("different labels among all that were offered", True),
    "choices_imperative": ("offered choices that begin with a verb in the imperative", True),
    "choices_at_most_10_words": ("offered choices of ten words or fewer", True),
    "top1_agreement": ("first choice of token like the float32 graph's", True),
    "tokens_per_second": ("tokens a second, one sequence, where it was released", False),
}


def quality_table(figures: dict) -> str:
    rows = [
        f"| {what} | {_number(figures[name], share)} |"
        for name, (what, share) in _ROWS.items()
        if name in figures
    ]
    return "\n".join(["| measured | |", "|---|---|", *rows])


def require_place(file: Path) -> None:
    text = read_text(file)
    if text.count(_BEGIN) != 1 or text.count(_END) != 1 or text.find(_BEGIN) > text.find(_END):
        raise UserError(f"{file}: has no {_BEGIN} and {_END} to put the table between; write them into it")


def put_table(file: Path, model: str, figures: dict) -> None:
    """Replaces what stands between the two marks of a document."""
    require_place(file)
    before, _, rest = read_text(file).partition(_BEGIN)
    after = rest.partition(_END)[2]
    table = quality_table(figures).replace("| measured |", f"| `{model}` |", 1)
    file.write_text(f"{before}{_BEGIN}\n{table}\n{_END}{after}", encoding="utf-8")


def _number(value: float, share: bool) -> str:
    if share:
        return f"{value:.1%}".replace("%", " %")
    return f"{value:,.0f}" if float(value).is_integer() or value >= 1000 else f"{value:.2f}"
