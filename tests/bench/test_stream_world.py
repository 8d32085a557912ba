"""Streams through a small world: figures of the store, the canary, and leaving single experiences out."""

from __future__ import annotations

from random import Random

import pytest

from agents.pantry import Pantry
from seasoned.bench.frozen import Reader
from seasoned.bench.leave_one_out import leave_one_out
from seasoned.bench.stored import HELD, Watch, growth, stored
from seasoned.bench.track import Result, Unit
from seasoned.bench.tracks.stream_world import play
from seasoned.credit.beta import laplace
from seasoned.memory import Memory
from seasoned.streams import Arm, misfiled, run_stream
from seasoned.types import Step, Task, Trajectory

WORLD = Pantry()
TASKS = WORLD.tasks("fetch", fold="train", count=12, seed=0)
LEARNER = Arm("default", "default", corrections=True)


def played(system: str, left_out: int = 0) -> Result:
    return play(WORLD, TASKS, Unit("stream-world", "pantry/fetch", system, "corrections"), left_out)


def solved(result: Result) -> float:
    return sum(item.values["success"] for item in result.items)


def test_a_memory_of_false_experience_solves_no_more_than_none():
    assert solved(played("canary")) <= solved(played("none")) + 1
    assert solved(played("default")) >= solved(played("none")) + 5


def test_the_canary_learns_something_and_none_of_it_is_what_was_done():
    rng = Random(0)
    kept = misfiled(rng)
    for number in range(10):
        steps = tuple(Step(index=n, action="a", valid_actions=("a", "b", "c")) for n in range(3))
        run = kept(Trajectory(id=str(number), task=Task(id="t", text=f"task {number}"), steps=steps))
        assert "a" not in {step.action for step in run.steps}
        assert (run.task.text == f"task {number}") == (number == 0)
    assert played("canary").figures["experiences"] > 0


def test_an_action_without_an_alternative_stays():
    step = Step(index=0, action="wait", valid_actions=("wait",))
    run = misfiled(Random(0))(Trajectory(id="r", task=Task(id="t", text="t"), steps=(step,)))
    assert run.steps == (step,)


def test_a_stream_says_what_its_store_holds_and_how_it_grew():
    figures = played("default").figures
    assert figures["stored tokens"] > figures["experiences"] > 0
    assert figures["compactness"] == pytest.approx(1000 * solved(played("default")) / 12 / figures["stored tokens"])
    assert 0.0 < figures["growth of experiences"] < 1.0
    assert played("raw").figures["growth of experiences"] == pytest.approx(1.0)
    assert "experiences" not in played("none").figures


def test_growth_is_the_exponent_of_the_size_over_the_tasks():
    assert growth([3 * task**0.5 for task in range(1, 30)]) == pytest.approx(0.5)
    assert growth([7, 7, 7]) == pytest.approx(0.0)
    assert growth([0, 0, 6, 8]) == pytest.approx(1.0)
    assert growth([0, 5]) is None


def test_what_an_item_had_earned_is_read_before_the_run_it_is_compared_with():
    watch, before, expected = Watch(), dict[str, float](), list[float]()
    for run, memory in run_stream(WORLD, TASKS, LEARNER, seed=0):
        assert memory is not None
        expected += [before.get(name, 0.5) for name in run.shown]
        watch.see(run, memory)
        every = [item.id for item in memory.store.experiences(statuses=None)]
        before = {name: laplace(utility) for name, utility in memory.store.utilities(every).items()}
    assert watch.predicted == expected
    assert len(set(expected)) > 2


def test_nothing_that_was_retired_counts_as_held():
    for _, memory in run_stream(WORLD, TASKS[:4], LEARNER, seed=0):
        assert memory is not None
        count, tokens = stored(memory)
        assert count == len(memory.store.experiences(statuses=HELD)) <= memory.stats().experiences
    assert tokens > count


def test_playing_again_without_items_changes_nothing_of_the_stream():
    plain, more = played("default"), played("default", left_out=3)
    assert plain.items == more.items
    assert {**plain.figures, **more.figures} == more.figures
    assert more.figures.keys() - plain.figures.keys() == {
        "injection precision", "harmful injections", "changed by chance", "score lost without"
    }  # fmt: skip


def test_leaving_items_out_finds_needed_ones_and_writes_nothing():
    memory = None
    for number, (_, memory) in enumerate(run_stream(WORLD, TASKS, LEARNER, seed=0), 1):
        assert memory is not None
        if number == len(TASKS):
            before = (memory.stats(), memory.store.usages(limit=1))
            found = leave_one_out(WORLD, TASKS, memory, count=6, seed=0)
            assert (memory.stats(), memory.store.usages(limit=1)) == before
            assert found == leave_one_out(WORLD, TASKS, memory, count=6, seed=0)
    assert found["injection precision"] > found["harmful injections"]
    assert found["score lost without"] > 0.0


def test_a_reader_shows_everything_but_the_item_that_is_left_out():
    for number, (_, memory) in enumerate(run_stream(WORLD, TASKS, LEARNER, seed=0), 1):
        assert memory is not None
        if number == len(TASKS):
            full, less = (_shown(memory, without) for without in ("", _shown(memory, "")[0]))
    assert less == full[1:]


def _shown(memory: Memory, without: str) -> list[str]:
    reader = Reader(memory, without, lambda: 1e6)
    seen = WORLD.reset(TASKS[0])
    with reader.episode(seen.task, family="fetch", task_id="t", environment="pantry") as episode:
        return [item.id for item in episode.recall(valid_actions=seen.valid_actions).items]


def test_nothing_is_said_of_leaving_out_where_nothing_was_shown():
    with Memory() as memory:
        assert leave_one_out(WORLD, TASKS, memory, count=3, seed=0) == {}
