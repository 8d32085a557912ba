"""Only what can be followed: a case that called a tool which is not on offer here would lead into an error."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.calls import missing_here
from seasoned.recall.marks import refused_where
from seasoned.types import Query


@select_stage
def followable(query: Query, candidates: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
    """Refuse cases that called tools which are not among the query's valid actions, where these name tools."""
    missing = missing_here(query)

    def why(item: Scored) -> str:
        names = missing(item.experience)
        return f"it called {', '.join(sorted(names))}, which is not on offer" if names else ""

    return refused_where(candidates, why)
