"""CASCADE's optimism finds the best of several cases that look alike; greed may keep the first fair one for good."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from math import exp, sqrt
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seasoned.credit.logistic import fit
from seasoned.credit.optimism import inverse_design, upper_bounds
from seasoned.errors import InputError
from seasoned.memory import Memory
from seasoned.system import System
from seasoned.systems.cascade import cascade

TASK = "Route the parcel to the island"
WAYS = ("rail", "barge", "truck", "plane", "ferry", "drone")
FAIR, BEST = 0.5, 0.95
ROUNDS = 60


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    m = Memory(":memory:", system=system, clock=lambda: float(next(ticks)))
    for way in WAYS:
        with m.episode(TASK, family="post", task_id=way) as episode:
            episode.step(observation="at the depot", action=f"send by {way}")
            episode.finish(success=True)
    return m


def regrets(system: System, seed: int) -> list[float]:
    """Return per round how much likelier success would have been with the best case than with the one shown."""
    m = memory(system)
    # The best is not among those that a tie prefers, so that it has to be looked for.
    first = m.recall(TASK, family="post").items[0].body
    best = next(way for way in WAYS[seed:] + WAYS[:seed] if way not in first)
    rng = Random(seed)
    lost = []
    for _ in range(ROUNDS):
        draw = rng.random()
        with m.episode(TASK, family="post") as episode:
            (item,) = episode.recall().items
            chance = BEST if best in item.body else FAIR
            lost.append(BEST - chance)
            # Nothing is done, so no further case is learned: the arms stay the same.
            episode.finish(success=draw < chance)
    return lost


def totals(system: System, seeds: Sequence[int] = (2, 3, 4)) -> tuple[float, float]:
    """Return the regret of the first and of the last third of the rounds, summed over worlds."""
    lost = [regrets(system, seed) for seed in seeds]
    third = ROUNDS // 3
    return sum(sum(one[:third]) for one in lost), sum(sum(one[-third:]) for one in lost)


def test_regret_with_optimism_levels_off_and_is_below_that_of_greed_which_goes_on() -> None:
    early, late = totals(cascade())
    assert late < early / 2.0
    greedy_early, greedy_late = totals(cascade(nu=0.0))
    assert greedy_late > greedy_early / 2.0
    assert early + late < greedy_early + greedy_late


def test_only_successes_become_cases_and_one_is_shown() -> None:
    m = memory(cascade())
    with m.episode(TASK, family="post", task_id="mule") as episode:
        episode.step(observation="at the depot", action="send by mule")
        episode.finish(success=False, score=0.5)
    assert m.stats().experiences == len(WAYS)
    assert len(m.recall(TASK, family="post").items) == 1


def test_the_bound_by_hand() -> None:
    # One trial x = (1, 1), λ = 1: A = [[2, 1], [1, 2]], A⁻¹ = [[2, -1], [-1, 2]] / 3.
    inverse = inverse_design(np.array([[1.0, 1.0]]), 1.0)
    assert inverse == pytest.approx(np.array([[2.0, -1.0], [-1.0, 2.0]]) / 3.0)
    tried, other = upper_bounds(np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([0.5, 0.5]), inverse, 0.3)
    assert tried == pytest.approx(1.0 / (1.0 + exp(-1.0)) + 0.3 * sqrt(2.0 / 3.0))
    assert other == pytest.approx(0.5 + 0.3 * sqrt(2.0))


@given(arrays(float, (5, 3), elements=st.floats(-2, 2)), st.floats(0.1, 2.0))
def test_inverting_at_once_gives_what_sherman_morrison_gives_row_by_row(rows: np.ndarray, ridge: float) -> None:
    inverse = np.eye(3) / ridge
    for x in rows:
        inverse = inverse - (inverse @ np.outer(x, x) @ inverse) / (1.0 + x @ inverse @ x)
    assert inverse_design(rows, ridge) == pytest.approx(inverse, abs=1e-6)


@given(arrays(float, (4, 3), elements=st.floats(-2, 2)), arrays(float, 3, elements=st.floats(-2, 2)))
def test_a_trial_never_makes_anything_less_certain(rows: np.ndarray, asked: np.ndarray) -> None:
    zero = np.zeros(3)
    widths = [float(upper_bounds(asked[None, :], zero, inverse_design(rows[:n], 0.1), 1.0)[0] - 0.5) for n in range(5)]
    assert all(later <= earlier + 1e-9 for earlier, later in itertools.pairwise(widths))


def test_bad_knobs_are_refused() -> None:
    with pytest.raises(InputError, match="nu >= 0"):
        memory(cascade(nu=-0.1)).recall(TASK, family="post")
    with pytest.raises(InputError, match="ridge > 0"):
        inverse_design(np.ones((1, 1)), 0.0)
    with pytest.raises(InputError, match="ridge > 0"):
        fit(np.ones((1, 1)), np.ones(1), np.ones(1), -1.0, np.zeros(1))
