from __future__ import annotations

import pytest
from playing import play, start

from seasoned import envs
from seasoned.errors import InputError

pytestmark = [pytest.mark.java, pytest.mark.parametrize("environment", ["scienceworld"], indirect=True)]


def test_there_are_thirty_tasks_with_three_disjoint_folds(environment: envs.WorkerEnvironment) -> None:
    assert len(environment.families()) == 30
    folds = [{task.seed for task in environment.tasks("boil", fold=fold, count=7, seed=0)} for fold in ("train", "dev")]
    assert not folds[0] & folds[1]


def test_a_wrong_focus_ends_the_episode_with_a_negative_reward_and_no_score(
    environment: envs.WorkerEnvironment,
) -> None:
    (task,) = environment.tasks("find-animal", fold="train", count=1, seed=0)
    assert environment.reset(task).score > 0.0  # the start earns points
    end = environment.step("focus on air")
    assert (end.done, end.success, end.score) == (True, False, 0.0)
    assert end.reward == -1.0


def test_the_agent_is_not_offered_to_start_the_task_again(environment: envs.WorkerEnvironment) -> None:
    (task,) = environment.tasks("find-animal", fold="train", count=1, seed=0)
    assert "reset task" not in environment.reset(task).valid_actions


def test_simplifications_travel_with_the_task(environment: envs.WorkerEnvironment) -> None:
    with start("scienceworld", simplifications="openDoors") as hard:
        (task,) = hard.tasks("find-animal", fold="train", count=1, seed=0)
        seen = hard.reset(task)
    assert not any(action.startswith("teleport") for action in seen.valid_actions)
    assert play(environment, task, ()) == [seen]


def test_an_unknown_simplification_is_refused_with_those_there_are(environment: envs.WorkerEnvironment) -> None:
    del environment
    with start("scienceworld", simplifications="tooEasy") as wrong, pytest.raises(InputError, match="teleportAction"):
        wrong.families()


def test_an_experts_path_is_made_of_actions_on_offer_without_idle_ones(environment: envs.WorkerEnvironment) -> None:
    (task,) = environment.tasks("find-animal", fold="train", count=1, seed=0)
    path = environment.expert(task)
    assert path is not None
    seen = environment.reset(task)
    for action in path:
        assert action in seen.valid_actions
        assert action not in ("look around", "wait1")
        seen = environment.step(action)
    assert (seen.done, seen.success) == (True, True)


@pytest.mark.slow
def test_gold_paths_reach_the_full_score_in_nearly_every_task(environment: envs.WorkerEnvironment) -> None:
    solved = 0
    for family in environment.families():
        (task,) = environment.tasks(family, fold="train", count=1, seed=0)
        solved += environment.expert(task) is not None
    assert solved >= 28
