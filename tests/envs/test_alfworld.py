from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from playing import play, start

from seasoned import envs
from seasoned.envs import WorkerEnvironment, alfworld_scenes
from seasoned.envs.alfworld_plan import plan
from seasoned.envs.alfworld_scenes import FAMILIES
from seasoned.errors import EnvironmentCrashedError, EpisodeError, InputError, MissingExtraError
from seasoned.protocols import EnvTask, Observation

alfworld = pytest.mark.parametrize("environment", ["alfworld"], indirect=True)


def wander(environment: WorkerEnvironment, task: EnvTask, steps: int) -> list[Observation]:
    rng = Random(task.id)
    seen = [environment.reset(task)]
    while not seen[-1].done and len(seen) <= steps:
        seen.append(environment.step(rng.choice(seen[-1].valid_actions)))
    return seen


@alfworld
@pytest.mark.parametrize("family", FAMILIES)
def test_the_experts_commands_are_on_offer_and_the_last_one_wins(environment: WorkerEnvironment, family: str) -> None:
    for fold in ("train", "dev", "test"):
        (task,) = environment.tasks(family, fold=fold, count=1, seed=2)
        commands = environment.expert(task)
        assert commands
        seen = play(environment, task, commands)
        assert all(action in before.valid_actions for action, before in zip(commands, seen, strict=False))
        assert [one.success for one in seen] == [False] * len(commands) + [True]
        assert (seen[-1].done, seen[-1].truncated, seen[-1].reward, seen[-1].score) == (True, False, 1.0, 1.0)


@alfworld
@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_every_one_of_many_scenes_is_solved_by_its_plan(environment: WorkerEnvironment, family: str) -> None:
    for fold in ("train", "dev", "test"):
        for task in environment.tasks(family, fold=fold, count=6, seed=7):
            commands = environment.expert(task)
            assert commands, task.id
            assert play(environment, task, commands)[-1].success, task.id


@alfworld
def test_chance_hardly_ever_wins(environment: WorkerEnvironment) -> None:
    tasks = [environment.tasks(family, fold="dev", count=1, seed=3)[0] for family in FAMILIES]
    ends = [wander(environment, task, 50)[-1] for task in tasks]
    assert all(end.done for end in ends)
    assert sum(end.success for end in ends) <= 1


@alfworld
def test_a_command_that_is_not_on_offer_changes_nothing(environment: WorkerEnvironment) -> None:
    (task,) = environment.tasks(FAMILIES[0], fold="train", count=1, seed=0)
    before = environment.reset(task)
    after = environment.step("take the moon from the sky")
    assert after.text == "Nothing happens."
    assert (after.state, after.valid_actions, after.score) == (before.state, before.valid_actions, 0.0)


@alfworld
def test_the_state_tells_place_and_load_and_not_the_way_there(environment: WorkerEnvironment) -> None:
    (task,) = environment.tasks("pick_heat_then_place_in_recep", fold="test", count=1, seed=0)
    commands = environment.expert(task)
    assert commands
    seen = play(environment, task, commands)
    heated = next(after for action, after in zip(commands, seen[1:], strict=True) if action.startswith("heat "))
    thing = next(action for action in commands if action.startswith("heat ")).split(" with ")[0].removeprefix("heat ")
    assert heated.state.startswith("at microwave 1")
    assert heated.state.endswith(f"carrying {thing} (hot)")
    detour = play(environment, task, ("look", "go to sinkbasin 1", "inventory", commands[0]))
    assert detour[1].state == seen[0].state
    assert detour[-1].state == seen[1].state


@alfworld
def test_what_is_in_a_closed_receptacle_is_told_only_once_it_is_open(environment: WorkerEnvironment) -> None:
    (task,) = environment.tasks("pick_cool_then_place_in_recep", fold="test", count=1, seed=0)
    environment.reset(task)
    closed = environment.step("go to fridge 1")
    assert closed.state.splitlines()[0] == "at fridge 1, closed"
    opened = environment.step("open fridge 1")
    assert opened.state.splitlines()[0].startswith("at fridge 1, open, with ")
    assert "close fridge 1" in opened.valid_actions


@pytest.mark.parametrize("hashing", ["1", "2"])
@alfworld
def test_a_transcript_does_not_depend_on_the_process_that_plays_it(
    environment: WorkerEnvironment, hashing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = [environment.tasks(family, fold="test", count=1, seed=1)[0] for family in FAMILIES[3:]]
    expected = [(environment.expert(task), wander(environment, task, 12)) for task in tasks]
    monkeypatch.setenv("PYTHONHASHSEED", hashing)
    with start("alfworld") as other:
        assert [(other.expert(task), wander(other, task, 12)) for task in tasks] == expected


def test_a_recycled_worker_keeps_answering_and_leaves_the_home_folder_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("ALFWORLD_DATA", raising=False)
    with start("alfworld", recycle_every=2) as environment:
        tasks = environment.tasks("look_at_obj_in_light", fold="train", count=3, seed=0)
        first = [environment.reset(task) for task in tasks]
        assert environment.restarts == 1
        assert environment.reset(tasks[0]) == first[0]
    assert list(tmp_path.iterdir()) == []


@alfworld
def test_a_seed_of_another_fold_and_an_unknown_family_are_refused(environment: WorkerEnvironment) -> None:
    with pytest.raises(InputError, match="no seed 20000"):
        environment.reset(EnvTask(id="t", family=FAMILIES[0], fold="train", seed=20_000, parameters={}))
    with pytest.raises(InputError, match="pick_two_obj_and_place"):
        environment.reset(EnvTask(id="t", family="wash_the_car", fold="train", seed=0, parameters={}))


def test_a_planner_that_takes_too_long_is_a_typed_error_and_the_games_go_on() -> None:
    with start("alfworld", plan_seconds=0.001) as environment:
        (task,) = environment.tasks(FAMILIES[0], fold="dev", count=1, seed=0)
        with pytest.raises(EnvironmentCrashedError, match=r"within 0\.001 s"):
            environment.expert(task)
        assert environment.reset(task).valid_actions
        assert environment.restarts == 0


def test_a_scene_that_nobody_can_solve_has_no_plan_and_says_so() -> None:
    if (reason := envs.available("alfworld")) is not None:
        pytest.skip(reason)
    scene = alfworld_scenes.scene("pick_two_obj_and_place", "train", 0)
    only_one = {name: thing for name, thing in scene.things.items() if thing[0] != scene.target or name.endswith(" 1")}
    with pytest.raises(EnvironmentCrashedError, match="there is no plan"):
        plan(replace(scene, things=only_one), alfworld_scenes.packaged("data", "alfred.pddl"), timeout=60.0)


def test_a_step_before_the_first_reset_is_refused() -> None:
    with start("alfworld") as environment:
        assert environment.families() == FAMILIES
        with pytest.raises(EpisodeError, match="reset"):
            environment.step("look")


@pytest.mark.parametrize("package", ["alfworld", "textworld", "fast_downward"])
def test_what_is_missing_is_named_with_the_extra_to_install(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in {"alfworld", "textworld", "fast_downward"} - {package}:
        monkeypatch.setitem(sys.modules, name, sys)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"{package} is not installed.*seasoned\[alfworld\]"):
        envs.make("alfworld")
