"""Records: what one run taught stays together and is found by the task (ReasoningBank, arXiv 2509.25140).

A record is a few lessons that share the id in their payload's field `RECORD` and, as their situation, the text of the
task: they are found by the query they came from, never by their advice. `recall.select.top_groups` hands out whole
records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.knobs import distill_stage
from seasoned.learn.describe import LONGEST_TASK
from seasoned.learn.evidence import clip
from seasoned.protocols import Attempt, Distill, Reader
from seasoned.system import no_distillation
from seasoned.types import Kind, Proposal

RECORD = "record"
"""Payload field that names the record. A tag would be indexed with the situation and blur it."""

COUNTED = frozenset({Kind.WORKFLOW, Kind.PITFALL, Kind.GUARDRAIL})
"""Kinds that wait for a second run. A record is one run's, so what is of these kinds is kept as the insight it is."""


@distill_stage
def records(
    attempts: Sequence[Attempt],
    store: Reader,
    alone: Distill,
    together: Distill = no_distillation,
    most: int = 3,
    most_together: int = 5,
) -> Iterator[Proposal]:
    """Yield the lessons of `alone` per attempt, the first `most` of each, as a record of that attempt.

    Several attempts at one task in one batch give one record of at most `most_together` lessons by `together` where it
    finds any (parallel scaling, MaTTS). Keys name the runs, so records are appended and never merged. Both limits >= 1,
    else InputError.
    """
    if most < 1 or most_together < 1:
        raise InputError("records() needs most >= 1 and most_together >= 1")
    tasks: dict[tuple[str, str], list[Attempt]] = {}
    for attempt in attempts:
        task = attempt.trajectory.task
        tasks.setdefault((task.family, task.id), []).append(attempt)
    for group in tasks.values():
        shared = list(_record(group, together(group, store), most_together)) if len(group) > 1 else []
        yield from shared or (
            lesson for attempt in group for lesson in _record((attempt,), alone((attempt,), store), most)
        )


def _record(group: Sequence[Attempt], lessons: Iterable[Proposal], most: int) -> Iterator[Proposal]:
    runs = [attempt.trajectory.id for attempt in group]
    name = content_id("record", *runs)
    distinct: dict[str, Proposal] = {}
    for lesson in lessons:
        distinct.setdefault(lesson.body, lesson)
    for place, lesson in enumerate(list(distinct.values())[:most]):
        counted = lesson.kind in COUNTED
        yield replace(
            lesson,
            kind=Kind.INSIGHT if counted else lesson.kind,
            payload={**({} if counted else lesson.payload), RECORD: name},
            key=content_id("record", *runs, place),
            when=clip(group[0].trajectory.task.text, LONGEST_TASK),
        )
