"""Task streams: the same tasks in the same order under several arms, so that arms can be compared task by task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from seasoned.agents import ReferenceAgent, Run, demonstrate
from seasoned.codec import content_id
from seasoned.memory import Memory
from seasoned.protocols import Environment, EnvTask
from seasoned.system import System


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to go through a stream.

    `system` None is the agent without memory. With `corrections` a failed task is followed by one expert path.
    `uniform` is the random policy.
    """

    name: str
    system: System | str | None = None
    corrections: bool = False
    uniform: bool = False


WITHOUT = Arm("without")
RANDOM_POLICY = Arm("random policy", uniform=True)


def learning_from_itself(system: System | str = "default") -> Arm:
    """The agent learns from its own runs only."""
    return Arm("self", system)


def learning_from_corrections(system: System | str = "default") -> Arm:
    """After a failed task the agent is also shown one expert path."""
    return Arm("corrections", system, corrections=True)


def clock_of(start: float = 0.0) -> Iterator[float]:
    """Yield a simulated time that moves one second per look: runs do not depend on the wall clock."""
    while True:
        start += 1.0
        yield start


def run_stream(
    environment: Environment, tasks: Sequence[EnvTask], arm: Arm, *, seed: int, store: str = ":memory:"
) -> Iterator[tuple[Run, Memory | None]]:
    """Attempt `tasks` in order and yield each run as it ends, with the memory as it then stands."""
    ticks = clock_of()
    memory = None
    if arm.system is not None:
        memory = Memory(store, system=arm.system, clock=lambda: next(ticks), seed=seed)
    try:
        for task in tasks:
            # One generator per task: what an arm draws in one task does not shift the draws of the next.
            rng = Random(content_id("agent", seed, task.id))
            run = ReferenceAgent(memory, rng, uniform=arm.uniform).run(environment, task)
            if memory is not None and arm.corrections and not run.success:
                demonstrate(environment, task, memory)
            yield run, memory
    finally:
        if memory is not None:
            memory.close()
