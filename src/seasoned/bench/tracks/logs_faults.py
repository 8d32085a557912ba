"""Whether recall brings runs that share a fault with the one at hand, before anybody has found the fault.

Tasks of tau2's telecom domain break a phone in one to nine ways at once, and name the ways in the task's id: a label
that no system reads. Asked at the start of a run, when only the user's first words are known, and half way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import fsum

from seasoned.bench.track import Item
from seasoned.bench.tracks.logs_prefix import HALF, START, query_at
from seasoned.bench.tracks.logs_recalled import CONTROLS, Ask, K, Recalled, asked
from seasoned.bench.tracks.okapi import Okapi
from seasoned.codec import content_id
from seasoned.learn.distill import whole_runs
from seasoned.protocols import Attempt
from seasoned.recall.situation import situation
from seasoned.types import Query

TEXT = "similar text"
SYSTEMS = (*CONTROLS, TEXT)

_LABEL = re.compile(r"^\[\w+\]([\w|]+)\[PERSONA:\w+\]$")


def faults(task: str) -> frozenset[str]:
    """Return the faults that a task's id names; none where it is of another form."""
    label = _LABEL.match(task)
    return frozenset(label.group(1).split("|")) if label else frozenset()


def items(system: str, known: Sequence[Attempt], held: Sequence[Attempt]) -> Iterator[Item]:
    """Yield an item for each held-out run: of the first `K` tasks whose runs were recalled the share that has a fault
    in common with it. At the start that is 0 where nothing was recalled; half way nothing is said of it then."""
    tasks = {attempt.trajectory.id: attempt.trajectory.task.id for attempt in known}
    if system == TEXT:
        yield from _items(_similar(known), tasks, held)
    else:
        unlabelled = [_unlabelled(attempt) for attempt in known]
        with asked(system, unlabelled, unlabelled, whole_runs) as ask:
            yield from _items(ask, tasks, held)


def _items(ask: Ask, tasks: Mapping[str, str], held: Sequence[Attempt]) -> Iterator[Item]:
    for attempt in held:
        broken = faults(attempt.trajectory.task.id)
        if not broken:
            continue
        values: dict[str, float] = {}
        shown: tuple[str, ...] = ()
        for name, point in (("score", START), ("precision@5, half way", HALF)):
            found = ask(query_at(attempt.trajectory, point))
            if point is START or any(one.runs for one in found):
                values[name] = fsum(_precision(one, tasks, broken) for one in found) / len(found)
            shown = shown or found[0].shown
        yield Item(attempt.trajectory.id, values, shown)


def _unlabelled(attempt: Attempt) -> Attempt:
    """Return the attempt without what names its faults: the task's id, and what the log notes beside the run."""
    trajectory = attempt.trajectory
    task = replace(trajectory.task, id=content_id("task", trajectory.task.id), metadata={})
    return replace(attempt, trajectory=replace(trajectory, task=task, group=task.id, metadata={}))


def _precision(found: Recalled, tasks: Mapping[str, str], broken: frozenset[str]) -> float:
    first = list(dict.fromkeys(tasks[run] for run in found.runs))[:K]
    return sum(bool(faults(task) & broken) for task in first) / len(first) if first else 0.0


def _similar(known: Sequence[Attempt]) -> Ask:
    """Return plain BM25 over what users said first: the floor for anything that reads more than that."""
    index = Okapi({attempt.trajectory.id: attempt.trajectory.task.text for attempt in known})

    def ask(query: Query) -> list[Recalled]:
        return [Recalled(runs=tuple(index.ranked(situation(query), len(known))))]

    return ask
