"""Weighted-field BM25 over the situation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seasoned.knobs import search_stage
from seasoned.protocols import Reader
from seasoned.recall.situation import situation
from seasoned.types import Candidate, Kind, Query


@search_stage
def lexical(
    query: Query,
    store: Reader,
    weights: Mapping[str, float] | None = None,
    kinds: Sequence[Kind] | None = None,
    *,
    same_family: bool = False,
    limit: int = 25,
) -> list[Candidate]:
    """Channel ``lexical``: BM25, > 0, unbounded. `weights` per field, the store's own by default.

    `same_family` confines the search, here and in the other channels, to the query's family where it has one.
    """
    text = situation(query)
    if not text:
        return []
    family = query.family or None if same_family else None
    found = store.search_text(text, weights=weights, kinds=kinds, family=family, limit=limit)
    return [Candidate(name, {"lexical": score}) for name, score in found]
