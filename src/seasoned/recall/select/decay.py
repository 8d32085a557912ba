"""Forgetting at read time (F5): the stored value never fades, only what it counts for today."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import best_first, rescored
from seasoned.types import Experience, Query, Utility

DAY = 86_400.0


@select_stage
def decay(
    query: Query, candidates: Sequence[Scored], rng: Random, now: float, half_life: float = 30 * DAY
) -> list[Scored]:
    """Score = score · 2^(-age / half_life), both in seconds; `half_life` > 0, else InputError."""
    if half_life <= 0.0:
        raise InputError(f"decay() needs half_life > 0 seconds, not {half_life}")
    return best_first(
        rescored(item, item.score * faded(age_of(item.experience, item.utility, now), half_life)) for item in candidates
    )


def faded(age: float, half_life: float) -> float:
    """Return 2^(-age / half_life), in (0, 1]; a negative age counts as 0."""
    return float(2.0 ** (-max(0.0, age) / half_life))


def age_of(experience: Experience, utility: Utility, now: float) -> float:
    """Return the seconds since it was last used, or made; 0 where neither is known."""
    latest = max(utility.last_used, experience.valid_from)
    return max(0.0, now - latest) if latest > 0.0 else 0.0
