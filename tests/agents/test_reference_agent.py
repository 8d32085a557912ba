from __future__ import annotations

from pantry import Pantry

from seasoned.statistics import paired
from seasoned.streams import RANDOM_POLICY, WITHOUT, Arm, run_stream

SEEDS = range(3)
TASKS = 25


def scores(arm: Arm) -> dict[str, list[float]]:
    world = Pantry()
    return {
        str(seed): [
            float(run.success)
            for run, _ in run_stream(world, world.tasks("fetch", fold="train", count=TASKS, seed=seed), arm, seed=seed)
        ]
        for seed in SEEDS
    }


def test_corrections_beat_the_same_agent_without_memory_and_random_memory_does_not():
    without = scores(WITHOUT)
    corrected = paired(scores(Arm("c", "default", corrections=True)), without)
    drawn = paired(scores(Arm("r", "random_memory", corrections=True)), without)
    assert corrected.low > 0.3
    assert corrected.mean > drawn.mean


def test_a_system_that_learns_nothing_plays_exactly_like_the_control():
    assert scores(Arm("n", "no_memory", corrections=True)) == scores(WITHOUT)


def test_the_random_policy_is_no_better_than_the_control():
    without, uniform = scores(WITHOUT), scores(RANDOM_POLICY)
    assert sum(map(sum, uniform.values())) <= sum(map(sum, without.values()))


def test_the_same_seed_gives_the_same_runs_and_the_same_log():
    world = Pantry()

    def play() -> tuple[list[object], list[str]]:
        tasks = world.tasks("fetch", fold="train", count=8, seed=1)
        runs, digests = [], []
        for run, memory in run_stream(world, tasks, Arm("c", "default", corrections=True), seed=1):
            assert memory is not None
            runs.append(run)
            digests = [event.digest for event in memory.store.log()]
        return runs, digests

    assert play() == play()


def test_what_was_injected_is_recorded_with_the_step_that_saw_it():
    world = Pantry()
    tasks = world.tasks("fetch", fold="train", count=6, seed=0)
    for _run, memory in run_stream(world, tasks, Arm("c", "default", corrections=True), seed=0):
        assert memory is not None
        last = next(t for t in memory.store.trajectories(limit=2) if t.origin == "own")
        injected = [text for step in last.steps for text in step.injected]
    assert injected
    assert last.recalls
    assert last.arm == "with"
