from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seasoned.bench.metrics import (
    again,
    area_under_roc,
    break_even,
    calibration,
    last_quarter,
    ranked,
    spared,
    transfer,
)

scores = st.lists(st.tuples(st.floats(0.0, 1.0), st.booleans()), max_size=30)


def pair(ours: float, theirs: float, cost: float = 1.0, their_cost: float = 1.0) -> tuple[dict[str, float], ...]:
    return {"success": ours, "steps": cost}, {"success": theirs, "steps": their_cost}


def test_transfer_counts_what_was_lost_of_the_solved_and_won_of_the_failed():
    found = transfer([pair(0, 1), pair(1, 1), pair(1, 1), pair(1, 0), pair(0, 0)], "success")
    assert (found.negative.mean, found.negative.n) == (pytest.approx(1 / 3), 3)
    assert (found.positive.mean, found.positive.n) == (0.5, 2)
    assert found.negative.low < 1 / 3 < found.negative.high


def test_transfer_without_any_solved_task_says_that_nothing_is_known():
    found = transfer([pair(0, 0)], "success").negative
    assert (found.mean, found.low, found.high, found.n) == (0.0, 0.0, 1.0, 0)


def test_savings_count_only_tasks_that_both_solve():
    assert spared([pair(1, 1, 2, 8), pair(1, 1, 4, 4), pair(0, 1, 99, 1)], "steps", "success") == [(6, 8), (0, 4)]


def test_the_break_even_task_is_the_one_from_which_the_lead_is_never_lost_again():
    stream = [pair(1, 1, 5, 3), pair(1, 1, 1, 4), pair(1, 1, 4, 1), pair(1, 1, 1, 9), pair(1, 1, 1, 1)]
    assert break_even(stream, "steps") == 4
    assert break_even(stream[:3], "steps") is None


def test_the_last_quarter_of_a_short_stream_is_its_last_task():
    assert last_quarter([1, 2, 3]) == [3]
    assert last_quarter(list(range(8))) == [6, 7]
    assert last_quarter([]) == []


@given(scores)
def test_calibration_is_zero_for_a_prophet_and_never_outside_its_range(found: list[tuple[float, bool]]):
    came = [float(label) for _, label in found]
    brier, error = calibration([p for p, _ in found], came)
    if found:
        assert 0.0 <= brier <= 1.0
        assert 0.0 <= error <= 1.0
        assert calibration(came, came) == (0.0, 0.0)
    else:
        assert math.isnan(brier)


@given(scores)
def test_the_area_under_the_roc_turns_with_the_scores_and_counts_ties_half(found: list[tuple[float, bool]]):
    values, labels = [value for value, _ in found], [label for _, label in found]
    area = area_under_roc(values, labels)
    if len(set(labels)) < 2:
        assert math.isnan(area)
        return
    naive = [(one > other) + 0.5 * (one == other) for one, won in found for other, lost in found if won and not lost]
    assert area == pytest.approx(sum(naive) / len(naive))
    assert area_under_roc([0.0] * len(found), labels) == 0.5


def test_retrieval_is_measured_on_the_first_k():
    found = ranked(["a", "x", "b", "c"], ["b", "c"], 3)
    assert found["recall@3"] == 0.5
    assert (found["recall_any@3"], found["recall_all@3"]) == (1.0, 0.0)
    assert found["MRR@3"] == pytest.approx(1 / 3)
    assert found["nDCG@3"] == pytest.approx((1 / 2) / (1 + 1 / math.log2(3)))


def test_replay_figures_tell_mended_from_lost():
    assert again([0, 0, 1, 1], [1, 0, 0, 1]) == {"replay gain": 0.0, "recovery": 0.5, "regression": 0.5}
    assert again([0, 0], [1, 1]) == {"replay gain": 1.0, "recovery": 1.0}
    assert again([], []) == {}
