"""A conversation on the public road: each sitting is a run that is learned from, each question a recall."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from seasoned.bench.corpora import Conversation, Question, Sitting
from seasoned.memory import Memory
from seasoned.record import limits
from seasoned.system import System
from seasoned.types import Hint, Origin, Step, Task, Trajectory

Ask = Callable[[Question], tuple[list[str], Hint]]
"""Returns the labels of what the hint quotes, each once, best first, and the hint itself."""


@contextmanager
def told(conversation: Conversation, system: System) -> Iterator[Ask]:
    """Tell a new memory the conversation, each sitting at its time, and yield the way to ask it."""
    now = 0.0
    sittings = {sitting.id: sitting for sitting in conversation.sittings if sitting.exchanges}
    with Memory(system=system, clock=lambda: now) as memory:
        for sitting in sittings.values():
            now = max(now, sitting.at)
            memory.learn([(run(sitting), None)])
        last = now

        def ask(question: Question) -> tuple[list[str], Hint]:
            nonlocal now
            # Some questions are dated before the last thing that was told.
            now = max(last, question.at)
            hint = memory.recall(question.text)
            return list(dict.fromkeys(_labels(hint, sittings))), hint

        yield ask


def _labels(hint: Hint, sittings: dict[str, Sitting]) -> Iterator[str]:
    for item in hint.items:
        for span in item.evidence.supports:
            yield from (one.label for one in sittings[span.trajectory_id].exchanges[span.start : span.end])


def run(sitting: Sitting) -> Trajectory:
    """Return a sitting as a run with one step per exchange. Nobody says whether a talk went well: it has no outcome."""
    steps = tuple(
        Step(
            index=index,
            observation=limits.clip(exchange.said, limits.OBSERVATION),
            action=limits.clip(exchange.answered, limits.ACTION),
        )
        for index, exchange in enumerate(sitting.exchanges)
    )
    first = sitting.exchanges[0]
    return Trajectory(
        id=sitting.id,
        task=Task(id=sitting.id, text=limits.clip(first.said or first.answered, limits.TASK)),
        steps=steps,
        origin=Origin.IMPORTED,
        started_at=sitting.at,
    )
