"""Task streams: the same tasks in the same order under several arms, so that arms can be compared task by task."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from seasoned.agents import ReferenceAgent, Run, Told, demonstrate, expert_run, the_truth
from seasoned.codec import content_id
from seasoned.errors import EnvironmentUnavailableError
from seasoned.learning import Learned, Observed
from seasoned.memory import Memory
from seasoned.protocols import Environment, EnvTask
from seasoned.system import System, no_distillation
from seasoned.types import Origin, Step, Trajectory

Telling = Callable[[Random], Told]
"""Makes, for one stream, what memory is told of each run."""

Keeping = Callable[[Random], Callable[[Trajectory], Trajectory]]
"""Makes, for one stream, what memory is handed in place of each run."""


def truthfully(rng: Random) -> Told:
    """Tell the truth."""
    return the_truth


def as_it_was(rng: Random) -> Callable[[Trajectory], Trajectory]:
    """Hand on each run as it was."""
    return lambda run: run


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to go through a stream.

    `system` None is the agent without memory. With `corrections` a failed task is followed by one expert path. After
    `learns_for` tasks nothing more is learned (None: always). `telling` is for controls that are told something else
    than what happened; with `unmarked` expert paths are handed on as runs like any other, to be told about likewise.
    `keeping` is for those whose very runs are others. Memory is tended (`Memory.evolve`) after every `upkeep` tasks
    (0: never). `uniform` is the random policy, `expert` the environment's own.
    """

    name: str
    system: System | str | None = None
    corrections: bool = False
    learns_for: int | None = None
    telling: Telling = truthfully
    keeping: Keeping = as_it_was
    unmarked: bool = False
    uniform: bool = False
    expert: bool = False
    upkeep: int = 10


WITHOUT = Arm("without")
RANDOM_POLICY = Arm("random policy", uniform=True)
EXPERT = Arm("expert", expert=True)


def learning_from_itself(system: System | str = "default") -> Arm:
    """The agent learns from its own runs only."""
    return Arm("self", system)


def learning_from_corrections(system: System | str = "default") -> Arm:
    """After a failed task the agent is also shown one expert path."""
    return Arm("corrections", system, corrections=True)


def noisily(share: float) -> Telling:
    """Tell the opposite in a `share` of the runs, in [0, 1]."""

    def telling(rng: Random) -> Told:
        def told(success: bool, score: float) -> tuple[bool, float]:
            return (not success, 1.0 - score) if rng.random() < share else (success, score)

        return told

    return telling


def shuffled(rng: Random) -> Told:
    """Tell, instead of how this run ended, how a random one so far did: right records, permuted outcomes."""
    ended: list[tuple[bool, float]] = []

    def told(success: bool, score: float) -> tuple[bool, float]:
        ended.append((success, score))
        return rng.choice(ended)

    return told


def unrewarded(rng: Random) -> Callable[[Trajectory], Trajectory]:
    """Hand on each run without what its steps earned, which would tell how it went."""
    return lambda run: replace(run, steps=tuple(replace(step, reward=None) for step in run.steps))


def misfiled(rng: Random) -> Callable[[Trajectory], Trajectory]:
    """Hand on each run under the task of an earlier one, with another action in place of each that was taken.

    The actions are drawn among the others that were on offer, so nothing that is learned says what to do when.
    """
    texts: list[str] = []

    def kept(run: Trajectory) -> Trajectory:
        text = rng.choice(texts) if texts else run.task.text
        texts.append(run.task.text)
        return replace(run, task=replace(run.task, text=text), steps=tuple(_otherwise(step, rng) for step in run.steps))

    return kept


def _otherwise(step: Step, rng: Random) -> Step:
    others = [action for action in step.valid_actions or () if action != step.action]
    return replace(step, action=rng.choice(others)) if others else step


def clock_of(start: float = 0.0) -> Iterator[float]:
    """Yield a simulated time that moves one second per look: runs do not depend on the wall clock."""
    while True:
        start += 1.0
        yield start


def run_stream(
    environment: Environment, tasks: Sequence[EnvTask], arm: Arm, *, seed: int, store: str = ":memory:"
) -> Iterator[tuple[Run, Memory | None]]:
    """Attempt `tasks` in order and yield each run as it ends, with the memory as it then stands.

    Raises EnvironmentUnavailableError when the arm is the expert's and the environment has none for a task.
    """
    if arm.expert:
        yield from ((_expertly(environment, task), None) for task in tasks)
        return
    learner = _Learner(arm, seed, store)
    try:
        for number, task in enumerate(tasks):
            yield learner.attempt(environment, task, number), learner.memory
    finally:
        if learner.memory is not None:
            learner.memory.close()


def _expertly(environment: Environment, task: EnvTask) -> Run:
    run = expert_run(environment, task)
    if run is None:
        raise EnvironmentUnavailableError(f"{environment.name} has no expert for {task.id}: leave the expert's arm out")
    return run


class _Keeping(Memory):
    """A memory that learns from what `kept` makes of each run."""

    def __init__(
        self,
        kept: Callable[[Trajectory], Trajectory],
        store: str,
        system: System | str,
        clock: Callable[[], float],
        seed: int,
    ) -> None:
        super().__init__(store, system=system, clock=clock, seed=seed)
        self._kept = kept

    def learn(self, runs: Sequence[Observed]) -> Learned:
        """Learn from the runs as they are kept."""
        return super().learn([(self._kept(trajectory), outcome) for trajectory, outcome in runs])


@dataclass(slots=True)
class _Learner:
    arm: Arm
    seed: int
    store: str
    memory: Memory | None = field(init=False, default=None)
    told: Told = field(init=False)

    def __post_init__(self) -> None:
        ticks = clock_of()
        if self.arm.system is not None:
            kept = self.arm.keeping(Random(content_id("kept", self.seed)))
            self.memory = _Keeping(kept, self.store, self.arm.system, lambda: next(ticks), self.seed)
        self.told = self.arm.telling(Random(content_id("told", self.seed)))

    def attempt(self, environment: Environment, task: EnvTask, number: int) -> Run:
        learns = self.arm.learns_for is None or number < self.arm.learns_for
        if self.memory is not None and not learns:
            self.memory.system = self.memory.system.but(distill=no_distillation)
        # One generator per task: what an arm draws in one task does not shift the draws of the next.
        rng = Random(content_id("agent", self.seed, task.id))
        run = ReferenceAgent(self.memory, rng, uniform=self.arm.uniform, told=self.told).run(environment, task)
        if self.memory is not None and self.arm.corrections and learns and not run.success:
            origin = Origin.OWN if self.arm.unmarked else Origin.DEMONSTRATION
            demonstrate(environment, task, self.memory, origin=origin, told=self.told)
        if self.memory is not None and self.arm.upkeep and (number + 1) % self.arm.upkeep == 0:
            self.memory.evolve()
        return run
