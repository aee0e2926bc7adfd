"""Laws of training rows."""

import numpy as np
import pytest

from model_export.windows import Mixture, documents, rows, windows

END, NEWLINE, QUOTE = 0, 1, 2
CONTEXT = 64


def document(lines: int, mark: int, premise: bool = False) -> np.ndarray:
    """Lines of eight tokens, every third one a choice; a premise is one token and two newlines."""
    ids = [mark, NEWLINE, NEWLINE] if premise else []
    for line in range(lines):
        ids += [QUOTE if line % 3 == 2 else mark, *[mark] * 6, NEWLINE]
    return np.array([*ids[:-1], END], dtype=np.uint16)


def test_documents_are_cut_behind_each_end_of_text():
    parts = [document(3, 5), document(2, 6)]
    found = documents(np.concatenate(parts), END)
    assert [part.tolist() for part in found] == [part.tolist() for part in parts]


def test_a_document_that_fits_is_one_window():
    whole = document(6, 7)
    assert [w.tolist() for w in windows(whole, CONTEXT, NEWLINE, QUOTE)] == [whole.tolist()]


def test_windows_of_a_long_document_begin_at_lines_that_are_no_choices():
    for window in windows(document(40, 7), CONTEXT, NEWLINE, QUOTE):
        assert window[0] == 7 and len(window) <= CONTEXT


def test_only_the_last_window_ends_the_text_and_the_others_are_full():
    found = windows(document(40, 7), CONTEXT, NEWLINE, QUOTE)
    assert found[-1][-1] == END
    assert all(len(window) == CONTEXT and END not in window for window in found[:-1])


def test_every_token_of_a_long_document_is_seen():
    ids = np.array([*range(10, 400), END], dtype=np.uint16)
    ids[20::25] = NEWLINE
    seen = np.concatenate(windows(ids, CONTEXT, NEWLINE, QUOTE))
    assert set(ids.tolist()) == set(seen.tolist())


def test_a_later_window_begins_with_the_premise():
    found = windows(document(40, 7, premise=True), CONTEXT, NEWLINE, QUOTE)
    assert len(found) > 2
    for window in found:
        assert window[:3].tolist() == [7, NEWLINE, NEWLINE] and window[3] == 7


def test_rows_are_full_and_hold_every_window_once():
    pieces = [document(3 + i % 5, 10 + i) for i in range(40)]
    packed = list(rows(pieces, CONTEXT, np.random.default_rng(1)))
    assert {len(row) for row in packed} == {CONTEXT}
    whole = " ".join(map(str, np.concatenate(packed)))
    assert all(" ".join(map(str, piece)) in whole for piece in pieces)


@pytest.fixture
def groups() -> dict[str, list[np.ndarray]]:
    return {
        "own": [document(4, 20 + i) for i in range(9)],
        "second": [document(6, 40 + i) for i in range(30)],
    }


def test_a_seed_fixes_the_order(groups: dict):
    first, again, other = (Mixture(groups, {"own": 1, "second": 3}, CONTEXT, seed) for seed in (3, 3, 4))
    batches = [[m.batch(4).tolist() for _ in range(10)] for m in (first, again, other)]
    assert batches[0] == batches[1] != batches[2]


def test_groups_come_in_their_shares(groups: dict):
    drawn = Mixture(groups, {"own": 1, "second": 3}, CONTEXT, 1).batch(40)
    assert sum(row.max() < 40 for row in drawn) == 10
