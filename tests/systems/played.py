"""Short runs to learn from, and what a memory then says."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from seasoned import Memory
from seasoned.system import System
from seasoned.types import Experience, OutcomeSource

Step = tuple[str, str]
"""What was seen, and what was done."""


def memory(system: System, start: int = 1) -> Memory:
    """Return an empty memory whose clock ticks once per look at it."""
    ticks = itertools.count(start)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def play(
    m: Memory,
    text: str,
    steps: Sequence[Step | str],
    success: bool | None = True,
    *,
    family: str = "world",
    actors: Sequence[str] = (),
    source: OutcomeSource = OutcomeSource.ENVIRONMENT,
) -> tuple[Experience, ...]:
    """Recall at the start of a run, do `steps`, end it, and return what was shown."""
    with m.episode(text, family=family) as episode:
        shown = episode.recall().items
        for at, step in enumerate(steps):
            seen, done = ("", step) if isinstance(step, str) else step
            episode.step(observation=seen, action=done, actor=actors[at] if actors else "agent")
        if success is not None:
            episode.finish(success=success, source=source)
    return shown


def ask(m: Memory, text: str, family: str = "world") -> tuple[Experience, ...]:
    """Return what memory says about `text`."""
    return m.recall(text, family=family).items
