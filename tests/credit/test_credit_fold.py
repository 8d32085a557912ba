"""The utility fold and the laws it keeps."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seasoned.credit import RULE, Rule, Use, credit, fold, recalled, reward, uncredited
from seasoned.credit.beta import laplace, thompson
from seasoned.credit.ema import ALPHA, average, observe, pooled, weight
from seasoned.credit.exemplar import exemplar_value
from seasoned.credit.shares import equal, proportional
from seasoned.errors import InputError
from seasoned.types import Outcome, Utility, Value

unit = st.floats(0, 1)
rewards = st.floats(-1, 1)
outcomes = st.builds(
    Outcome,
    trajectory_id=st.just("t"),
    success=st.none() | st.booleans(),
    score=st.none() | unit,
    confidence=unit,
)
uses = st.builds(
    Use,
    injections=st.integers(0, 3),
    withheld=st.integers(0, 2),
    share=unit,
    companions=st.integers(1, 6),
    eligible=st.booleans(),
    contexts=st.lists(st.sampled_from("abc"), max_size=3).map(tuple),
    at=st.floats(0, 10),
)


def ended(success: bool | None = True, **more) -> Outcome:
    return Outcome(trajectory_id="t", success=success, **more)


@given(outcomes)
def test_a_reward_lies_between_minus_one_and_one(outcome: Outcome):
    assert -1 <= reward(outcome) <= 1


def test_success_decides_before_the_score():
    assert reward(ended(False, score=0.9)) == -1
    assert reward(ended(True, score=0.0)) == 1
    assert reward(ended(None, score=0.75)) == 0.5
    assert reward(ended(None, score=7.0)) == 1
    assert reward(ended(None)) == reward(ended(None, score=float("nan"))) == 0


@given(st.lists(st.tuples(uses, outcomes), max_size=30))
def test_every_value_stays_within_the_range_of_rewards(history):
    utility = Utility()
    for use, outcome in history:
        utility = fold(utility, use, outcome)
    for value in (*utility.values.values(), utility.injected_outcomes, utility.withheld_outcomes):
        assert -1 <= value.ema <= 1
        assert -1 - 1e-9 <= value.mean <= 1 + 1e-9
        assert value.m2 >= -1e-9
    assert 0 < laplace(utility) < 1
    assert 0 <= (exemplar_value(utility) or 0) <= 1 + 1e-9
    assert utility.recalled == utility.injected + utility.withheld
    assert utility.helped + utility.hurt <= len(history)


@given(st.lists(rewards, min_size=1, max_size=60), unit)
def test_the_exponential_average_stays_between_its_start_and_the_rewards(seen: list[float], step: float):
    q = 0.0
    for r in seen:
        q = average(q, r, ALPHA * step)
    assert min(0, *seen) - 1e-12 <= q <= max(0, *seen) + 1e-12


@pytest.mark.parametrize("p", [0.2, 0.5, 0.9])
def test_the_exponential_average_tends_to_the_mean_with_bounded_variance(p: float):
    rng, ends = Random(5), []
    for _ in range(4000):
        value = Value()
        for _ in range(40):
            value = observe(value, 1.0 if rng.random() < p else -1.0, 1.0)
        ends.append(value.ema)
    mean = sum(ends) / len(ends)
    variance = sum((q - mean) ** 2 for q in ends) / (len(ends) - 1)
    bound = ALPHA / (2 - ALPHA) * 4 * p * (1 - p)
    # 4 standard errors of each estimate.
    assert mean == pytest.approx(2 * p - 1, abs=4 * (bound / len(ends)) ** 0.5)
    assert variance <= bound * (1 + 4 * (2 / len(ends)) ** 0.5)


@given(unit, unit, st.integers(1, 9))
def test_a_step_is_never_more_than_alpha(confidence: float, share: float, companions: int):
    assert 0 <= ALPHA * weight(confidence, share, companions) <= ALPHA


@given(st.integers(1, 9))
def test_equal_shares_leave_every_item_the_full_step(companions: int):
    assert weight(1.0, equal(companions)[0], companions) == pytest.approx(1.0)


def test_confidence_scales_the_step():
    values = [credit(Utility(), Use(), ended(confidence=c)).values[""].ema for c in (0.0001, 0.5, 1.0)]
    assert values == pytest.approx([0.00003, 0.15, 0.3])


def test_a_smaller_share_moves_less():
    big = credit(Utility(), Use(share=0.8, companions=2), ended())
    small = credit(Utility(), Use(share=0.2, companions=2), ended())
    assert big.values[""].ema == pytest.approx(0.3)
    assert small.values[""].ema == pytest.approx(0.12)


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=6), outcomes)
def test_the_items_of_a_trajectory_together_count_one_outcome(scores: list[float], outcome: Outcome):
    uses = [Use(share=share, companions=len(scores)) for share in proportional(scores)]
    utilities = [credit(Utility(), use, outcome) for use in uses]
    counted = sum(u.alpha + u.beta for u in utilities)
    said = outcome.success is not None or outcome.score is not None
    assert counted == pytest.approx(outcome.confidence if said else 0.0)


@given(uses)
def test_an_outcome_that_says_nothing_changes_nothing(use: Use):
    for outcome in (ended(None), ended(True, confidence=0.0), ended(None, score=float("nan"))):
        assert credit(Utility(), use, outcome) == Utility()


def test_only_confident_outcomes_count_as_helped_or_hurt():
    utility = Utility()
    for outcome in (ended(True), ended(False), ended(False), ended(True, confidence=0.4), ended(None, score=0.5)):
        utility = fold(utility, Use(), outcome)
    assert (utility.helped, utility.hurt, utility.injected) == (1, 2, 5)
    assert utility.values[""].visits == pytest.approx(4.4)


def test_the_exemplar_value_weighs_outcomes_by_recalls():
    utility = credit(credit(Utility(), Use(injections=3), ended(True)), Use(injections=1), ended(False))
    assert exemplar_value(utility) == pytest.approx(0.75)
    assert exemplar_value(Utility()) is None


def test_values_are_kept_per_context_and_overall():
    utility = credit(Utility(), Use(contexts=("door",)), ended(True))
    utility = credit(utility, Use(contexts=("window",)), ended(False))
    assert {key: value.mean for key, value in utility.values.items()} == {"": 0.0, "door": 1.0, "window": -1.0}


def test_the_contexts_of_an_item_are_capped_and_the_most_visited_stay():
    rule, utility = Rule(contexts=3), Utility()
    for n in range(20):
        for key in ("often", f"once{n}"):
            utility = credit(utility, Use(contexts=(key,)), ended(), rule)
    assert len(utility.values) == 4
    assert utility.values["often"].visits == 20
    assert utility.values[""].visits == 40


def test_a_withheld_item_is_not_credited_but_compared():
    utility = fold(Utility(), Use(injections=0, withheld=1, share=0.0, eligible=True), ended(False))
    assert (utility.withheld, utility.hurt, utility.beta, utility.values) == (1, 0, 0.0, {})
    assert (utility.withheld_outcomes.visits, utility.withheld_outcomes.mean) == (1, -1)


def test_items_given_and_withheld_in_one_trajectory_are_in_neither_arm():
    utility = fold(Utility(), Use(injections=1, withheld=1, eligible=True), ended())
    assert utility.injected_outcomes == utility.withheld_outcomes == Value()
    assert utility.helped == 1


@given(uses, st.lists(st.tuples(uses, outcomes), max_size=8))
def test_taking_credit_back_leaves_only_what_recalls_and_votes_say(use: Use, history):
    start = replace(Utility(), votes=3.0, set_value=0.5)
    bare = full = start
    for each, outcome in history:
        bare = fold(bare, each)
        full = fold(full, each, outcome)
    assert uncredited(full) == bare


def test_last_used_is_the_latest_injection():
    utility = recalled(Utility(), injections=1, withheld=0, at=5.0)
    utility = recalled(utility, injections=0, withheld=1, at=9.0)
    assert recalled(utility, injections=1, withheld=0, at=3.0).last_used == 5.0


@given(st.lists(st.tuples(rewards, st.floats(0.01, 1)), max_size=20), st.integers(0, 20))
def test_pooling_two_samples_is_observing_both(sample, cut: int):
    parts = []
    for part in (sample[:cut], sample[cut:], sample):
        value = Value()
        for r, w in part:
            value = observe(value, r, w)
        parts.append(value)
    both, whole = pooled(parts[0], parts[1]), parts[2]
    assert both.visits == pytest.approx(whole.visits)
    assert both.mean == pytest.approx(whole.mean, abs=1e-9)
    assert both.m2 == pytest.approx(whole.m2, abs=1e-9)


def test_welford_gives_the_sample_variance():
    value = Value()
    for r in (1.0, -1.0, 0.5, 0.25):
        value = observe(value, r, 1.0)
    assert value.mean == pytest.approx(0.1875)
    assert value.variance == pytest.approx(0.72395833333)


def test_an_unused_item_is_worth_an_even_chance():
    assert laplace(Utility()) == 0.5
    assert laplace(Utility(alpha=3.0)) == pytest.approx(0.8)


@settings(max_examples=20)
@given(st.integers(0, 20), st.integers(0, 20))
def test_thompson_draws_scatter_around_the_laplace_mean(wins: int, losses: int):
    utility, rng = Utility(alpha=wins, beta=losses), Random(3)
    draws = [thompson(utility, rng) for _ in range(2000)]
    assert all(0 <= draw <= 1 for draw in draws)
    assert sum(draws) / len(draws) == pytest.approx(laplace(utility), abs=0.03)


@given(st.lists(st.floats(0, 1e308), min_size=1, max_size=8))
def test_shares_sum_to_one_and_keep_the_order(scores: list[float]):
    shares = proportional(scores)
    assert sum(shares) == pytest.approx(1.0)
    assert sum(equal(len(scores))) == pytest.approx(1.0)
    assert all(share >= 0 for share in shares)
    ranked = [share for _, share in sorted(zip(scores, shares, strict=True))]
    assert ranked == sorted(ranked)


def test_shares_need_finite_scores():
    for bad in (-1.0, float("nan"), float("inf")):
        with pytest.raises(InputError):
            proportional([1.0, bad])
    assert proportional([]) == equal(0) == ()
    assert proportional([0.0, 0.0]) == (0.5, 0.5)


def test_the_rule_is_memrls():
    assert (RULE.alpha, RULE.confident) == (0.3, 0.5)
