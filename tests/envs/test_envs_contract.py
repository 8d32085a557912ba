"""What every environment keeps, whatever it is made of."""

from __future__ import annotations

from random import Random

import pytest
from playing import EVERY, play

from seasoned.envs import WorkerEnvironment
from seasoned.errors import EpisodeError, InputError
from seasoned.protocols import Environment, EnvTask

SHORT = {
    "textworld": "twc",
    "scienceworld": "lifespan-longest-lived",
    "miniwob": "email-inbox-delete",
    "gym": "BabyAI-GoToLocal-v0",
    "alfworld": "look_at_obj_in_light",
}
"""A family of each environment that its expert solves in a few steps."""

STEP_LIMITS = {"textworld": 50, "scienceworld": 40, "miniwob": 10, "gym": 100, "alfworld": 50}

every_environment = pytest.mark.parametrize("environment", EVERY, indirect=True)


def first(environment: Environment, count: int = 2) -> list[EnvTask]:
    return environment.tasks(SHORT[environment.name], fold="train", count=count, seed=0)


@every_environment
def test_the_expert_succeeds_with_the_full_score(environment: WorkerEnvironment) -> None:
    for task in first(environment):
        solution = environment.expert(task)
        assert solution
        last = play(environment, task, solution)[-1]
        assert (last.success, last.done, last.score) == (True, True, 1.0)


@every_environment
def test_the_same_task_and_actions_give_the_same_transcript(environment: WorkerEnvironment) -> None:
    task, other = first(environment)
    rng = Random(3)
    seen, actions = [environment.reset(task)], []
    while not seen[-1].done and len(actions) < 6:
        actions.append(rng.choice(seen[-1].valid_actions))
        seen.append(environment.step(actions[-1]))
    play(environment, other, ())
    assert play(environment, task, actions) == seen
    environment.restart()
    assert play(environment, task, actions) == seen


@every_environment
def test_other_seeds_start_differently(environment: WorkerEnvironment) -> None:
    starts = [environment.reset(task) for task in first(environment)]
    assert len({(start.task, start.state) for start in starts}) > 1


@every_environment
def test_tasks_are_distinct_and_repeatable_and_folds_share_none(environment: WorkerEnvironment) -> None:
    family = SHORT[environment.name]
    drawn = {fold: environment.tasks(family, fold=fold, count=9, seed=4) for fold in ("train", "dev", "test")}
    assert len({task.id for tasks in drawn.values() for task in tasks}) == 27
    assert len({task.seed for tasks in drawn.values() for task in tasks}) == 27
    assert environment.tasks(family, fold="dev", count=9, seed=4) == drawn["dev"]
    assert environment.tasks(family, fold="dev", count=9, seed=5) != drawn["dev"]


@every_environment
def test_valid_actions_are_sorted_and_unique(environment: WorkerEnvironment) -> None:
    for task in first(environment):
        actions = environment.reset(task).valid_actions
        assert actions
        assert list(actions) == sorted(set(actions))


@every_environment
def test_an_episode_is_done_at_its_step_limit_and_takes_no_step_after_it(environment: WorkerEnvironment) -> None:
    seen = play(environment, first(environment)[0], ["no such action"] * 200)
    assert len(seen) == 1 + STEP_LIMITS[environment.name]
    assert seen[-1].done
    assert not seen[-1].success
    with pytest.raises(EpisodeError, match="reset"):
        environment.step("no such action")


@every_environment
def test_rewards_and_scores_stay_in_range(environment: WorkerEnvironment) -> None:
    rng = Random(0)
    for task in first(environment):
        seen = environment.reset(task)
        for _ in range(8):
            if seen.done:
                break
            seen = environment.step(rng.choice(seen.valid_actions))
            assert -1.0 <= seen.reward <= 1.0
            assert 0.0 <= seen.score <= 1.0


@every_environment
def test_asking_the_expert_leaves_a_running_episode_where_it_was(environment: WorkerEnvironment) -> None:
    task, other = first(environment)
    solution = environment.expert(task)
    assert solution
    half = len(solution) // 2
    play(environment, task, solution[:half])
    environment.expert(other)
    for action in solution[half:]:
        last = environment.step(action)
        if last.done:
            break
    assert last.success


@every_environment
def test_unknown_names_are_refused_with_the_names_there_are(environment: WorkerEnvironment) -> None:
    family = SHORT[environment.name]
    with pytest.raises(InputError, match=family):
        environment.tasks("no such family", fold="train", count=1, seed=0)
    with pytest.raises(InputError, match="train, dev, test"):
        environment.tasks(family, fold="no such fold", count=1, seed=0)
    with pytest.raises(InputError, match="tasks"):
        environment.tasks(family, fold="train", count=10**6, seed=0)
