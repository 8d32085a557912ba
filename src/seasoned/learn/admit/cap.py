"""Caps: a kind holds so many experiences per family; when full, a newcomer must beat the weakest resident."""

from __future__ import annotations

from collections.abc import Mapping

from seasoned.learn.admit.ledger import Ledger
from seasoned.types import Experience, Kind, Status

CAPS: Mapping[Kind, int] = {
    Kind.CASE: 1000,
    Kind.PAIR: 300,
    Kind.INSIGHT: 200,
    Kind.PITFALL: 200,
    Kind.GUARDRAIL: 300,
    Kind.WORKFLOW: 100,
    Kind.TRANSITION: 2000,
    Kind.TOOL_NOTE: 300,
}
"""Experiences per kind and family. Kinds that are not listed hold `DEFAULT_CAP`."""

DEFAULT_CAP = 500


def room(experience: Experience, ledger: Ledger, caps: Mapping[Kind, int]) -> tuple[bool, Experience | None]:
    """Return whether there is room for a new experience, and the resident that has to go for it, if any.

    Active newcomers must be stronger than the weakest resident. Among drafts the weakest and then oldest goes, so that
    what is seen often enough gets its chance.
    """
    if experience.status not in (Status.ACTIVE, Status.DRAFT):
        return True, None
    limit = caps.get(experience.kind, DEFAULT_CAP)
    if limit <= 0:
        return False, None
    active = experience.status is Status.ACTIVE
    if active and ledger.count(experience.kind, experience.family, limit) < limit:
        return True, None
    if len(ledger.group(experience.kind, experience.family, experience.status)) < limit:
        return True, None
    weakest = ledger.weakest(experience.kind, experience.family, experience.status)
    mine, theirs = ledger.strength(experience), ledger.strength(weakest)
    return (True, weakest) if mine > theirs or (not active and mine >= theirs) else (False, None)
