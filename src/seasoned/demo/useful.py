"""Which experiences of a memory earned most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from seasoned.credit.beta import laplace
from seasoned.credit.uplift import uplift
from seasoned.demo.plan import Stream
from seasoned.demo.results import Useful
from seasoned.memory import Memory
from seasoned.protocols import Store
from seasoned.types import Experience, Kind, Utility

FOLLOWED = (Kind.RULE, Kind.CASE, Kind.WORKFLOW, Kind.GUARDRAIL, Kind.TRANSITION)
"""Kinds that the reference agent acts on. What is only prose to it, such as an insight, cannot have helped it."""

_CLOSE = 0.8
"""Share of the best gain from which an item counts as close to it."""


def useful(memory: Memory, stream: Stream, path: str, control: float, limit: int = 30) -> list[Useful]:
    """Return the experiences of `memory` that gained most over the `control`'s success rate, the best first."""
    items = memory.store.experiences(kinds=FOLLOWED)
    utilities = memory.store.utilities([item.id for item in items])
    found = [_useful(item, utilities[item.id], memory.store, stream, path, control) for item in items]
    gained = [one for one in found if one.gain > 0.0]
    return sorted(gained, key=lambda one: (-one.gain, one.id))[:limit]


def best(found: Iterable[Useful], count: int = 3) -> tuple[Useful, ...]:
    """Return the `count` best, of different families, and then of different kinds, as far as there are any.

    Items of one kind tend to be shown together, so their gains are nearly equal and say little about which of them
    matters: among those close to the best of their stream and kind, the one with most evidence speaks for all.
    """
    rest = sorted(_representatives(found), key=lambda one: (-one.gain, one.id))
    chosen: list[Useful] = []
    while rest and len(chosen) < count:
        families, kinds = {one.stream.family for one in chosen}, {one.kind for one in chosen}
        next_one = min(rest, key=lambda one: 2 * (one.stream.family in families) + (one.kind in kinds))
        chosen.append(next_one)
        same = (next_one.stream.family, next_one.kind, next_one.when)
        rest = [one for one in rest if (one.stream.family, one.kind, one.when) != same]
    return tuple(sorted(chosen, key=lambda one: (-one.gain, one.id)))


def _representatives(found: Iterable[Useful]) -> Iterator[Useful]:
    groups: dict[tuple[Stream, str], list[Useful]] = {}
    for one in found:
        groups.setdefault((one.stream, one.kind), []).append(one)
    for group in groups.values():
        least = _CLOSE * max(one.gain for one in group)
        yield max((one for one in group if one.gain >= least), key=lambda one: (one.support, one.gain, one.id))


def _useful(item: Experience, utility: Utility, store: Store, stream: Stream, path: str, control: float) -> Useful:
    span = next(iter(item.evidence.supports), None)
    return Useful(
        id=item.id,
        kind=item.kind.value,
        stream=stream,
        store=path,
        when=item.when,
        body=item.body,
        quote=span.quote if span else "",
        run=span.trajectory_id if span else "",
        start=span.start if span else 0,
        support=max(item.evidence.support_count, len(item.evidence.supports)),
        shown=utility.helped + utility.hurt,
        solved=utility.helped,
        rate=laplace(utility),
        control=control,
        uplift=uplift(utility),
    )
