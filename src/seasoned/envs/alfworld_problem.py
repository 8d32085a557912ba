"""A scene as a problem of ALFWorld's planning domain (``alfred.pddl``): objects, initial facts and the goal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from seasoned.envs.alfworld_scenes import LAMPS, Scene, constants, goals

START = "loc_0"
"""Where the agent starts: at no receptacle."""

NAMED = ("FridgeType", "MicrowaveType", "SinkBasinType")
"""Sorts of receptacles that the domain's actions name, so that they have to exist in every problem."""

KNIVES = ("ButterKnifeType", "KnifeType")
"""The same for things."""

PROPERTIES: Mapping[str, str] = {
    "Cleanable": "cleanable",
    "Heatable": "heatable",
    "Coolable": "coolable",
    "Toggleable": "toggleable",
    "Sliceable": "sliceable",
}


def identifier(name: str) -> str:
    """Return the name of a thing as the planner writes it: ``cabinet 3`` is ``cabinet_3``."""
    return name.replace(" ", "_")


def problem(scene: Scene) -> str:
    """Return the scene in PDDL. Every receptacle has a location of its own, as the domain's grammar expects."""
    locations = {name: f"loc_{number}" for number, name in enumerate(scene.receptacles, 1)}
    return "\n".join(
        [
            "(define (problem scene)",
            "(:domain alfred)",
            "(:objects",
            *_objects(scene, locations),
            ")",
            "(:init",
            "(= (total-cost) 0)",
            f"(atLocation agent1 {START})",
            *_furniture(scene, locations),
            *_things(scene, locations),
            ")",
            _goal(scene),
            "(:metric minimize (total-cost))",
            ")",
        ]
    )


def _objects(scene: Scene, locations: Mapping[str, str]) -> Iterable[str]:
    places = {f"{sort}Type" for sort in scene.receptacles.values()}
    sorts = {f"{sort}Type" for sort, _ in scene.things.values()}
    yield "agent1 - agent"
    yield f"{START} {' '.join(locations.values())} - location"
    yield f"{' '.join(map(identifier, scene.receptacles))} - receptacle"
    yield f"{' '.join(map(identifier, scene.things))} - object"
    yield f"{' '.join(sorted(places | {*NAMED}))} - rtype"
    yield f"{' '.join(sorted(sorts | {*KNIVES}))} - otype"


def _furniture(scene: Scene, locations: Mapping[str, str]) -> Iterable[str]:
    openable = constants().OPENABLE_CLASS_SET
    fits = constants().VAL_RECEPTACLE_OBJECTS
    for name, sort in scene.receptacles.items():
        yield f"(receptacleType {identifier(name)} {sort}Type)"
        yield f"(receptacleAtLocation {identifier(name)} {locations[name]})"
        if sort in openable:
            yield f"(openable {identifier(name)})"
    things = {sort for sort, _ in scene.things.values()}
    for place in sorted({*scene.receptacles.values()}):
        for thing in sorted(things & fits.get(place, frozenset())):
            yield f"(canContain {place}Type {thing}Type)"


def _things(scene: Scene, locations: Mapping[str, str]) -> Iterable[str]:
    allowed = constants().VAL_ACTION_OBJECTS
    for name, (sort, place) in scene.things.items():
        thing = identifier(name)
        yield f"(objectType {thing} {sort}Type)"
        yield f"(inReceptacle {thing} {identifier(place)})"
        yield f"(objectAtLocation {thing} {locations[place]})"
        if sort not in LAMPS:
            yield f"(pickupable {thing})"
        if sort in constants().MOVABLE_RECEPTACLES_SET:
            yield f"(isReceptacleObject {thing})"
        yield from (f"({written} {thing})" for name, written in PROPERTIES.items() if sort in allowed[name])


def _goal(scene: Scene) -> str:
    """Return the goal of the task type. The library writes ``#`` for a dash and closes the problem itself."""
    names = {"obj": scene.target, "recep": scene.place, "toggle": scene.place}
    written = str(goals()[scene.family]["pddl"]).format(**names).replace("#", "-").rstrip()
    surplus = written.count(")") - written.count("(")
    return written[: len(written) - surplus]
