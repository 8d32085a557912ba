"""Playing a task with a memory as it stands: nothing is learned and nothing is recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from seasoned.agents import ReferenceAgent, Run
from seasoned.codec import content_id
from seasoned.learning import Learned, Observed
from seasoned.memory import Memory
from seasoned.protocols import Environment, EnvTask
from seasoned.recall.recall import recall
from seasoned.streams import clock_of
from seasoned.types import Hint, Query

_LATER = 100.0
"""Simulated seconds after the last run: all of it has become valid by then."""


class Reader(Memory):
    """Recalls from the store of another memory and writes nothing; `without` is left out of every hint."""

    def __init__(self, memory: Memory, without: str, clock: Callable[[], float]) -> None:
        super().__init__(memory.store, system=memory.system, clock=clock, seed=memory.seed)
        self._without = frozenset({without})

    def hint(self, query: Query, rng: Random, seed: int, n: int) -> Hint:
        """Recall without withholding anything else, and without a record."""
        hint, _ = recall(
            self.system,
            query,
            self.store,
            rng,
            self.clock(),
            leave_out=lambda chosen, draw: self._without,
            seed=seed,
            n=n,
        )
        return hint

    def learn(self, runs: Sequence[Observed]) -> Learned:
        """Learn nothing."""
        return Learned()


def play_frozen(
    environment: Environment, task: EnvTask, memory: Memory, seed: int, *, without: str = "", draw: str = ""
) -> Run:
    """Play `task` with what `memory` holds, except the experience `without`.

    All plays of a task draw the same numbers where `seed` and `draw` are the same: those of the stream with `seed`
    where `draw` is "".
    """
    last = next(iter(memory.store.trajectories(limit=1)), None)
    ticks = clock_of((last.started_at if last is not None else 0.0) + _LATER)
    reader = Reader(memory, without, lambda: next(ticks))
    rng = Random(content_id("agent", seed, task.id, *([draw] if draw else [])))
    return ReferenceAgent(reader, rng).run(environment, task)
