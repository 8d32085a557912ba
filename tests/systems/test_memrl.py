"""MemRL's learned value tells a useful memory from its look-alikes, where similarity alone cannot, and stays as steady
as the theory says."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from statistics import fmean, pvariance

import pytest

from recall.items import chosen, run, scored, used
from seasoned.credit.ema import ALPHA
from seasoned.recall.select import z_blend
from seasoned.system import System
from seasoned.systems.memrl import memrl
from seasoned.types import Kind, Outcome, Task, Trajectory, Usage
from systems.played import memory, play

GUIDES = ("Ada", "Bob", "Cem", "Dea")
TRIP = "Book a flight to Rome"


def settled(system: System, useful: str, rounds: int = 16) -> str:
    """Return whose memory is shown after `rounds` runs that succeed exactly when that of `useful` was shown."""
    m = memory(system)
    for guide in GUIDES:
        with m.episode(TRIP, family="travel", task_id=guide) as episode:
            episode.step(observation="at the desk", action=f"book a seat as {guide}")
            episode.finish(success=True)
    for _ in range(rounds):
        with m.episode(TRIP, family="travel") as episode:
            (item,) = episode.recall().items
            # Nothing is done, so nothing further is learned.
            episode.finish(success=item.body.endswith(useful))
    (item,) = m.recall(TRIP, family="travel").items
    return item.body.split()[-1]


def test_value_separates_the_useful_memory_from_its_look_alikes_and_similarity_shows_one_whatever_helps() -> None:
    assert [settled(memrl(k2=1), useful) for useful in GUIDES] == list(GUIDES)
    assert len({settled(memrl(k2=1, lambda_=0.0), useful) for useful in GUIDES}) == 1


def values(rewards: Sequence[bool]) -> list[float]:
    """Return Q after each of these endings of runs that were shown one memory, as the store folds it."""
    m = memory(memrl())
    play(m, TRIP, ["book"])
    (item,) = m.store.experiences(kinds=(Kind.CASE,))
    found = []
    with m.store.batch():
        for n, success in enumerate(rewards):
            name = f"run-{n}"
            usage = Usage(id=f"use-{n}", trajectory_id=name, step=0, query=TRIP, selected=(item.id,), shares=(1.0,))
            shown = Trajectory(id=name, task=Task(id=name, text=TRIP), steps=())
            m.store.append(shown, usage, Outcome(trajectory_id=name, success=success), at=float(n))
            found.append(m.store.utilities([item.id])[item.id].values[""].ema)
    return found


@pytest.mark.parametrize("p", [0.2, 0.5, 0.8])
def test_q_keeps_near_the_mean_reward_within_the_bound_on_its_variance(p: float) -> None:
    rng = Random(f"rewards {p}")
    q = values([rng.random() < p for _ in range(1500)])[50:]
    # Rewards are ±1, so their variance is 4p(1 - p). Some 250 independent stretches estimate it to about 10 %.
    bound = ALPHA / (2.0 - ALPHA) * 4.0 * p * (1.0 - p)
    assert pvariance(q) <= bound * 1.2
    assert pvariance(q) >= bound * 0.8
    assert fmean(q) == pytest.approx(2.0 * p - 1.0, abs=0.1)
    assert all(-1.0 <= value <= 1.0 for value in q)


def test_q_by_hand() -> None:
    assert values([True, True, False]) == pytest.approx([0.3, 0.51, 0.057])


def test_the_similarity_gate_comes_before_the_value() -> None:
    items = [scored("near", 0.6, used(1, 1, ema=0.0)), scored("far", 0.1, used(9, 0, ema=1.0))]
    assert chosen(run(memrl().select, items)) == ["near"]
    assert chosen(run(z_blend(weight=0.9, delta=0.0, k2=1), items)) == ["far"]
