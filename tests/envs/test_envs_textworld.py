from __future__ import annotations

import pytest
from playing import play, start

from seasoned import envs
from seasoned.envs.textworld import DIFFICULTIES, FAMILIES
from seasoned.errors import InputError
from seasoned.protocols import EnvTask

pytestmark = pytest.mark.java


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_gold_sequences_win_every_game_at_every_difficulty(difficulty: str) -> None:
    with start("textworld", difficulty=difficulty, step_limit=200) as environment:
        for family in FAMILIES:
            for fold in ("train", "dev", "test"):
                for task in environment.tasks(family, fold=fold, count=2, seed=11):
                    gold = environment.expert(task)
                    assert gold, task.id
                    assert play(environment, task, gold)[-1].success, task.id


@pytest.mark.parametrize("family", FAMILIES)
def test_the_expert_goes_the_same_way_each_time(textworld: envs.WorkerEnvironment, family: str) -> None:
    tasks = textworld.tasks(family, fold="train", count=5, seed=0)
    assert [textworld.expert(task) for task in tasks] == [textworld.expert(task) for task in tasks]


def test_easy_games_are_shorter_than_hard_ones() -> None:
    lengths = {}
    for difficulty in ("easy", "hard"):
        with start("textworld", difficulty=difficulty) as environment:
            tasks = environment.tasks("cookingworld", fold="train", count=5, seed=0)
            lengths[difficulty] = sum(len(environment.expert(task) or ()) for task in tasks)
    assert lengths["easy"] * 2 < lengths["hard"]


def test_parameters_override_the_difficulty_and_travel_with_the_task(textworld: envs.WorkerEnvironment) -> None:
    with start("textworld", parameters={"coin": {"numLocations": 2}}) as small:
        (task,) = small.tasks("coin", fold="train", count=1, seed=0)
    assert task.parameters == {"numLocations": 2, "includeDoors": 0}
    gold = textworld.expert(task)  # an environment made with other parameters plays the task as it was drawn
    assert gold
    assert play(textworld, task, gold)[-1].success
    assert len(gold) <= 4


def test_a_wrong_answer_ends_the_game_with_a_negative_reward_and_no_score(textworld: envs.WorkerEnvironment) -> None:
    (task,) = textworld.tasks("simonsays", fold="train", count=1, seed=0)
    start_state = textworld.reset(task)
    wrong = next(action for action in start_state.valid_actions if action not in start_state.text)
    end = textworld.step(wrong)
    assert (end.done, end.success, end.score) == (True, False, 0.0)
    assert end.reward < 0.0


def test_the_state_does_not_depend_on_the_way_to_it(textworld: envs.WorkerEnvironment) -> None:
    (task,) = textworld.tasks("mapreader", fold="train", count=1, seed=0)
    before = textworld.reset(task)
    after = textworld.step("read map")
    assert after.text != before.text
    assert after.state == before.state


@pytest.mark.parametrize(
    ("fold", "seed", "parameters"),
    [("train", 10_000, {}), ("dev", 0, {}), ("train", 0, {"numLocations": 99}), ("train", 0, {"bogus": 1})],
)
def test_tasks_that_the_game_refuses_are_refused_by_name(
    textworld: envs.WorkerEnvironment, fold: str, seed: int, parameters: dict[str, int]
) -> None:
    with pytest.raises(InputError, match=r"seed|numLocations|bogus|locations"):
        textworld.reset(EnvTask(id="t", family="coin", fold=fold, seed=seed, parameters=parameters))


def test_a_parameter_combination_without_a_game_is_an_input_error(textworld: envs.WorkerEnvironment) -> None:
    task = EnvTask(id="t", family="mapreader", fold="train", seed=9, parameters={"numLocations": 6})
    with pytest.raises(InputError, match="cannot generate"):
        textworld.reset(task)
    (sound,) = textworld.tasks("coin", fold="train", count=1, seed=0)
    assert textworld.reset(sound).valid_actions


def test_an_unknown_difficulty_is_refused_with_those_there_are() -> None:
    with start("textworld", difficulty="impossible") as environment, pytest.raises(InputError, match="easy"):
        environment.families()
