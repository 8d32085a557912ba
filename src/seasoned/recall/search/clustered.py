"""What was learned in observations like the present one: clusters of observations, each with the experiences that
passed through it (SLEA-RL, arXiv 2603.18079, formula F19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from seasoned.knobs import search_stage
from seasoned.payloads import Case, read
from seasoned.protocols import Embedder, Reader, Vector
from seasoned.recall.embed import HashingEmbedder
from seasoned.recall.leaders import nearest, prototypes_of
from seasoned.recall.search.episodic import seen_at
from seasoned.recall.vectors import vector_of
from seasoned.types import Candidate, Experience, Kind, Query

SIMILARITY = 0.85
LONGEST = 500
"""Characters of an observation that are compared: as many as a case keeps."""

MOST = 50
"""Observations per experience, the first ones."""


@dataclass(frozen=True, slots=True)
class _Index:
    prototypes: Vector
    members: tuple[tuple[str, ...], ...]


_memo: WeakKeyDictionary[Reader, tuple[Any, _Index]] = WeakKeyDictionary()
"""The last index made of each store. It follows from what the store holds, so dropping it loses only time."""


@search_stage
def clustered(
    query: Query,
    store: Reader,
    kinds: Sequence[Kind] | None = None,
    embedder: Embedder = HashingEmbedder(),
    similarity: float = SIMILARITY,
    *,
    same_family: bool = True,
    limit: int = 500,
) -> list[Candidate]:
    """Channel ``clustered``: the cosine of the present observation and its cluster's prototype, in (`similarity`, 1],
    for each experience that was gathered in the cluster; nothing where the observation is like no prototype.

    An experience belongs to the clusters of the observations in its case, else of those at the steps that it cites. It
    is clustered in the order of admission. `similarity` in [0, 1], else InputError; at most `limit` experiences, the
    newest.
    """
    seen = query.observation[:LONGEST]
    if not seen.strip():
        return []
    family = query.family or None if same_family else None
    found = store.experiences(kinds=kinds, family=family, limit=limit)
    index = _index(sorted(found, key=lambda item: (item.valid_from, item.id)), store, embedder, similarity)
    now = vector_of(seen, embedder)
    (place,) = nearest(now[np.newaxis], index.prototypes, similarity)
    if place is None:
        return []
    likeness = float(now @ index.prototypes[place])
    return [Candidate(name, {"clustered": likeness}) for name in index.members[place]]


def _index(items: Sequence[Experience], store: Reader, embedder: Embedder, similarity: float) -> _Index:
    made_of = (embedder.fingerprint, similarity, [(one.id, one.version, one.evidence.supports) for one in items])
    known = _memo.get(store)
    if known is not None and known[0] == made_of:
        return known[1]
    seen = [(one.id, observation) for one in items for observation in observations(one, store)]
    texts = list(dict.fromkeys(observation for _, observation in seen))
    vectors = np.array([vector_of(text, embedder) for text in texts], dtype=np.float32)
    prototypes = prototypes_of(vectors, similarity)
    # Assigned only once all prototypes are known, so that an observation seen again finds what was learned in it.
    places = dict(zip(texts, nearest(vectors, prototypes, similarity), strict=True))
    members: list[dict[str, None]] = [{} for _ in range(len(prototypes))]
    for name, observation in seen:
        place = places[observation]
        if place is not None:
            members[place][name] = None
    index = _Index(prototypes, tuple(map(tuple, members)))
    _memo[store] = (made_of, index)
    return index


def observations(item: Experience, store: Reader) -> list[str]:
    """Return the distinct observations that an experience was gathered in, in order: those of its case, else what was
    seen at the steps that speak for it."""
    if item.kind is Kind.CASE:
        texts = [step.observation[:LONGEST] for step in read(item.payload, Case).steps]
    else:
        texts = [seen_at(span, store)[:LONGEST] for span in item.evidence.supports]
    return [text for text in dict.fromkeys(texts) if text.strip()][:MOST]
