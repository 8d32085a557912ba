"""Whole groups instead of single items: the best records with everything that belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import refused_where
from seasoned.types import Experience, Query

DIGITS = 6
"""Decimals to which two scores are compared: cosines of the same text may differ in the last bits."""


@select_stage
def top_groups(
    query: Query, candidates: Sequence[Scored], rng: Random, now: float, k: int = 1, field: str = "record"
) -> list[Scored]:
    """Keep all items of the first `k` groups, a group being what has the same value in `field` of its payload.

    Groups are ranked by their best score, equally good ones by their newest item, the newest first. An item without
    one is a group of its own. ReasoningBank (arXiv 2509.25140) takes one record with its lessons: one beats two
    to four. `k` >= 0, else InputError.
    """
    if k < 0:
        raise InputError(f"top_groups() needs k >= 0, not {k}")
    best: dict[str, tuple[float, float]] = {}
    for item in candidates:
        if item.chosen:
            name = group_of(item.experience, field)
            score, newest = best.get(name, (float("-inf"), float("-inf")))
            best[name] = (max(score, round(item.score, DIGITS)), max(newest, item.experience.valid_from))
    kept = frozenset(sorted(best, key=lambda name: (-best[name][0], -best[name][1], name))[:k])

    def why(item: Scored) -> str:
        return "" if group_of(item.experience, field) in kept else f"not of the first {k} by {field}"

    return refused_where(candidates, why)


def group_of(experience: Experience, field: str) -> str:
    """Return what its payload names as its group, or its own id."""
    return str(experience.payload.get(field) or experience.id)
