from __future__ import annotations

from itertools import combinations

import pytest

from seasoned import envs
from seasoned.envs import alfworld_problem, alfworld_scenes
from seasoned.envs.alfworld_scenes import FAMILIES, FOLDS, LAMPS, STANDS, TREATMENTS, Scene
from seasoned.errors import InputError

REASON = envs.available("alfworld")
pytestmark = pytest.mark.skipif(REASON is not None, reason=REASON or "")


def scenes(family: str, count: int = 30) -> list[Scene]:
    return [alfworld_scenes.scene(family, fold, seed) for fold, seeds in FOLDS.items() for seed in seeds[:count]]


@pytest.mark.parametrize("family", FAMILIES)
def test_no_floor_plan_is_in_two_folds(family: str) -> None:
    plans = {fold: {*alfworld_scenes.plans(family, fold)} for fold in FOLDS}
    assert all(len(found) >= 6 for found in plans.values())
    assert not any(one & other for one, other in combinations(plans.values(), 2))
    drawn = {fold: {alfworld_scenes.scene(family, fold, seed).plan for seed in FOLDS[fold][:40]} for fold in FOLDS}
    assert all(drawn[fold] <= plans[fold] for fold in FOLDS)
    assert all(len(found) > 3 for found in drawn.values())


@pytest.mark.parametrize("family", FAMILIES)
def test_a_scene_is_the_same_each_time_and_no_other_seed_has_it(family: str) -> None:
    drawn = scenes(family)
    assert drawn == scenes(family)
    assert len({alfworld_problem.problem(scene) for scene in drawn}) == len(drawn)


@pytest.mark.parametrize("family", FAMILIES)
def test_everything_lies_where_it_fits(family: str) -> None:
    fits = alfworld_scenes.constants().VAL_RECEPTACLE_OBJECTS
    for scene in scenes(family):
        for sort, place in scene.things.values():
            assert scene.receptacles[place] in STANDS if sort in LAMPS else sort in fits[scene.receptacles[place]]


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_asked_for_is_where_it_has_to_go_and_the_place_and_the_appliance_are_there(family: str) -> None:
    for scene in scenes(family):
        targets = [place for sort, place in scene.things.values() if sort == scene.target]
        assert len(targets) >= (2 if family == "pick_two_obj_and_place" else 1)
        assert all(scene.receptacles[place] != scene.place for place in targets)
        present = {*scene.receptacles.values(), *(sort for sort, _ in scene.things.values())}
        assert scene.place in present
        if family in TREATMENTS:
            allowed, appliance = TREATMENTS[family]
            assert appliance in present
            assert scene.place != appliance
            assert scene.target in alfworld_scenes.constants().VAL_ACTION_OBJECTS[allowed]


def test_the_instruction_names_what_is_asked_for_and_where_it_goes() -> None:
    for family in FAMILIES:
        for scene in scenes(family, 5):
            assert scene.target.lower() in scene.instruction
            assert scene.place.lower() in scene.instruction


def test_a_problem_is_balanced_and_has_one_location_for_each_receptacle() -> None:
    for family in FAMILIES:
        for scene in scenes(family, 5):
            written = alfworld_problem.problem(scene)
            assert written.count("(") == written.count(")")
            initial = written.split("(:goal")[0].splitlines()
            places = [line.split()[2] for line in initial if line.startswith("(receptacleAtLocation ")]
            assert len(set(places)) == len(places) == len(scene.receptacles)


def test_a_seed_of_another_fold_is_refused() -> None:
    with pytest.raises(InputError, match="no seed 10000"):
        alfworld_scenes.scene(FAMILIES[0], "train", 10_000)
