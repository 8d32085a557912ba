"""Guardrails that concern what may be done now, not what the task is about."""

from __future__ import annotations

from seasoned.knobs import search_stage
from seasoned.payloads import Guardrail, read
from seasoned.protocols import Reader
from seasoned.types import Candidate, Kind, Query

KINDS = (Kind.GUARDRAIL,)


@search_stage
def guarding(query: Query, store: Reader, *, limit: int = 300) -> list[Candidate]:
    """Channel ``guarding``: 1 for each guardrail of the family that forbids one of the valid actions.

    Where no actions are listed, the guardrails that the error at hand brings to mind (by its words), 1 for the best.
    """
    if query.valid_actions:
        offered = frozenset(query.valid_actions)
        found = store.experiences(kinds=KINDS, family=query.family, limit=limit)
        return [Candidate(one.id, {"guarding": 1.0}) for one in found if read(one.payload, Guardrail).forbid in offered]
    if not query.error:
        return []
    hits = store.search_text(query.error, kinds=KINDS, family=query.family or None, limit=5)
    return [Candidate(name, {"guarding": score / hits[0][1]}) for name, score in hits]
