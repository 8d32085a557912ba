"""evolve: what was learned on a few tasks is frozen and put to work where something has changed.

A memory learns on the tasks of `LEARN` in one world, after each failure from one expert path. Then it is read only and
is tried in a role of `seasoned.bench.tracks.evolve_world`: the same tasks again, other words, objects or places, a
shortcut that has stopped working, both procedures in one task, and tasks for which nothing was learned. The roles are
those of SkillEvolBench (arXiv 2605.24117), and so are the figures of the replay; the worlds are generated here.

Each family is a world in a role, such as ``kitchen/shift``. Over all families the metric ``success`` mixes the roles;
that of one role over all worlds is ``success, shift`` and so on. In the role ``unrelated`` the agent without
memory solves about half of the tasks: where it solves none, no harm could be seen. Much of that is luck, so a system
that merely draws other actions loses two in five of them: read its negative transfer there against that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from seasoned.agents import Run
from seasoned.bench import controls
from seasoned.bench.frozen import play_frozen
from seasoned.bench.metrics import again
from seasoned.bench.roles import EXPERT
from seasoned.bench.stored import Watch
from seasoned.bench.track import NONE, Item, Result, Setup, Unit
from seasoned.bench.tracks.evolve_world import COMPOSITION, LEARN, REPLAY, SHIFT, SHORTCUT, WORLDS, EvolveWorld, change
from seasoned.errors import InputError
from seasoned.memory import Memory
from seasoned.protocols import EnvTask
from seasoned.streams import EXPERT as EXPERTLY
from seasoned.streams import RANDOM_POLICY, WITHOUT, Arm, misfiled, run_stream, shuffled

LEARNED_ON = 16
"""Tasks to learn from: four of each world's first procedure in full, four with a shortcut, eight of the second."""

TRIED_ON = 12
"""Tasks of a role after that: two of each change for each procedure."""

RELATED = (SHIFT, SHORTCUT, COMPOSITION)
"""Roles in which something learned applies that is not quite the same."""

CORRECTIONS = "corrections"

FIXED = {NONE: WITHOUT, "random policy": RANDOM_POLICY, EXPERT: EXPERTLY}
"""Those who learn nothing."""

CANARY = "canary"
"""The default that learns from runs filed under other tasks, with other actions and other outcomes than they had."""


@dataclass(frozen=True, slots=True)
class Evolve:
    """The track."""

    name: str = "evolve"
    title: str = "success with a frozen memory: replay, shift, broken shortcuts, composition, unrelated tasks"
    primary: str = "success"
    own: tuple[str, ...] = ()

    def missing(self, setup: Setup) -> list[str]:
        """Return nothing: the worlds are generated."""
        return []

    def files(self, setup: Setup) -> list[Path]:
        """Return no file."""
        return []

    def units(self, setup: Setup) -> list[Unit]:
        """Return a unit for each world, role, seed and system. Raises InputError for an unknown family.

        `setup.families` names worlds, or ``world/role``.
        """
        learners = dict.fromkeys((*controls.CONTROLS, CANARY, *setup.systems))
        return [
            Unit(self.name, family, system, "" if system in FIXED else CORRECTIONS, seed=seed)
            for family in _asked(setup)
            for seed in range(setup.seeds)
            for system in (*FIXED, *learners)
        ]

    def run(self, unit: Unit, setup: Setup) -> Result:
        """Learn, freeze, and play the tasks of one role. `setup.tasks` is the number of tasks to learn from, and of
        those to be tried on as well."""
        world = EvolveWorld()
        name, _, role = unit.family.partition("/")
        lessons = world.tasks(f"{name}/{LEARN}", fold="test", count=setup.tasks or LEARNED_ON, seed=unit.seed)
        count = len(lessons) if role in (LEARN, REPLAY) else setup.tasks or TRIED_ON
        tasks = world.tasks(unit.family, fold="test", count=count, seed=unit.seed)
        if unit.system in FIXED:
            runs = run_stream(world, tasks, FIXED[unit.system], seed=unit.seed)
            return Result(unit, tuple(_item(run, task, world) for task, (run, _) in zip(tasks, runs, strict=True)))
        return deployed(world, lessons, tasks, unit, role)


TRACK = Evolve()


def _asked(setup: Setup) -> list[str]:
    every = EvolveWorld().families()
    unknown = sorted({*setup.families}.difference(every, WORLDS))
    if unknown:
        raise InputError(f"the evolve track has no family {unknown[0]!r}; there are: {', '.join((*WORLDS, *every))}")
    return [name for name in every if not setup.families or {name, name.partition("/")[0]} & {*setup.families}]


def _arm(system: str) -> Arm:
    if system == CANARY:
        known = controls.system("default")
        return Arm(system, known, corrections=True, telling=shuffled, keeping=misfiled, unmarked=True)
    return Arm(system, controls.system(system), corrections=True)


def deployed(world: EvolveWorld, lessons: Sequence[EnvTask], tasks: Sequence[EnvTask], unit: Unit, role: str) -> Result:
    """Return how the first pass over `lessons` went for the role `LEARN`, else how `tasks` go with what it left.

    Raises InputError where the system has no memory.
    """
    first: list[Item] = []
    watch = Watch()
    for run, memory in run_stream(world, lessons, _arm(unit.system), seed=unit.seed):
        if memory is None:
            raise InputError(f"{unit.system!r} has no memory to learn with; leave it to those that learn nothing")
        first.append(_item(run, lessons[len(first)], world))
        if role == LEARN:
            watch.see(run, memory)
        elif len(first) == len(lessons):
            items = _played(world, tasks, memory, unit.seed)
            known = _played(world, lessons, memory, unit.seed) if role in RELATED else ()
            figures = (
                again(successes(first), successes(items))
                if role == REPLAY
                else retention(known, items)
                if known
                else {}
            )
            return Result(unit, items, figures)
    return Result(unit, tuple(first), watch.figures())


def _played(world: EvolveWorld, tasks: Sequence[EnvTask], memory: Memory, seed: int) -> tuple[Item, ...]:
    return tuple(_item(play_frozen(world, task, memory, seed), task, world) for task in tasks)


def _item(run: Run, task: EnvTask, world: EvolveWorld) -> Item:
    """Return how a run went, its success also under the name of the role, so that there is a row of each role over all
    worlds; in `SHIFT` by what has changed too, and in `SHORTCUT` whether it was ``misled``: whether what is out of
    order was tried."""
    success, role = float(run.success), task.parameters["role"]
    values = {"success": success, "score": run.score, "steps": float(run.steps), "tokens": float(run.tokens)}
    values[f"success, {role}"] = success
    if changed := change(task):
        values[f"success, other {changed}"] = success
    if role == SHORTCUT:
        values["misled"] = float(world.misled)
    return Item(run.task, values, run.shown)


def successes(items: Sequence[Item]) -> list[float]:
    """Return the success of each item."""
    return [item.values["success"] for item in items]


def retention(known: Sequence[Item], items: Sequence[Item]) -> dict[str, float]:
    """Return the success on `items` minus that of the same memory on what it learned from, in [-1, 1]: 0 where all of
    it is kept."""
    return {"retention": fmean(successes(items)) - fmean(successes(known))}
