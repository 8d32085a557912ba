"""Which runs a model sees together: one attempt, a task's success beside its failures, or several at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from seasoned.learn.provenance import failed, succeeded
from seasoned.protocols import Attempt, Reader
from seasoned.types import Kind

MOST_FAILURES = 3
"""Failures shown beside a task's shortest success."""

MOST_SIBLINGS = 12
"""Earlier attempts at a task that are read from the store."""

TOGETHER = 5
"""Runs of one family shown together in the mode ``batch``."""

Group = tuple[Attempt, ...]
Grouping = Callable[[Sequence[Attempt], Reader], Iterator[Group]]


def successes(attempts: Sequence[Attempt], store: Reader) -> Iterator[Group]:
    """Yield each success by itself."""
    yield from ((one,) for one in attempts if succeeded(one))


def failures(attempts: Sequence[Attempt], store: Reader) -> Iterator[Group]:
    """Yield each failure by itself."""
    yield from ((one,) for one in attempts if failed(one))


def faulty(attempts: Sequence[Attempt], store: Reader) -> Iterator[Group]:
    """Yield each attempt in which something was diagnosed by itself: where a wrong action may have been replaced."""
    yield from ((one,) for one in attempts if one.diagnoses)


def contrasted(attempts: Sequence[Attempt], store: Reader) -> Iterator[Group]:
    """Yield each task's shortest success and up to `MOST_FAILURES` failures; earlier attempts fill the side that the
    batch lacks."""
    tasks: dict[tuple[str, str], list[Attempt]] = {}
    for attempt in attempts:
        if succeeded(attempt) or failed(attempt):
            tasks.setdefault((attempt.trajectory.task.family, attempt.trajectory.task.id), []).append(attempt)
    for (family, task), mine in tasks.items():
        known = {one.trajectory.id for one in mine}
        both = list(mine)
        if not (any(map(succeeded, mine)) and any(map(failed, mine))):
            both += [
                Attempt(earlier, store.outcome(earlier.id))
                for earlier in store.trajectories(task=task, limit=MOST_SIBLINGS)
                if earlier.id not in known and earlier.task.family == family
            ]
        wins = [one for one in both if succeeded(one)]
        losses = [one for one in both if failed(one)]
        if wins and losses:
            best = min(wins, key=lambda one: (len(one.trajectory.steps), one.trajectory.id))
            yield (best, *losses[:MOST_FAILURES])


def batches(attempts: Sequence[Attempt], store: Reader) -> Iterator[Group]:
    """Yield the attempts of each family whose ending is known, `TOGETHER` at a time; a single one is left out."""
    families: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        if succeeded(attempt) or failed(attempt):
            families.setdefault(attempt.trajectory.task.family, []).append(attempt)
    for mine in families.values():
        for start in range(0, len(mine), TOGETHER):
            group = tuple(mine[start : start + TOGETHER])
            if len(group) > 1:
                yield group


MODES: Mapping[str, tuple[Grouping, tuple[Kind, ...]]] = {
    "success": (successes, (Kind.INSIGHT, Kind.PLAN)),
    "failure": (failures, (Kind.INSIGHT, Kind.PITFALL, Kind.GUARDRAIL)),
    "contrast": (contrasted, (Kind.INSIGHT,)),
    "pair": (faulty, (Kind.PAIR,)),
    "batch": (batches, (Kind.INSIGHT, Kind.CONCEPT, Kind.PITFALL)),
}
"""What each mode of `extract` looks at, and which kinds of lesson it may give."""
