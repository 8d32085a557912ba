"""The worlds of the evolve track as an environment: which job a task of each role is, and how it goes.

All tasks of a world have the world as their family, whatever their role: a memory is never told the role. The roles
follow the six of SkillEvolBench (arXiv 2605.24117); the worlds are our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from seasoned.bench.tracks.evolve_house import GARDEN, KITCHEN, LIBRARY
from seasoned.bench.tracks.evolve_job import KINDS, Job, Part, Procedure, Scene, Shortcut, Stage, World
from seasoned.bench.tracks.evolve_office import OPERATIONS, POST, REGISTRY
from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.protocols import EnvTask, Observation

LEARN, REPLAY, SHIFT = "learn", "replay", "shift"
SHORTCUT, COMPOSITION, UNRELATED = "shortcut", "composition", "unrelated"
ROLES = (LEARN, REPLAY, SHIFT, SHORTCUT, COMPOSITION, UNRELATED)

WORLDS = {world.name: world for world in (KITCHEN, GARDEN, LIBRARY, OPERATIONS, POST, REGISTRY)}

CHANGES = ("words", "objects", "places")
"""What is new in a task of `SHIFT`: how it is told, what it is about, or where it is."""

AROUND = 3
"""Things of the same sort in a job, the one it is about among them."""

SPARE = 2
"""Steps beyond twice the stages."""

SEARCH = 8
"""Steps of an unrelated job."""

DELAY = 3
"""Further steps that a device takes which is out of order."""


def job(task: EnvTask) -> Job:
    """Return the job of a task. It depends on the task alone."""
    world, role, number = WORLDS[task.family], str(task.parameters["role"]), int(task.parameters["number"])
    rng = Random(content_id("evolve", world.name, LEARN if role == REPLAY else role, task.fold, task.seed, number))
    place = rng.choice(world.places)
    match role:
        case "learn" | "replay":
            # In turns, so that the few lessons have every kind among them.
            start = Random(content_id("evolve kinds", world.name, task.fold, task.seed)).randrange(KINDS)
            return _single(world, rng, number, start + (number // 4 if number % 2 == 0 else number // 2))
        case "shift":
            return _single(world, rng, number, rng.randrange(KINDS), change(task))
        case "shortcut":
            part = world.first.part(_scene(world.first, rng, rng.randrange(KINDS)))
            sign, broken = _broken(world.quick)
            return _job([part], place, sign, broken)
        case "composition":
            both = (world.first, world.second)
            return _job([one.part(_scene(one, rng, rng.randrange(KINDS))) for one in both], place)
        case "unrelated":
            return Job((_search(world, rng, number),), place, SEARCH)
        case _:
            raise InputError(f"no role is called {role!r}; there are: {', '.join(ROLES)}")


def change(task: EnvTask) -> str:
    """Return which of `CHANGES` a task of `SHIFT` has; ``""`` of any other."""
    return CHANGES[int(task.parameters["number"]) % len(CHANGES)] if task.parameters["role"] == SHIFT else ""


def _single(world: World, rng: Random, number: int, kind: int, changed: str = "") -> Job:
    """Return a job of one procedure, both in turns. Every other one of the first can be cut short, beginning with the
    very first: a memory meets the shortcut before it knows the long way, or might never see it used."""
    procedure = world.first if number % 2 == 0 else world.second
    part = procedure.part(_scene(procedure, rng, kind, changed))
    place = rng.choice(world.elsewhere if changed == "places" else world.places)
    if procedure is world.second:
        return _job([part], place)
    sign, broken = _broken(rng.choice(world.devices))
    works = (Shortcut(f"use {world.quick}", world.skips),) if number % 4 == 0 else ()
    return _job([part], place, sign, broken, *works)


def _scene(procedure: Procedure, rng: Random, kind: int, changed: str = "") -> Scene:
    things = rng.sample(procedure.unseen if changed == "objects" else procedure.things, AROUND)
    return Scene(tuple(things), kind % KINDS, changed == "words")


def _broken(device: str) -> tuple[str, Shortcut]:
    return f"Out of order: the {device}.", Shortcut(f"use {device}", 0)


def _search(world: World, rng: Random, number: int) -> Part:
    """Return a search, in which the actions that were learned are on offer and have no effect."""
    learned = world.first.part(_scene(world.first, rng, number))
    thing, *places = rng.sample(world.second.things, 1) + rng.sample(world.hidden, len(world.hidden))
    useless = (*learned.spoils, *(stage.action for stage in learned.stages))
    others = tuple(sorted({*useless, *(f"look behind {place}" for place in places[1:])}))
    found = Stage(f"look behind {places[0]}", "There you are.")
    return Part(f"Hide and seek: find {thing}.", (found,), others)


def _job(parts: Sequence[Part], place: str, sign: str = "", *shortcuts: Shortcut) -> Job:
    return Job(tuple(parts), place, 2 * sum(len(part.stages) for part in parts) + SPARE, sign, shortcuts)


@dataclass(slots=True)
class EvolveWorld:
    """All worlds, one task at a time. `misled` says whether something out of order was used in the run."""

    name: str = "evolve"
    misled: bool = False
    _job: Job | None = field(default=None, repr=False)
    _steps: int = 0
    _done: list[int] = field(default_factory=list)
    _last: list[str] = field(default_factory=list)

    def families(self) -> tuple[str, ...]:
        """Return ``world/role`` of all worlds and roles."""
        return tuple(f"{world}/{role}" for world in WORLDS for role in ROLES)

    def tasks(self, family: str, *, fold: str, count: int, seed: int) -> list[EnvTask]:
        """Return the tasks of a world in a role. Those of `REPLAY` are those of `LEARN`, under the same ids."""
        if family not in self.families():
            raise InputError(f"the evolve track has no family {family!r}; there are: {', '.join(self.families())}")
        world, role = family.split("/")
        told = LEARN if role == REPLAY else role
        return [
            EnvTask(f"{world}/{told}/{fold}-{seed}-{number}", world, fold, seed, {"role": role, "number": number})
            for number in range(count)
        ]

    def reset(self, task: EnvTask) -> Observation:
        """Start a task."""
        now = self._job = job(task)
        self._steps, self.misled = 0, False
        self._done, self._last = [0] * len(now.parts), [""] * len(now.parts)
        return self._seen(now, now.sign or "You look around.", 0)

    def step(self, action: str) -> Observation:
        """Do `action`. Raises InputError before the first reset."""
        now = self._job
        if now is None:
            raise InputError("nothing has been started: call reset with a task first")
        self._steps += 1
        cut = next((one for one in now.shortcuts if one.action == action), None)
        if cut is not None and not cut.skips:
            self.misled = True
            self._steps += DELAY
            return self._seen(now, "It does not work and takes a while.", 0)
        if cut is not None and not self._done[0]:
            self._move(0, cut.skips, action)
            return self._seen(now, "All that is done at once.", cut.skips)
        for at, part in enumerate(now.parts):
            if self._done[at] < len(part.stages) and action == part.stages[self._done[at]].action:
                shows = part.stages[self._done[at]].shows
                self._move(at, 1, action)
                return self._seen(now, shows, 1)
        spoiled = any(action in part.spoils for part in now.parts)
        text = "That was wrong, and nothing can be done about it now." if spoiled else "Nothing comes of it."
        return self._seen(now, text, 0, spoiled)

    def expert(self, task: EnvTask) -> tuple[str, ...] | None:
        """Return the shortest way."""
        return job(task).expert()

    def close(self) -> None:
        """Do nothing: there is no process to end."""

    def _move(self, at: int, stages: int, action: str) -> None:
        self._done[at] += stages
        self._last[at] = action

    def _seen(self, now: Job, text: str, moved: int, spoiled: bool = False) -> Observation:
        count, done = now.stages(), sum(self._done)
        late = self._steps >= now.limit
        before = [f"You have done this: {action}." for action in self._last if action]
        return Observation(
            text=text,
            state=" ".join(part for part in (f"You are at this place: {now.place}.", now.sign, *before) if part),
            task=now.text(),
            valid_actions=now.actions(),
            reward=moved / count,
            score=done / count,
            done=done == count or spoiled or late,
            success=done == count,
            truncated=late and done < count and not spoiled,
        )
