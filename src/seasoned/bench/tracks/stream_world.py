"""stream-world: does the fixed reference agent solve more tasks of real environments as it goes along?

Each stream is one family of an environment, or with ``mixed`` all families of it in one memory and in several orders.
Learning is prequential: a task is attempted first and learned from afterwards. The first fifth is attempted again at
the end (`REPLAY`). Tasks come from the test fold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from pathlib import Path
from random import Random

from seasoned import envs
from seasoned.agents import Run
from seasoned.bench import controls
from seasoned.bench.track import MIXED, NONE, Item, Result, Setup, Unit
from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.protocols import Environment, EnvTask
from seasoned.streams import EXPERT, RANDOM_POLICY, WITHOUT, Arm, noisily, run_stream, shuffled

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "textworld": ("cookingworld", "mapreader", "twc", "coin"),
    "scienceworld": ("find-animal", "find-plant", "use-thermometer", "find-living-thing", "find-non-living-thing"),
    "miniwob": ("click-link", "click-option", "enter-text", "navigate-tree", "login-user", "click-checkboxes"),
}
"""Families by environment. ``coin`` is the negative control: a search that experience can't help."""

TASKS: Mapping[str, int] = {"textworld": 40, "scienceworld": 10, "miniwob": 20}
"""Length of a stream."""

EXPERTS = ("textworld", "scienceworld")
"""Environments with an expert, whose paths corrections show."""

ORDERS = ("random", "blocked", "interleaved", "easy-hard", "hard-easy")
REPLAY = 0.2
NOISE = 0.1
LEARNED_FROM = 0.5
"""Share of the stream after which the frozen control learns nothing more."""

WAYS = ("self", "corrections")


ALTERED = ("shuffled", "noisy", "frozen")
"""Controls that are the default going through the stream in another way."""


@dataclass(frozen=True, slots=True)
class StreamWorld:
    """The track."""

    name: str = "stream-world"
    title: str = "success of a fixed agent over task streams of real environments"
    primary: str = "success"

    def missing(self, setup: Setup) -> list[str]:
        """Return the environments that can't run here."""
        return [f"{name}: {reason}" for name in _asked(setup) if (reason := envs.available(name)) is not None]

    def files(self, setup: Setup) -> list[Path]:
        """Return no file: the tasks come with the environments."""
        return []

    def units(self, setup: Setup) -> list[Unit]:
        """Return the trivial policies, the expert, every control and every system, by way of learning."""
        found: list[Unit] = []
        for environment, families in _asked(setup).items():
            if envs.available(environment) is not None:
                continue
            for family in families:
                for seed in range(setup.seeds):
                    found += _units(environment, family, seed, setup.systems)
        return found

    def run(self, unit: Unit, setup: Setup) -> Result:
        """Play one stream in a process of its own environment."""
        environment, family = unit.family.split("/")
        count = setup.tasks or TASKS[environment]
        with envs.make(environment) as world:
            tasks = _tasks(world, environment, family, count, unit)
            arm = _arm(unit, len(tasks))
            learns = unit.system != NONE and arm.system is not None
            again = tasks[: round(REPLAY * len(tasks))] if learns else []
            runs = [run for run, _ in run_stream(world, [*tasks, *again], arm, seed=unit.seed)]
        first, second = runs[: len(tasks)], runs[len(tasks) :]
        return Result(unit, tuple(_item(run) for run in first), _replayed(first, second))


TRACK = StreamWorld()


def _asked(setup: Setup) -> dict[str, tuple[str, ...]]:
    """Return what to play by environment. `setup.families` names environments or ``environment/family``."""
    if not setup.families:
        return {name: (*families, MIXED) if name in EXPERTS else families for name, families in FAMILIES.items()}
    found: dict[str, tuple[str, ...]] = {}
    for asked in setup.families:
        environment, _, family = asked.partition("/")
        if environment not in FAMILIES:
            raise InputError(f"no environment is called {environment!r} here; there are: {', '.join(FAMILIES)}")
        found[environment] = (*found.get(environment, ()), *((family,) if family else FAMILIES[environment]))
    return found


def _units(environment: str, family: str, seed: int, systems: Sequence[str]) -> list[Unit]:
    name = f"{environment}/{family}"
    orders = ORDERS if family == MIXED else ORDERS[:1]
    trivial = [NONE] if family == MIXED else [NONE, "random policy"]
    if environment in EXPERTS:
        trivial.append("expert")
    # One order is as good as another for those who do not learn, but rows are paired by order.
    found = [Unit(TRACK.name, name, system, "", order, seed) for system in trivial for order in orders]
    learners = systems if family == MIXED else [*controls.CONTROLS, *ALTERED, *systems]
    for arm in WAYS if environment in EXPERTS else WAYS[:1]:
        found += [Unit(TRACK.name, name, system, arm, order, seed) for system in learners for order in orders]
    return found


def _arm(unit: Unit, count: int) -> Arm:
    fixed = {NONE: WITHOUT, "random policy": RANDOM_POLICY, "expert": EXPERT}
    if unit.system in fixed:
        return fixed[unit.system]
    system = controls.system("default" if unit.system in ALTERED else unit.system)
    arm = Arm(unit.system, system, corrections=unit.arm == "corrections")
    match unit.system:
        case "shuffled":
            return replace(arm, telling=shuffled, unmarked=True)
        case "noisy":
            return replace(arm, telling=noisily(NOISE))
        case "frozen":
            return replace(arm, learns_for=round(LEARNED_FROM * count))
        case _:
            return arm


def _tasks(world: Environment, environment: str, family: str, count: int, unit: Unit) -> list[EnvTask]:
    if family != MIXED:
        return world.tasks(family, fold="test", count=count, seed=unit.seed)
    families = FAMILIES[environment]
    share = max(1, count // len(families))
    blocks = [world.tasks(one, fold="test", count=share, seed=unit.seed) for one in families]
    return ordered(blocks, unit.order, lambda task: len(world.expert(task) or ()), Random(content_id("mix", unit.seed)))


def ordered(
    blocks: Sequence[Sequence[EnvTask]], order: str, effort: Callable[[EnvTask], float], rng: Random
) -> list[EnvTask]:
    """Return the tasks of all blocks in one of `ORDERS`. `effort` says how hard a task is, by its expert's path."""
    tasks = list(chain.from_iterable(blocks))
    if order == "blocked":
        return tasks
    if order == "interleaved":
        return [task for row in zip_longest(*blocks) for task in row if task is not None]
    rng.shuffle(tasks)
    if order == "random":
        return tasks
    if order not in ORDERS:
        raise InputError(f"no order is called {order!r}; there are: {', '.join(ORDERS)}")
    return sorted(tasks, key=effort, reverse=order == "hard-easy")


def _item(run: Run) -> Item:
    values = {"success": float(run.success), "score": run.score, "steps": float(run.steps), "tokens": float(run.tokens)}
    return Item(run.task, values, run.shown)


def _replayed(first: Sequence[Run], second: Sequence[Run]) -> dict[str, float]:
    """Return how the tasks met again went: their gain, and the shares of failures mended and successes lost."""
    if not second:
        return {}
    pairs = [(float(before.success), float(after.success)) for before, after in zip(first, second, strict=False)]
    found = {"replay gain": sum(after - before for before, after in pairs) / len(pairs)}
    for name, was in (("recovery", 0.0), ("regression", 1.0)):
        changed = [after != before for before, after in pairs if before == was]
        if changed:
            found[name] = sum(changed) / len(changed)
    return found
