"""What every selection does to its candidates: re-score, reorder, mark as not chosen. None is ever dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from seasoned.protocols import Scored

G = TypeVar("G", bound=Hashable)


def rescored(item: Scored, score: float) -> Scored:
    """Return `item` with another score."""
    return Scored(item.candidate, item.experience, item.utility, score, item.chosen, item.reason)


def refused(item: Scored, reason: str) -> Scored:
    """Return `item` marked as not chosen, and why. The first reason stays."""
    if not item.chosen:
        return item
    return Scored(item.candidate, item.experience, item.utility, item.score, chosen=False, reason=reason)


def best_first(items: Iterable[Scored]) -> list[Scored]:
    """Return the chosen ones by falling score, then the others; equal scores by id, so that the order is total."""
    return sorted(items, key=lambda item: (not item.chosen, -item.score, item.candidate.id))


def chosen_first(items: Iterable[Scored]) -> list[Scored]:
    """Return the chosen ones, then the others, each in the order given."""
    return sorted(items, key=lambda item: not item.chosen)


def refused_where(items: Sequence[Scored], why: Callable[[Scored], str]) -> list[Scored]:
    """Mark as not chosen what `why` gives a reason for (``""`` is none); the order of the rest stays."""
    marked = []
    for item in items:
        reason = why(item) if item.chosen else ""
        marked.append(refused(item, reason) if reason else item)
    return chosen_first(marked)


def limited(
    items: Sequence[Scored],
    group_of: Callable[[Scored], G | None],
    limits: Mapping[G, int],
    what: Callable[[G], str],
) -> list[Scored]:
    """Keep the first `limits[group]` chosen ones of each group, and all of no group or of one without a limit. `what`
    names a group in the reason that the others get."""
    kept: Counter[G] = Counter()

    def why(item: Scored) -> str:
        group = group_of(item)
        if group is None or group not in limits:
            return ""
        if kept[group] >= limits[group]:
            return f"{limits[group]} {what(group)} already chosen"
        kept[group] += 1
        return ""

    return refused_where(items, why)


def only_chosen(items: Iterable[Scored]) -> list[Scored]:
    """Return the chosen ones in order."""
    return [item for item in items if item.chosen]
