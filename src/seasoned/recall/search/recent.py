"""The latest experiences, whatever the situation (Evo-Memory's ExpRecent)."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.knobs import search_stage
from seasoned.protocols import Reader
from seasoned.types import Candidate, Kind, Query


@search_stage
def recent(
    query: Query,
    store: Reader,
    kinds: Sequence[Kind] | None = None,
    *,
    same_family: bool = False,
    limit: int = 50,
) -> list[Candidate]:
    """Channel ``recent``: 1 for the latest change, falling by ``1 / limit`` with each older one; in (0, 1]."""
    family = query.family or None if same_family else None
    names = store.recent(kinds=kinds, family=family, limit=limit)
    return [Candidate(name, {"recent": 1.0 - rank / limit}) for rank, name in enumerate(names)]
