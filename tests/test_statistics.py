from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seasoned.errors import InputError
from seasoned.statistics import estimate, holm, paired, ratio, sign_flip, wilson

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


@given(arm, arm)
def test_an_estimate_lies_within_its_interval_and_the_scores(a: list[float], b: list[float]):
    found = estimate({"a": a, "b": b}, resamples=200)
    assert min(a + b) <= found.low <= found.mean + 1e-9
    assert found.mean - 1e-9 <= found.high <= max(a + b)
    assert found.n == 6


def test_an_estimate_of_nothing_is_refused():
    with pytest.raises(InputError, match="at least one"):
        estimate({"a": []})


def test_sign_flips_are_exact_for_few_streams_and_never_zero_for_many():
    one = {str(n): [1.0, 1.0] for n in range(5)}
    none = {str(n): [0.0, 0.0] for n in range(5)}
    assert sign_flip(one, none) == pytest.approx(2 / 2**5)
    assert sign_flip(one, one) == 1.0
    many = {str(n): [1.0] for n in range(30)}
    assert 0.0 < sign_flip(many, {name: [0.0] for name in many}) < 0.001


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.floats(0.0, 1.0), min_size=1, max_size=6))
def test_adjusted_p_values_keep_their_order_and_never_shrink(raw: dict[str, float]):
    adjusted = holm(raw)
    assert all(raw[name] <= adjusted[name] <= 1.0 for name in raw)
    ranked = sorted(raw, key=lambda name: (raw[name], name))
    assert [adjusted[name] for name in ranked] == sorted(adjusted.values())
    assert adjusted[ranked[0]] == min(1.0, len(raw) * raw[ranked[0]])


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_wilson_interval_holds_the_rate(hits: int, misses: int):
    low, high = wilson(hits, hits + misses)
    if hits + misses:
        assert 0.0 <= low <= hits / (hits + misses) + 1e-12
        assert hits / (hits + misses) - 1e-12 <= high <= 1.0
    else:
        assert (low, high) == (0.0, 1.0)


def test_the_wilson_interval_of_none_of_ten_is_the_published_one():
    low, high = wilson(0, 10)
    assert low == 0.0
    assert high == pytest.approx(0.2775, abs=1e-4)
    with pytest.raises(InputError, match="0 <= hits <= n"):
        wilson(3, 2)


def test_a_ratio_is_that_of_the_sums_and_of_a_whole_of_nothing_there_is_none():
    found = ratio({"a": [1, 1], "b": [2]}, {"a": [2, 2], "b": [4]})
    assert found is not None
    assert (found.mean, found.low, found.high, found.n) == (0.5, 0.5, 0.5, 3)
    assert ratio({"a": [1.0]}, {"a": [0.0]}) is None


@given(arm, arm)
def test_a_ratio_lies_within_its_interval(a: list[float], b: list[float]):
    found = ratio({"a": a, "b": b}, {"a": [1.0, 2.0, 1.0], "b": [1.0, 1.0, 3.0]}, resamples=200)
    assert found is not None
    assert found.low <= found.mean + 1e-9
    assert found.mean <= found.high + 1e-9
