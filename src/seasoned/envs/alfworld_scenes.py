"""Scenes for ALFWorld's text engine, drawn from what its package holds: floor plans, what fits where, goals, wordings.

The games that ALFWorld was published with are a download of their own and are not used, so these are other games: the
rooms and their furniture are those of its 120 floor plans (AI2-THOR), but where things lie is drawn here. Lamps, which
the plans name without a place, stand on a table or a shelf.
"""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random
from typing import Any

import msgspec

from seasoned.codec import content_id
from seasoned.errors import InputError

FAMILIES = (
    "pick_and_place_simple",
    "look_at_obj_in_light",
    "pick_clean_then_place_in_recep",
    "pick_heat_then_place_in_recep",
    "pick_cool_then_place_in_recep",
    "pick_two_obj_and_place",
)

FOLDS: Mapping[str, range] = {"train": range(1000), "dev": range(10_000, 11_000), "test": range(20_000, 21_000)}
"""Seeds of each fold."""

PLANS: Mapping[str, range] = {"train": range(7, 25), "dev": range(25, 31), "test": range(1, 7)}
"""Floor plans of each fold, of the thirty that each sort of room has. ALFRED's unseen rooms are the first six too."""

ROOMS: Mapping[str, int] = {"Kitchen": 0, "LivingRoom": 200, "Bedroom": 300, "Bathroom": 400}
"""Where the numbers of the floor plans start, by sort of room."""

TREATMENTS: Mapping[str, tuple[str, str]] = {
    "pick_clean_then_place_in_recep": ("Cleanable", "SinkBasin"),
    "pick_heat_then_place_in_recep": ("Heatable", "Microwave"),
    "pick_cool_then_place_in_recep": ("Coolable", "Fridge"),
}
"""What a thing must allow in a family, and where that is done."""

LAMPS = ("DeskLamp", "FloorLamp")
STANDS = frozenset({"CoffeeTable", "Desk", "DiningTable", "Dresser", "Shelf", "SideTable", "TVStand"})
"""What a lamp may stand on."""

OTHER_SORTS = 14
"""Most sorts of things in a scene beside the one that is asked for."""

MOST_ALIKE = 3
"""Most things of one sort (MAX_NUM_OF_OBJ_INSTANCES in ALFRED)."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A furnished room and what is to be done there.

    `receptacles` maps the name of each piece of furniture, as in ``cabinet 3``, to its sort (``Cabinet``); `things`
    maps the name of each thing to its sort and the receptacle it lies in. `target` is the sort of thing asked for,
    `place` the sort of receptacle (or of lamp) that it has to be brought to.
    """

    plan: int
    family: str
    instruction: str
    target: str
    place: str
    receptacles: Mapping[str, str]
    things: Mapping[str, tuple[str, str]]


def constants() -> Any:
    """Return the package's module of constants, without letting it make a folder in the home directory."""
    _away_from_home()
    return importlib.import_module("alfworld.gen.constants")


def goals() -> Mapping[str, Mapping[str, Any]]:
    """Return the package's library of goals: ``pddl`` and ``templates`` by task type."""
    _away_from_home()
    library: Mapping[str, Mapping[str, Any]] = importlib.import_module("alfworld.gen.goal_library").gdict
    return library


def packaged(*path: str) -> str:
    """Return the text of a file of the package, as in ``packaged("data", "alfred.pddl")``."""
    _away_from_home()
    return resources.files("alfworld").joinpath(*path).read_text(encoding="utf-8")


def scene(family: str, fold: str, seed: int) -> Scene:
    """Return the scene of a seed: always the same one. Raises InputError when the fold has no such seed."""
    if seed not in FOLDS.get(fold, ()):
        raise InputError(f"the fold {fold!r} has no seed {seed}")
    rng = Random(content_id("alfworld scene", family, fold, seed))
    plan = rng.choice(plans(family, fold))
    choices = _choices(family, plan)
    target = rng.choice(sorted(choices))
    place = rng.choice(choices[target])
    receptacles = _named(_furniture(plan))
    wording = rng.choice(goals()[family]["templates"])
    filled = wording.format(obj=target.lower(), recep=place.lower(), toggle=place.lower(), mrecep="")
    return Scene(plan, family, filled, target, place, receptacles, _things(family, plan, target, place, rng))


@cache
def plans(family: str, fold: str) -> tuple[int, ...]:
    """Return the floor plans of a fold in which the family has a task, in ascending order."""
    rooms = constants().GOALS_VALID[family]
    numbers = [start + offset for room, start in ROOMS.items() if room in rooms for offset in PLANS[fold]]
    return tuple(number for number in sorted(numbers) if _choices(family, number))


def _things(family: str, plan: int, target: str, place: str, rng: Random) -> dict[str, tuple[str, str]]:
    """Return things by name with their sort and receptacle; none of the target's sort lies where it is to go."""
    room = set(_furniture(plan))
    others = [sort for sort in _sorts(plan) if sort != target and _holders(sort) & room]
    drawn = [target, *rng.sample(others, min(OTHER_SORTS, len(others)))]
    receptacles = _named(_furniture(plan))
    found: dict[str, tuple[str, str]] = {}
    for sort in drawn:
        kept_out = {place} if sort == target else set()
        places = [name for name, kind in receptacles.items() if kind in _holders(sort) - kept_out]
        least = 2 if sort == target and family == "pick_two_obj_and_place" else 1
        for number in range(1, rng.randint(least, MOST_ALIKE if sort == target else 2) + 1):
            found[f"{sort.lower()} {number}"] = (sort, rng.choice(places))
    if place in LAMPS:
        stands = [name for name, kind in receptacles.items() if kind in STANDS]
        found[f"{place.lower()} 1"] = (place, rng.choice(stands))
    return found


@cache
def _choices(family: str, plan: int) -> dict[str, tuple[str, ...]]:
    """Return the sorts of things that may be asked for in a floor plan, each with the sorts of places to go to."""
    room = frozenset(_furniture(plan))
    allowed, appliance = TREATMENTS.get(family, ("", ""))
    if appliance and appliance not in room:
        return {}
    if family == "look_at_obj_in_light":
        lamps = tuple(lamp for lamp in LAMPS if lamp in _listed(plan) and room & STANDS)
        return {sort: lamps for sort in _sorts(plan) if lamps and _holders(sort) & room}
    found = {}
    for sort in _sorts(plan):
        if allowed and sort not in constants().VAL_ACTION_OBJECTS[allowed]:
            continue
        places = sorted(_holders(sort) & room)
        # It has to lie somewhere else at the start, and what is washed is not to be left in the sink.
        ends = tuple(place for place in places if place != appliance and len(places) > 1)
        if ends:
            found[sort] = ends
    return found


@cache
def _furniture(plan: int) -> tuple[str, ...]:
    """Return the sort of every receptacle of a floor plan, sorted."""
    layout = msgspec.json.decode(packaged("gen", "layouts", f"FloorPlan{plan}-openable.json"), type=dict[str, Any])
    # "Cabinet|+00.68|+00.50|-02.20", but "Sink|-03.12|-00.01|+01.53|SinkBasin".
    parts = [key.split("|") for key in layout]
    return tuple(sorted(part[-1] if part[-1].endswith("Basin") else part[0] for part in parts))


@cache
def _listed(plan: int) -> frozenset[str]:
    """Return the sorts of everything that a floor plan has."""
    return frozenset(msgspec.json.decode(packaged("gen", "layouts", f"FloorPlan{plan}-objects.json"), type=list[str]))


@cache
def _sorts(plan: int) -> tuple[str, ...]:
    """Return the sorts of things in a floor plan that can be carried."""
    return tuple(sort for sort in sorted(_listed(plan)) if _holders(sort))


@cache
def _holders(sort: str) -> frozenset[str]:
    """Return the sorts of furniture that a thing of `sort` fits into."""
    fits = constants().VAL_RECEPTACLE_OBJECTS
    return frozenset(place for place in fits if sort in fits[place] and place not in constants().MOVABLE_RECEPTACLES)


def _named(sorts: tuple[str, ...]) -> dict[str, str]:
    counts: dict[str, int] = {}
    named = {}
    for sort in sorts:
        counts[sort] = counts.get(sort, 0) + 1
        named[f"{sort.lower()} {counts[sort]}"] = sort
    return named


def _away_from_home() -> None:
    # The package makes this folder when it is imported, in ~/.cache where nothing else is said.
    os.environ.setdefault("ALFWORLD_DATA", os.path.join(tempfile.gettempdir(), "alfworld"))
