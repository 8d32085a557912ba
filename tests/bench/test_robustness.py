"""Robustness to the order of the tasks and to false outcomes."""

from __future__ import annotations

import pytest

from bench.made import result
from seasoned.bench.groups import ALL
from seasoned.bench.rows import Row, rows
from seasoned.bench.track import Result, Unit


def ordered(system: str, order: str, solved: list[float], seed: int = 0) -> Result:
    one = result(system, solved, seed=seed)
    return Result(Unit("toy", "f", system, one.unit.arm, order, seed), one.items)


def found(results: list[Result], metric: str) -> dict[str, Row]:
    return {row.system: row for row in rows(results, {"toy": "success"}, ["ours"]) if row.metric == metric}


def by_order(*scores: tuple[str, list[float]], system: str = "ours", seeds: int = 4) -> list[Result]:
    return [ordered(system, order, solved, seed) for order, solved in scores for seed in range(seeds)]


OURS = by_order(("random", [1, 1, 0, 0]), ("blocked", [1, 0, 0, 0]))


def test_order_robustness_is_the_spread_of_orders_over_the_score_of_the_expert():
    expert = by_order(("random", [1, 1, 1, 0]), ("blocked", [1, 1, 1, 0]), system="expert")
    row = found([*OURS, *expert], "order robustness")["ours"]
    assert row.value == pytest.approx(1 - 0.25 / 0.75)
    assert (row.order, row.n, row.seeds) == (ALL, 4, 4)
    assert row.low <= row.value <= row.high


def test_without_an_expert_the_spread_is_over_the_best_order():
    assert found(OURS, "order robustness")["ours"].value == pytest.approx(0.5)


def test_orders_are_compared_on_the_seeds_that_all_of_them_have():
    more = [*OURS, ordered("ours", "random", [1, 1, 1, 1], seed=9)]
    assert found(more, "order robustness")["ours"].value == found(OURS, "order robustness")["ours"].value


def test_one_order_and_a_system_that_solves_nothing_have_no_order_robustness():
    assert not found(by_order(("random", [1, 0])), "order robustness")
    assert not found(by_order(("random", [0, 0]), ("blocked", [0, 0])), "order robustness")


def test_noise_robustness_is_the_score_under_false_outcomes_over_the_score_under_true_ones():
    results = [
        *(result("default", [0, 1, 1, 1], seed=seed) for seed in range(3)),
        *(result("noisy", [0, 1, 0, 1], seed=seed) for seed in range(3)),
    ]
    row = found(results, "noise robustness")["default"]
    assert (row.value, row.n) == (pytest.approx(2 / 3), 12)
    assert not found(results[:3], "noise robustness")
