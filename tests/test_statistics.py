from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seasoned.errors import InputError
from seasoned.statistics import paired

arm = st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=3, max_size=3)


def test_equal_arms_differ_by_nothing():
    found = paired({"a": [1, 0, 1], "b": [0, 0, 1]}, {"a": [1, 0, 1], "b": [0, 0, 1]})
    assert (found.mean, found.low, found.high, found.significant) == (0.0, 0.0, 0.0, False)


def test_a_constant_gain_is_significant_and_counted():
    found = paired({"a": [1] * 5}, {"a": [0] * 5})
    assert (found.mean, found.low, found.gained, found.lost, found.pairs) == (1.0, 1.0, 1.0, 0.0, 5)


@given(arm, arm, arm, arm)
def test_the_interval_holds_the_mean_and_turns_with_the_arms(
    a: list[float], b: list[float], c: list[float], d: list[float]
):
    one, other = {"a": a, "b": b}, {"a": c, "b": d}
    there, back = paired(one, other, resamples=200), paired(other, one, resamples=200)
    assert there.low <= there.mean + 1e-9
    assert there.mean <= there.high + 1e-9
    assert there.mean == pytest.approx(-back.mean)


def test_arms_over_different_tasks_are_refused():
    with pytest.raises(InputError, match="same streams"):
        paired({"a": [1]}, {"b": [1]})
    with pytest.raises(InputError, match="same tasks"):
        paired({"a": [1, 2]}, {"a": [1]})
