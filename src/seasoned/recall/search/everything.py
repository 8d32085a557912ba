"""All experiences of some kinds, unranked: for small fixed sets such as guardrails or a playbook."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.knobs import search_stage
from seasoned.protocols import Reader
from seasoned.types import Candidate, Kind, Query, Status


@search_stage
def all_of(
    query: Query,
    store: Reader,
    kinds: Sequence[Kind] | None = None,
    *,
    same_family: bool = False,
    statuses: Sequence[Status] = (Status.ACTIVE,),
    limit: int = 200,
) -> list[Candidate]:
    """Channel ``all``: 1 for each, newest change first. With ``Status.SHADOW`` it also brings items on probation,
    which selection scores and never shows."""
    family = query.family or None if same_family else None
    found = store.experiences(kinds=kinds, statuses=statuses, family=family, limit=limit)
    return [Candidate(experience.id, {"all": 1.0}) for experience in found]
