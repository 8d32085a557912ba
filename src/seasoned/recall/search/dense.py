"""Nearest neighbours of the situation's vector."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.knobs import search_stage
from seasoned.protocols import Embedder, Reader
from seasoned.recall.embed import HashingEmbedder
from seasoned.recall.situation import situation
from seasoned.types import Candidate, Kind, Query


@search_stage
def dense(
    query: Query,
    store: Reader,
    embedder: Embedder = HashingEmbedder(),
    kinds: Sequence[Kind] | None = None,
    *,
    same_family: bool = False,
    limit: int = 25,
) -> list[Candidate]:
    """Channel ``dense``: cosine in [-1, 1], only those > 0. The embedder must be the one the store indexes with."""
    text = situation(query)
    if not text:
        return []
    family = query.family or None if same_family else None
    vector = embedder([text])[0]
    if not vector.any():
        return []
    found = store.search_vector(vector, kinds=kinds, family=family, limit=limit)
    return [Candidate(name, {"dense": score}) for name, score in found if score > 0.0]
