from __future__ import annotations

import pytest
from playing import play

from seasoned import envs
from seasoned.envs.gym import FAMILIES
from seasoned.envs.toytext import taxi_start
from seasoned.errors import InputError

pytestmark = pytest.mark.parametrize("environment", ["gym"], indirect=True)

SOLVED = [name for name in FAMILIES if not name.startswith("MiniGrid") and name not in ("BabyAI-BossLevel-v0",)]


@pytest.mark.parametrize("family", SOLVED)
def test_experts_solve_their_worlds(environment: envs.WorkerEnvironment, family: str) -> None:
    for task in environment.tasks(family, fold="train", count=1 if "Cliff" in family else 5, seed=2):
        solution = environment.expert(task)
        assert solution
        last = play(environment, task, solution)[-1]
        assert last.success or len(solution) > 100


def test_a_level_without_an_expert_has_none(environment: envs.WorkerEnvironment) -> None:
    (task,) = environment.tasks("MiniGrid-DoorKey-5x5-v0", fold="train", count=1, seed=0)
    assert environment.expert(task) is None
    assert "key" in environment.reset(task).task


def test_the_view_turns_with_the_agent(environment: envs.WorkerEnvironment) -> None:
    (task,) = environment.tasks("BabyAI-GoToRedBallNoDists-v0", fold="train", count=1, seed=0)
    before = environment.reset(task)
    assert environment.step("turn left").state != before.state
    assert environment.step("turn right").state == before.state


def test_a_carried_object_is_named(environment: envs.WorkerEnvironment) -> None:
    (task,) = environment.tasks("BabyAI-UnlockPickup-v0", fold="train", count=1, seed=0)
    solution = environment.expert(task)
    assert solution
    picked = solution.index("pick up")
    assert "You carry a" not in play(environment, task, solution[:picked])[-1].state
    assert "You carry a" in environment.step("pick up").state


def test_a_taxi_has_300_different_starts(environment: envs.WorkerEnvironment) -> None:
    starts = {taxi_start(number) for number in range(300)}
    assert len(starts) == 300
    assert all(passenger != destination for _, _, passenger, destination in starts)
    states = {
        environment.reset(task).state
        for fold, count in (("train", 200), ("dev", 50), ("test", 50))
        for task in environment.tasks("Taxi-v4", fold=fold, count=count, seed=0)
    }
    assert len(states) == 300


def test_a_world_with_a_single_start_has_no_other_folds(environment: envs.WorkerEnvironment) -> None:
    with pytest.raises(InputError, match="holds 0 tasks"):
        environment.tasks("CliffWalking-v1", fold="test", count=1, seed=0)


def test_falling_off_the_cliff_costs_the_largest_penalty(environment: envs.WorkerEnvironment) -> None:
    (task,) = environment.tasks("CliffWalking-v1", fold="train", count=1, seed=0)
    start = environment.reset(task)
    fallen = environment.step("right")
    assert fallen.reward == -1.0
    assert fallen.state == start.state
    assert not fallen.done
