"""stream-world: does the fixed reference agent solve more tasks of real environments as it goes along?

Each stream is one family of an environment, or with ``mixed`` all families of it in one memory and in several orders.
Learning is prequential: a task is attempted first and learned from afterwards. The first fifth is attempted again at
the end (`REPLAY`). Tasks come from the test fold. ``canary`` is the default that is handed wrong actions under the
tasks and outcomes of other runs: nothing is to be learned there.
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
from seasoned.bench.leave_one_out import leave_one_out
from seasoned.bench.metrics import again
from seasoned.bench.predicted import likeness
from seasoned.bench.stored import Watch
from seasoned.bench.track import MIXED, NONE, Item, Result, Setup, Unit
from seasoned.bench.transfer import pair_name, pair_of, transferred
from seasoned.codec import content_id
from seasoned.envs import alfworld_scenes
from seasoned.errors import InputError
from seasoned.protocols import Environment, EnvTask
from seasoned.streams import EXPERT, RANDOM_POLICY, WITHOUT, Arm, misfiled, noisily, run_stream, shuffled, unrewarded

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "textworld": ("cookingworld", "mapreader", "twc", "coin"),
    "scienceworld": ("find-animal", "find-plant", "use-thermometer", "find-living-thing", "find-non-living-thing"),
    "miniwob": ("click-link", "click-option", "enter-text", "navigate-tree", "login-user", "click-checkboxes"),
    # Generated scenes: not comparable with published ALFWorld numbers.
    "alfworld": alfworld_scenes.FAMILIES,
}
"""Families by environment. ``coin`` is the negative control: a search that experience can't help."""

TASKS: Mapping[str, int] = {"textworld": 40, "scienceworld": 10, "miniwob": 20, "alfworld": 15}
"""Length of a stream."""

EXPERTS = ("textworld", "scienceworld", "alfworld")
"""Environments with an expert, whose paths corrections show."""

ON_REQUEST = ("alfworld",)
"""Environments that are played only when asked for by name: their tools have to be compiled first."""

ORDERS = ("random", "blocked", "interleaved", "easy-hard", "hard-easy")
REPLAY = 0.2
NOISE = 0.1
LEARNED_FROM = 0.5
"""Share of the stream after which the frozen control learns nothing more."""

WAYS = ("self", "corrections")


ALTERED = ("shuffled", "canary", "noisy", "frozen")
"""The default going through the stream in another way."""


@dataclass(frozen=True, slots=True)
class StreamWorld:
    """The track."""

    name: str = "stream-world"
    title: str = "success of a fixed agent over task streams of real environments"
    primary: str = "success"
    own: tuple[str, ...] = ()

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
            if setup.transfer:
                found += _pairs(environment, families, setup)
        return found

    def run(self, unit: Unit, setup: Setup) -> Result:
        """Play one stream in a process of its own environment."""
        environment, family = unit.family.split("/")
        count = setup.tasks or TASKS[environment]
        pair = pair_of(unit.family)
        with envs.make(environment) as world:
            if pair is not None:
                source = world.tasks(pair[0], fold="train", count=count, seed=unit.seed)
                target = world.tasks(pair[1], fold="test", count=count, seed=unit.seed)
                return Result(unit, tuple(transferred(world, source, target, _arm(unit, count), unit.seed)))
            # What is learned from false or fewer words tells nothing of the items that a system shows.
            left_out = 0 if unit.system in ALTERED else setup.leave_one_out
            return play(world, _tasks(world, environment, family, count, unit), unit, left_out)


def play(world: Environment, tasks: Sequence[EnvTask], unit: Unit, left_out: int = 0) -> Result:
    """Go through `tasks`, then through the first fifth of them again where something is learned.

    Between both, `left_out` of the tasks are played without single experiences (`seasoned.bench.leave_one_out`).
    """
    arm = _arm(unit, len(tasks))
    repeated = tasks[: round(REPLAY * len(tasks))] if arm.system is not None else []
    watch = Watch()
    runs: list[Run] = []
    figures: dict[str, float] = {}
    for run, memory in run_stream(world, [*tasks, *repeated], arm, seed=unit.seed):
        runs.append(run)
        if memory is not None and len(runs) <= len(tasks):
            watch.see(run, memory)
            if left_out and len(runs) == len(tasks):
                figures |= leave_one_out(world, tasks, memory, count=left_out, seed=unit.seed)
    first, second = runs[: len(tasks)], runs[len(tasks) :]
    if unit.system == NONE:
        figures |= likeness(run.instruction for run in first)
    solved = [[float(run.success) for run in part] for part in (first[: len(second)], second)]
    return Result(unit, tuple(map(_item, first)), {**figures, **watch.figures(), **again(*solved)})


TRACK = StreamWorld()


def _asked(setup: Setup) -> dict[str, tuple[str, ...]]:
    """Return what to play by environment. `setup.families` names environments or ``environment/family``."""
    if not setup.families:
        usual = {name: families for name, families in FAMILIES.items() if name not in ON_REQUEST}
        return {name: (*families, MIXED) if name in EXPERTS else families for name, families in usual.items()}
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


def _pairs(environment: str, families: Sequence[str], setup: Setup) -> list[Unit]:
    """Return a unit for each source, target, system under test and seed; a family is also its own source."""
    single = [family for family in families if family != MIXED]
    return [
        Unit(TRACK.name, pair_name(environment, source, target), system, arm, seed=seed)
        for source in single
        for target in single
        for system in setup.systems
        for arm in (WAYS if environment in EXPERTS else WAYS[:1])
        for seed in range(setup.seeds)
    ]


def _arm(unit: Unit, count: int) -> Arm:
    fixed = {NONE: WITHOUT, "random policy": RANDOM_POLICY, "expert": EXPERT}
    if unit.system in fixed:
        return fixed[unit.system]
    system = controls.system("default" if unit.system in ALTERED else unit.system)
    arm = Arm(unit.system, system, corrections=unit.arm == "corrections")
    match unit.system:
        case "shuffled":
            return replace(arm, telling=shuffled, keeping=unrewarded, unmarked=True)
        case "canary":
            return replace(arm, telling=shuffled, keeping=misfiled, unmarked=True)
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
