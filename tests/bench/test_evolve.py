"""Frozen memories in worlds where something has changed: what the roles ask, and that nothing leaks between them."""

from __future__ import annotations

import pytest

from seasoned.bench.rows import rows
from seasoned.bench.track import Item, Result, Setup, Unit
from seasoned.bench.tracks.evolve import FIXED, TRACK, deployed, retention
from seasoned.bench.tracks.evolve_job import KINDS
from seasoned.bench.tracks.evolve_world import CHANGES, DELAY, ROLES, WORLDS, EvolveWorld, job
from seasoned.errors import InputError
from seasoned.protocols import Environment, EnvTask

EVERY = [(world, role) for world in WORLDS for role in ROLES]


def tasks(world: str, role: str, count: int = 12, seed: int = 0) -> list[EnvTask]:
    return EvolveWorld().tasks(f"{world}/{role}", fold="test", count=count, seed=seed)


def played(family: str, system: str, seed: int = 0) -> Result:
    return TRACK.run(Unit("evolve", family, system, "" if system in FIXED else "corrections", seed=seed), Setup())


def solved(result: Result) -> float:
    return sum(item.values["success"] for item in result.items) / len(result.items)


def test_there_are_six_worlds_in_six_roles():
    assert len(EvolveWorld().families()) == 36
    environment: Environment = EvolveWorld()
    assert environment.name == "evolve"


@pytest.mark.parametrize(("world", "role"), EVERY)
def test_the_expert_solves_every_task_without_an_idle_step(world: str, role: str):
    environment = EvolveWorld()
    for task in tasks(world, role):
        seen = environment.reset(task)
        for action in environment.expert(task) or ():
            assert not seen.done
            assert action in seen.valid_actions
            seen = environment.step(action)
            assert seen.reward > 0.0
        assert seen.success
        assert seen.score == 1.0


@pytest.mark.parametrize("role", ROLES)
def test_without_memory_only_unrelated_tasks_are_solved_by_luck(role: str):
    results = [solved(played(f"{world}/{role}", system)) for world in WORLDS for system in ("none", "random policy")]
    rate = sum(results) / len(results)
    assert (0.3 < rate < 0.8) if role == "unrelated" else rate < 0.1


def test_equal_states_of_a_job_have_equal_texts_and_others_differ():
    environment = EvolveWorld()
    for task in tasks("post", "composition", 4):
        texts = [environment.reset(task).state]
        texts += [environment.step(action).state for action in environment.expert(task) or ()]
        assert len(set(texts)) == len(texts)
        environment.reset(task)
        assert environment.step("sweep floor").state == texts[0]


def test_replay_meets_the_learned_tasks_again_under_their_ids():
    for world in WORLDS:
        assert [job(task) for task in tasks(world, "replay")] == [job(task) for task in tasks(world, "learn")]
        assert [task.id for task in tasks(world, "replay")] == [task.id for task in tasks(world, "learn")]
    second, first = played("garden/replay", "none").items, played("garden/learn", "none").items
    assert [(one.id, one.values["steps"]) for one in second] == [(one.id, one.values["steps"]) for one in first]


def test_every_kind_of_case_is_among_what_is_learned_from_in_full():
    for world in WORLDS:
        for seed in range(5):
            learned = [job(task) for task in tasks(world, "learn", 16, seed)]
            for first in (True, False):
                long = [one for n, one in enumerate(learned) if (n % 4 == 2 if first else n % 2 == 1)]
                means = {frozenset(part.actions()) for one in long for part in one.parts}
                assert len(long) == (4 if first else 8)
                assert len(means) >= KINDS


def test_a_shift_changes_words_objects_or_places_and_nothing_else():
    for world in WORLDS.values():
        for number, task in enumerate(tasks(world.name, "shift")):
            change, now = CHANGES[number % 3], job(task)
            procedure = world.first if number % 2 == 0 else world.second
            asked = " ".join(stage.action for stage in now.parts[0].stages) + now.text()
            assert any(thing in asked for thing in procedure.unseen) == (change == "objects")
            assert (now.place in world.elsewhere) == (change == "places")
            assert (now.place in world.places) == (change != "places")


def test_nothing_of_a_shift_was_there_while_learning():
    for world in WORLDS.values():
        for procedure in (world.first, world.second):
            assert not set(procedure.things) & set(procedure.unseen)
        assert not set(world.places) & set(world.elsewhere)
        learned = {job(task).text() for task in tasks(world.name, "learn", 60)}
        reworded = {job(task).text() for number, task in enumerate(tasks(world.name, "shift", 60)) if number % 3 == 0}
        assert not learned & reworded


def test_the_learned_shortcut_works_at_once_and_the_broken_one_is_signed_and_costs_time():
    for world in WORLDS.values():
        environment = EvolveWorld()
        quick = f"use {world.quick}"
        learned = tasks(world.name, "learn", 1)[0]
        assert world.quick not in environment.reset(learned).text
        seen = environment.step(quick)
        assert seen.score == world.skips / 4
        assert not environment.misled
        broken = tasks(world.name, "shortcut", 1)[0]
        assert f"Out of order: the {world.quick}." in environment.reset(broken).text
        seen = environment.step(quick)
        assert (seen.score, seen.done, environment.misled) == (0.0, False, True)
        assert f"Out of order: the {world.quick}." in seen.state
        left = job(broken).limit - 1 - DELAY
        for _ in range(left):
            assert not seen.done
            seen = environment.step("nothing at all")
        assert seen.truncated


def test_signs_of_the_same_words_were_true_while_learning():
    environment = EvolveWorld()
    for world in WORLDS.values():
        for task in tasks(world.name, "learn")[::2]:
            device = environment.reset(task).text.removeprefix("Out of order: the ").removesuffix(".")
            assert device in world.devices
            assert environment.step(f"use {device}").score == 0.0
            assert environment.misled


def test_both_procedures_of_a_composition_can_go_first():
    environment = EvolveWorld()
    for world in WORLDS:
        task = tasks(world, "composition", 1)[0]
        first, second = ([stage.action for stage in part.stages] for part in job(task).parts)
        for order in ((*first, *second), (*second, *first)):
            environment.reset(task)
            assert [environment.step(action).success for action in order] == [False] * 7 + [True]


def test_doing_what_spoils_a_job_ends_it():
    environment = EvolveWorld()
    task = next(task for task in tasks("operations", "composition"))
    service = job(task).parts[0].stages[0].action.removeprefix("drain ")
    environment.reset(task)
    seen = environment.step(f"upgrade {service}")
    assert (seen.done, seen.success, seen.truncated) == (True, False, False)


def test_nothing_learned_moves_an_unrelated_job():
    environment = EvolveWorld()
    for world in WORLDS:
        for task in tasks(world, "unrelated"):
            seen = environment.reset(task)
            for action in [action for action in seen.valid_actions if not action.startswith("look behind")]:
                environment.reset(task)
                assert environment.step(action).score == 0.0
            assert len([a for a in seen.valid_actions if a.startswith("look behind")]) == 8


def test_a_memory_is_not_told_the_role():
    assert {task.family for role in ROLES for task in tasks("library", role, 2)} == {"library"}


def test_a_frozen_memory_goes_on_with_what_it_learned_and_is_the_same_every_time():
    default = played("library/shift", "default")
    assert solved(default) > solved(played("library/shift", "none")) + 0.4
    assert default == played("library/shift", "default")
    assert default.items != played("library/shift", "default", seed=1).items
    assert "misled" not in default.items[0].values
    for number, change in enumerate(CHANGES):
        told = [item.values.get(f"success, other {change}") for item in default.items]
        assert told == [item.values["success"] if n % 3 == number else None for n, item in enumerate(default.items)]


def test_deployment_teaches_nothing():
    met = tasks("library", "composition")
    unit = Unit("evolve", "library/composition", "raw", "corrections")
    forth, back = (
        deployed(EvolveWorld(), tasks("library", "learn"), order, unit, "composition") for order in (met, met[::-1])
    )
    assert forth.items == back.items[::-1]
    assert forth.figures == back.figures
    assert any(item.shown for item in forth.items)


def test_a_system_that_stores_nothing_does_as_no_memory_does():
    unit = Unit("evolve", "library/shift", "no_memory", "corrections")
    learned_nothing = deployed(EvolveWorld(), tasks("library", "learn"), tasks("library", "shift"), unit, "shift")
    without = played("library/shift", "none")
    assert [item.values for item in learned_nothing.items] == [item.values for item in without.items]


def test_what_is_learned_from_false_runs_is_no_help():
    wrong = sum(solved(played(f"{world}/replay", "canary")) for world in ("library", "registry")) / 2
    assert wrong < 0.2


def test_retention_is_what_is_left_of_what_was_learned():
    def items(*successes: int) -> list[Item]:
        return [Item(str(n), {"success": float(one)}) for n, one in enumerate(successes)]

    assert retention(items(1, 1, 1, 1), items(1, 0)) == {"retention": -0.5}


def test_rows_are_by_family_and_over_all_of_them():
    results = [
        played(family, system) for family in ("post/shift", "post/shortcut") for system in ("none", "raw", "recent")
    ]
    found = rows(results, {"evolve": "success"}, ("raw",))
    assert {row.family for row in found} == {"post/shift", "post/shortcut", "all"}
    assert {"success − none", "success − recent", "retention", "negative transfer"} <= {row.metric for row in found}
    assert {row.family for row in found if row.metric == "misled"} == {"post/shortcut", "all"}
    of_role = [row for row in found if row.metric == "success, shift" and row.system == "raw"]
    assert {(row.family, row.n) for row in of_role} == {("post/shift", 12), ("all", 12)}


def test_families_can_be_worlds_or_single_roles():
    def families(*asked: str) -> set[str]:
        return {unit.family for unit in TRACK.units(Setup(seeds=1, families=asked))}

    assert families("post/shift", "garden") == {"post/shift", *(f"garden/{role}" for role in ROLES)}
    with pytest.raises(InputError, match="no family 'pos'"):
        families("garden", "pos")
    with pytest.raises(InputError, match="no family"):
        EvolveWorld().tasks("post/none", fold="test", count=1, seed=0)
    with pytest.raises(InputError, match="call reset"):
        EvolveWorld().step("sing")


def test_every_control_has_a_unit_and_a_system_under_test_only_one():
    units = TRACK.units(Setup(seeds=1, families=("post/shift",), systems=("default", "raw")))
    assert {"none", "expert", "random policy", "random", "recent", "raw", "placebo", "exprag", "canary", "default"} == {
        unit.system for unit in units
    }
    assert len(units) == len(set(units)) == 10
