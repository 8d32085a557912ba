from __future__ import annotations

from random import Random

import pytest
from pantry import Pantry

from seasoned.bench import controls
from seasoned.errors import EnvironmentUnavailableError
from seasoned.streams import EXPERT, WITHOUT, Arm, noisily, run_stream, shuffled
from seasoned.types import Kind, Origin

WORLD = Pantry()
TASKS = WORLD.tasks("fetch", fold="train", count=12, seed=0)


class Inexpert(Pantry):
    def expert(self, task: object) -> None:
        return None


def test_the_expert_solves_what_it_has_a_path_for_and_says_where_it_has_none():
    runs = [run for run, _ in run_stream(WORLD, TASKS, EXPERT, seed=0)]
    assert all(run.success and run.steps == 3 for run in runs)
    with pytest.raises(EnvironmentUnavailableError, match="no expert"):
        list(run_stream(Inexpert(), TASKS, EXPERT, seed=0))


def test_a_frozen_memory_records_on_but_learns_nothing_more():
    counts = []
    for _, memory in run_stream(WORLD, TASKS, Arm("f", "default", corrections=True, learns_for=4), seed=0):
        assert memory is not None
        stats = memory.stats()
        counts.append((stats.trajectories, stats.experiences))
    assert counts[3][1] > 0
    assert {experiences for _, experiences in counts[4:]} == {counts[3][1]}
    assert counts[-1][0] == counts[3][0] + 8


def test_shuffled_outcomes_are_those_that_came_and_expert_paths_are_not_marked():
    told = shuffled(Random(0))
    seen = [told(bool(n % 2), n / 10) for n in range(40)]
    assert all(pair in [(bool(k % 2), k / 10) for k in range(n + 1)] for n, pair in enumerate(seen))
    assert seen != [(bool(n % 2), n / 10) for n in range(40)]
    arm = Arm("s", "default", corrections=True, telling=shuffled, unmarked=True)
    for _, memory in run_stream(WORLD, TASKS, arm, seed=0):
        assert memory is not None
        origins = {trajectory.origin for trajectory in memory.store.trajectories()}
    assert origins == {Origin.OWN}


def test_noise_turns_the_asked_share_of_outcomes():
    told = noisily(0.1)(Random(1))
    turned = sum(told(True, 1.0) == (False, 0.0) for _ in range(2000))
    assert 150 < turned < 250
    assert noisily(0.0)(Random(1))(True, 0.5) == (True, 0.5)


def test_a_placebo_costs_tokens_and_changes_nothing_else():
    with_placebo = [run for run, _ in run_stream(WORLD, TASKS, Arm("p", controls.placebo(), corrections=True), seed=0)]
    without = [run for run, _ in run_stream(WORLD, TASKS, WITHOUT, seed=0)]
    assert [run.success for run in with_placebo] == [run.success for run in without]
    assert sum(run.tokens for run in with_placebo) > 100
    assert sum(run.advised for run in with_placebo) == 0


def test_raw_trajectories_are_kept_whole_failed_ones_too():
    memory = None
    for _, memory in run_stream(WORLD, TASKS, Arm("raw", controls.raw()), seed=0):
        assert memory is not None
        cases = list(memory.store.experiences(kinds=(Kind.CASE,)))
        runs = list(memory.store.trajectories())
    assert len(cases) == len(runs) == len(TASKS)
    assert {len(case.payload["steps"]) for case in cases} <= {len(run.steps) for run in runs}
