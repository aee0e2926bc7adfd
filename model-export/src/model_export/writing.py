"""Writes segments and choices as the game does, many at a time (SegmentGenerator.java, ChoiceGenerator.java).

Only the random numbers are others: numpy's, from the sample's seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from model_export import prompt_format
from model_export.documents import CHOICE_WORDS, END_OF_TEXT
from model_export.language_model import Author
from model_export.sampling import Row, Sampling, draw, log_probabilities, new_row
from model_export.token_bytes import token_bytes

SEGMENT_TOKENS = 64
LABEL_TOKENS = 24
LINES, ROUNDS = 4, 3
_AT_ONCE = 50


@dataclass(frozen=True)
class Written:
    """A segment before it is cut; `likelihood` is the mean of its tokens' log-probabilities."""

    text: str
    finish: str
    tokens: int
    likelihood: float


class Writer:
    def __init__(self, author: Author, sampling: Sampling | None = None, tokens: int = SEGMENT_TOKENS):
        self.model, self.tokenizer, self.end = author.model, author.tokenizer, author.end_of_text
        self.sampling, self.tokens = sampling or Sampling(), tokens
        self.spelled = token_bytes(author.tokenizer)
        decoded = {i: b.decode("utf-8", "replace") for i, b in self.spelled.items()}
        self.begins_text = _allowed(author.tokenizer, decoded, _begins_text)
        self.begins_label = _allowed(author.tokenizer, decoded, _begins_label)

    def segments(
        self, prompts: list[str], seeds: list[int], clean: Callable[[int, str], bool] = lambda i, text: True
    ) -> list[Written]:
        """The likeliest clean draft for each prompt, of as many as the sampling says; else the likeliest."""
        count = self.sampling.best_of
        prompts = [prompt for prompt in prompts for _ in range(count)]
        drawn = [[seed, k] if k else seed for seed in seeds for k in range(count)]
        drafts: list[Written] = []
        for at in range(0, len(prompts), _AT_ONCE):
            drafts += self._drafts(prompts[at : at + _AT_ONCE], drawn[at : at + _AT_ONCE])
        rivals = [drafts[at : at + count] for at in range(0, len(drafts), count)]
        return [
            max(those, key=lambda draft: (clean(i, draft.text), draft.likelihood))
            for i, those in enumerate(rivals)
        ]

    def _drafts(self, prompts: list[str], seeds: list[int | list[int]]) -> list[Written]:
        encoded = [self._encode(p, self.tokens) for p in prompts]
        rows = [new_row(ids, seed, self.sampling) for ids, seed in zip(encoded, seeds, strict=True)]
        bytes_of, done = [b""] * len(rows), [None] * len(rows)
        likelihoods = np.zeros(len(rows))
        logits, allowed = self.model.prefill(encoded, self.tokens), self.begins_text
        for step in range(1, self.tokens + 1):
            drawn = draw(logits, rows, self.sampling, _fitted(allowed, logits) if step == 1 else None)
            likelihoods += log_probabilities(logits, drawn)
            for i, token in enumerate(drawn):
                rows[i].append(token)
                if done[i] is None:
                    bytes_of[i], finish = self._taken(bytes_of[i], token)
                    finish = finish or ("TOKEN_LIMIT" if step == self.tokens else "")
                    if finish:
                        mean = float(likelihoods[i]) / step
                        done[i] = Written(_readable(bytes_of[i]), finish, step, mean)
            if all(done) or step == self.tokens:
                break
            logits = self.model.decode_step(np.array(drawn))
        return done

    def _taken(self, written: bytes, token: int) -> tuple[bytes, str]:
        """The text with one token more, and why it ends there, if it does."""
        if self.end == [token]:
            return written, "END_OF_TEXT"
        written += self.spelled.get(token, b"")
        if len(self.end) > 1 and END_OF_TEXT.encode() in written:
            return written[: written.find(END_OF_TEXT.encode())], "NEXT_CHOICE"
        lines = written.split(b"\n")
        for i, line in enumerate(lines):
            if line.lstrip(b" ").startswith(b">"):
                return b"\n".join(lines[:i]), "NEXT_CHOICE"
        return written, ""

    def choices(
        self, prompts: list[str], seeds: list[int], usable: Callable[[int, str], bool], count: int = 3
    ) -> tuple[list[list[str]], list[list[str]]]:
        """For each prompt the labels to offer, and the lines of its first round as written."""
        offered: list[list[str]] = [[] for _ in prompts]
        first: list[list[str]] = [[] for _ in prompts]
        still_open: dict[int, np.ndarray] = {i: self.begins_label.copy() for i in range(len(prompts))}
        for round_ in range(ROUNDS):
            missing = [i for i in still_open if len(offered[i]) < count and still_open[i].any()]
            for at in range(0, len(missing), _AT_ONCE):
                part = missing[at : at + _AT_ONCE]
                lines = self._lines(
                    [prompts[i] for i in part], [[seeds[i], round_] for i in part], still_open, part
                )
                for i, written in zip(part, lines, strict=True):
                    if round_ == 0:
                        first[i] = written
                    for label in filter(None, map(prompt_format.label, written)):
                        known = label.lower() in (o.lower() for o in offered[i])
                        if len(offered[i]) < count and not known and usable(i, label):
                            offered[i].append(label)
        return offered, first

    def _lines(
        self, prompts: list[str], seeds: list[list[int]], still_open: dict, part: list[int]
    ) -> list[list[str]]:
        """LINES lines for each prompt, with first tokens of their own; one that never ended is ''."""
        encoded = [self._encode(p, LABEL_TOKENS) for p in prompts]
        logits = self.model.prefill(encoded, LABEL_TOKENS)
        rows, drawn = [], []
        for k in range(LINES):
            new = [new_row(ids, [*s, k], self.sampling) for ids, s in zip(encoded, seeds, strict=True)]
            allowed = np.stack([_fitted(still_open[i], logits) for i in part])
            allowed[~allowed.any(1)] = True  # nothing is left to begin with: any line will do
            taken = draw(logits, new, self.sampling, allowed)
            for i, token in zip(part, taken, strict=True):
                still_open[i][token] = False
            rows.append(new)
            drawn.append(taken)
        # next to each other as fork() leaves them: all lines of a prompt in a row
        lines: list[Row] = [rows[k][i] for i in range(len(prompts)) for k in range(LINES)]
        last = [drawn[k][i] for i in range(len(prompts)) for k in range(LINES)]
        self.model.fork(LINES)
        texts, ended = [b""] * len(lines), [False] * len(lines)
        for step in range(LABEL_TOKENS):
            for i, token in enumerate(last):
                lines[i].append(token)
                if not ended[i]:
                    texts[i], ended[i] = self._line_taken(texts[i], token)
            if all(ended) or step == LABEL_TOKENS - 1:
                break
            last = draw(self.model.decode_step(np.array(last)), lines, self.sampling)
        written = [
            t.split(b"\n")[0].decode("utf-8", "replace") if e else ""
            for t, e in zip(texts, ended, strict=True)
        ]
        return [written[i : i + LINES] for i in range(0, len(written), LINES)]

    def _line_taken(self, written: bytes, token: int) -> tuple[bytes, bool]:
        if self.end == [token]:
            return written, True
        written += self.spelled.get(token, b"")
        if len(self.end) > 1 and END_OF_TEXT.encode() in written:
            return written[: written.find(END_OF_TEXT.encode())], True
        return written, b"\n" in written or written.count(b" ") > CHOICE_WORDS

    def _encode(self, prompt: str, room: int) -> list[int]:
        return self.tokenizer.encode(prompt).ids[-(self.model.context - room) :]


def _fitted(allowed: np.ndarray, logits: np.ndarray) -> np.ndarray:
    """As wide as the logits: a model may have more tokens than its tokenizer."""
    fitted = np.zeros(logits.shape[1], bool)
    fitted[: len(allowed)] = allowed
    return fitted


def _allowed(tokenizer: Tokenizer, decoded: dict[int, str], reads: Callable[[str], bool]) -> np.ndarray:
    return np.array([reads(decoded.get(i, "")) for i in range(tokenizer.get_vocab_size())])


def _begins_text(token: str) -> bool:
    text = token.strip(prompt_format.SPACES)
    return bool(text) and ((text[0].isalnum() and not text[0].islower()) or text[0] in "\"'—(")


def _begins_label(token: str) -> bool:
    return len(token) > 1 and token[0] == " " and token[1].isalpha() and not token[1].islower()


def _readable(written: bytes) -> str:
    return prompt_format.readable(written.decode("utf-8", "replace"))
