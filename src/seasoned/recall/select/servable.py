"""What may be shown at all: in force, valid now, trusted enough. `recall` applies it before any other selection."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import refused_where
from seasoned.types import Experience, Query, Status, Trust


@select_stage
def servable(
    query: Query,
    candidates: Sequence[Scored],
    rng: Random,
    now: float,
    minimum: Trust = Trust.UNVERIFIED,
) -> list[Scored]:
    """Refuse every status but active (a shadow item is scored and never shown), what is not valid at `now`, and
    whatever has less trust than `minimum`."""
    return refused_where(candidates, lambda item: unservable(item.experience, now, minimum))


def unservable(experience: Experience, now: float, minimum: Trust = Trust.UNVERIFIED) -> str:
    """Return why an experience may not be shown, or ""."""
    if experience.status is Status.SHADOW:
        return "on probation: scored, not shown"
    if experience.status is not Status.ACTIVE:
        return f"status is {experience.status}"
    if now < experience.valid_from or (experience.valid_to is not None and now >= experience.valid_to):
        return "not valid now"
    if experience.trust < minimum:
        return f"trust is {experience.trust.name.lower()}, below {minimum.name.lower()}"
    return ""
