"""Selection among lanes: whenever they have doubled, the worst is replaced by a copy of the best (F8, SICE, arXiv
2505.00234)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from seasoned.errors import InputError
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.lanes import lane_names, lane_of, members
from seasoned.protocols import Reader
from seasoned.types import Edit, Experience, Operation, Status

MARK = "doubled"
"""Prefix of the tag that says at which size an item was last copied, so that a step is taken once per doubling."""

_MARKED = re.compile(rf"{MARK}(\d+)")


@evolve_stage
def population(store: Reader, now: float, lanes: int = 5, first: int = 16, recent: int = 32) -> list[Edit]:
    """At the sizes `first`·2^j of the largest lane: retire what only the worst lane holds, and let it hold all that the
    best one does.

    The better lane is the one whose latest runs, `recent` at most, succeeded more often, by (s + 1)/(n + 2). Nothing
    is done while all are equally good. What is copied is shared: it is one experience in two lanes, and what either
    learns from then on is its own. `first` and `recent` >= 1, else InputError.
    """
    if first < 1 or recent < 1:
        raise InputError(f"population() needs first >= 1 and recent >= 1, not {first} and {recent}")
    names = lane_names(lanes)
    items = store.experiences()
    held = members(items, names)
    size = max(len(mine) for mine in held.values())
    due = first
    while due * 2 <= size:
        due *= 2
    if size < due or due <= max((_done(item.tags) for item in items), default=0):
        return []
    rates = success_rates(store, lanes, recent)
    # Of equals the first, so that a replay decides alike.
    best = max(names, key=lambda name: (rates[name], -names.index(name)))
    worst = min(names, key=lambda name: (rates[name], names.index(name)))
    if rates[best] <= rates[worst] or not held[best]:
        return []
    why = f"at {due} experiences {worst} ({rates[worst]:.2f}) gives way to {best} ({rates[best]:.2f})"
    return [
        _moved(item, best, worst, names, due, why, now) for item in items if best in item.tags or worst in item.tags
    ]


def success_rates(store: Reader, lanes: int, recent: int) -> dict[str, float]:
    """Return (s + 1)/(n + 2) over the latest runs of each lane with a known success, `recent` of each at most."""
    wins: Counter[str] = Counter()
    runs: Counter[str] = Counter()
    for run in store.trajectories(limit=lanes * recent * 2):
        lane = lane_of(run.id, lanes)
        outcome = store.outcome(run.id)
        if outcome is None or outcome.success is None or runs[lane] == recent:
            continue
        runs[lane] += 1
        wins[lane] += outcome.success
    return {name: (wins[name] + 1.0) / (runs[name] + 2.0) for name in lane_names(lanes)}


def _done(tags: Iterable[str]) -> int:
    return max((int(found[1]) for tag in tags if (found := _MARKED.fullmatch(tag))), default=0)


def _moved(item: Experience, best: str, worst: str, names: Sequence[str], due: int, why: str, now: float) -> Edit:
    tags = [tag for tag in item.tags if tag != worst and not _MARKED.fullmatch(tag)]
    if best in tags:
        marked = (*tags, worst, f"{MARK}{due}")
        return revise(item, Operation.EDIT, reason=why, stage="population", now=now, tags=marked)
    if not set(names).isdisjoint(tags):
        return revise(item, Operation.EDIT, reason=why, stage="population", now=now, tags=tuple(tags))
    return revise(item, Operation.RETIRE, reason=why, stage="population", now=now, status=Status.RETIRED)
