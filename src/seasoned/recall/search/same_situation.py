"""Nearest neighbours of task *and* state, at the start of a run too (MINDSTORES, arXiv 2501.19318)."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.knobs import search_stage
from seasoned.learn.distill.situated import of_query
from seasoned.protocols import Embedder, Reader
from seasoned.recall.embed import HashingEmbedder
from seasoned.types import Candidate, Kind, Query


@search_stage
def same_situation(
    query: Query,
    store: Reader,
    embedder: Embedder = HashingEmbedder(),
    kinds: Sequence[Kind] | None = None,
    *,
    limit: int = 25,
) -> list[Candidate]:
    """Channel ``situation``: cosine in (0, 1] of the task with what is seen, which `dense` reads only once under way.

    For stores whose items name their state in `when` (`learn.distill.situated`). The embedder must be the store's.
    """
    vector = embedder([of_query(query)])[0]
    if not vector.any():
        return []
    found = store.search_vector(vector, kinds=kinds, limit=limit)
    return [Candidate(name, {"situation": score}) for name, score in found if score > 0.0]
