"""What is decided on utility: dropping, votes, withholding, uplift."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seasoned.credit import Use, credit
from seasoned.credit.ema import observe
from seasoned.credit.frequency import droppable, help_rate
from seasoned.credit.student import quantile
from seasoned.credit.uplift import newcombe, uplift, uplift_by_kind, welch, wilson
from seasoned.credit.votes import standing, voted, voted_out
from seasoned.credit.withhold import warm, withhold
from seasoned.errors import InputError
from seasoned.types import Kind, Operation, Outcome, Utility, Value


def arm(*rewards: float) -> Value:
    value = Value()
    for r in rewards:
        value = observe(value, r, 1.0)
    return value


def binary(successes: int, failures: int) -> Value:
    return arm(*[1.0] * successes, *[-1.0] * failures)


def test_an_item_is_dropped_when_it_was_used_often_and_seldom_helped():
    assert droppable(Utility(helped=2, hurt=3))
    assert not droppable(Utility(helped=1, hurt=3))
    assert not droppable(Utility(helped=3, hurt=3))
    assert not droppable(Utility(injected=100))
    assert help_rate(Utility()) is None
    assert droppable(Utility(helped=8, hurt=2), least_uses=10, least_rate=0.9)


def test_votes_follow_the_algebra():
    votes = voted(voted(voted(0.0, Operation.AGREE), Operation.AGREE, 2.0), Operation.DISAGREE)
    assert votes == 2.0
    assert voted(votes, Operation.DISAGREE, 3.0) == -1.0
    assert voted(votes, Operation.EDIT) == votes
    assert standing(Utility()) == 2.0
    assert standing(Utility(votes=1.0, helped=3, hurt=2)) == 2.0
    assert voted_out(Utility(hurt=1))
    assert not voted_out(Utility(hurt=1, votes=1.0))


@given(st.lists(st.sampled_from((Operation.AGREE, Operation.DISAGREE))))
def test_the_order_of_votes_does_not_matter(operations):
    there = back = 0.0
    for one, other in zip(operations, reversed(operations), strict=True):
        there, back = voted(there, one), voted(back, other)
    assert there == back == operations.count(Operation.AGREE) - operations.count(Operation.DISAGREE)


def test_only_warm_items_are_withheld_at_about_the_given_rate():
    utilities = {"warm": Utility(injected=5), "cold": Utility(injected=4)}
    rng = Random(1)
    draws = [withhold(("warm", "cold", "new"), utilities, rng, 0.1) for _ in range(5000)]
    assert set(draws) == {(), ("warm",)}
    assert draws.count(("warm",)) / 5000 == pytest.approx(0.1, abs=0.02)
    assert warm(Utility(injected=5))


def test_withholding_is_replayed_by_its_seed_whatever_is_warm():
    ids = [f"e{n}" for n in range(50)]
    hot = {id: Utility(injected=9) for id in ids}
    some = {id: hot[id] for id in ids[::2]}
    first, second = withhold(ids, hot, Random(4), 0.5), withhold(ids, some, Random(4), 0.5)
    assert first == withhold(ids, hot, Random(4), 0.5)
    assert second == tuple(id for id in first if id in some)
    assert withhold(ids, hot, Random(4), 0.0) == ()
    assert withhold(ids, hot, Random(4), 1.0) == tuple(ids)
    with pytest.raises(InputError):
        withhold(ids, hot, Random(4), 1.5)


def test_newcombes_interval_gives_the_published_example():
    # Newcombe 1998, table II, method 10, case (a): 56/70 against 48/80.
    result = newcombe(binary(56, 14), binary(48, 32))
    assert result is not None
    assert (result.difference, result.low, result.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert (result.injected, result.withheld) == (70, 80)
    assert result.significant


def test_newcombes_interval_holds_for_empty_cells():
    # Newcombe 1998, table II, method 10, case (h): 10/10 against 0/10.
    result = newcombe(binary(10, 0), binary(0, 10))
    assert result is not None
    assert (result.difference, result.low, result.high) == pytest.approx((1.0, 0.6075, 1.0), abs=5e-5)


def test_wilsons_interval_gives_the_published_example():
    # Newcombe 1998a, table I: 81/263.
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_the_interval_holds_the_difference_and_stays_within_its_range(a: int, b: int, c: int, d: int):
    result = newcombe(binary(a, b), binary(c, d))
    if a + b == 0 or c + d == 0:
        assert result is None
    else:
        assert result is not None
        assert -1 - 1e-9 <= result.low <= result.difference <= result.high <= 1 + 1e-9


def test_students_quantiles_are_those_of_the_tables():
    table = {1: 12.7062, 2: 4.30265, 3: 3.18245, 5: 2.57058, 10: 2.22814, 30: 2.04227, 120: 1.97993}
    for degrees, expected in table.items():
        assert quantile(0.975, degrees) == pytest.approx(expected, abs=1e-4)
    assert quantile(0.995, 4) == pytest.approx(4.60409, abs=1e-4)
    assert quantile(0.975, 1e6) == pytest.approx(1.95997, abs=1e-4)


def test_welchs_interval_agrees_with_a_hand_calculation():
    # Means 0.5 and 0, variances 1/12 and 1/6, n 4 and 4: t = 2.0, 5.4 degrees of freedom, t.975 = 2.51435.
    given_, withheld = arm(0.25, 0.25, 0.75, 0.75), arm(-0.5, 0.0, 0.5, 0.0)
    result = welch(given_, withheld)
    assert result is not None
    assert result.difference == pytest.approx(0.25)
    assert result.high - result.low == pytest.approx(2 * 2.51435 * 0.25 / 2, abs=1e-5)
    assert welch(arm(1.0), withheld) is None
    assert welch(arm(1.0, 1.0), arm(0.0, 0.0)) is None


def test_uplift_of_an_item_comes_from_both_arms_of_its_use():
    utility = Utility()
    for n in range(40):
        outcome = Outcome(trajectory_id=f"t{n}", success=n % 4 != 0)
        utility = credit(utility, Use(eligible=True), outcome)
        missed = Outcome(trajectory_id=f"s{n}", success=n % 4 == 0)
        utility = credit(utility, Use(injections=0, withheld=1), missed)
    result = uplift(utility)
    assert result is not None
    assert result.difference == pytest.approx(0.5)
    assert result.low > 0
    assert uplift(Utility()) is None


def test_uplift_by_kind_puts_the_arms_of_its_items_together():
    one = Utility(injected_outcomes=binary(30, 10), withheld_outcomes=binary(1, 3))
    two = Utility(injected_outcomes=binary(26, 4), withheld_outcomes=binary(47, 29))
    result = uplift_by_kind([(Kind.CASE, one), (Kind.CASE, two), (Kind.PAIR, Utility())])
    assert result[Kind.PAIR] is None
    pooled = result[Kind.CASE]
    assert pooled is not None
    assert (pooled.difference, pooled.injected, pooled.withheld) == pytest.approx((0.2, 70, 80))
