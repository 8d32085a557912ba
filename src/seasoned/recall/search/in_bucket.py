"""Nearest neighbours among those of one bucket only (Think-in-Memory, arXiv 2311.08719, section 3.3)."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.knobs import search_stage
from seasoned.protocols import Embedder, Reader
from seasoned.recall.buckets import BUCKETS, PROBES, buckets_of, tag
from seasoned.recall.embed import HashingEmbedder
from seasoned.recall.situation import situation
from seasoned.types import Candidate, Kind, Query


@search_stage
def in_bucket(
    query: Query,
    store: Reader,
    buckets: int = BUCKETS,
    probes: int = PROBES,
    embedder: Embedder = HashingEmbedder(),
    kinds: Sequence[Kind] | None = None,
    *,
    limit: int = 200,
) -> list[Candidate]:
    """Channel ``in_bucket``: cosine with each `when` in the query's bucket, in [-1, 1], only those > 0, best first.

    Only what `seasoned.learn.distill.bucketed` put there is compared, up to `limit` per bucket, so that a recall costs
    the size of the `probes` best buckets. With one of them many neighbours are missed (`seasoned.recall.buckets`).
    """
    text = situation(query)
    (vector,) = embedder([text])
    tags = [tag(number) for number in buckets_of(vector, buckets, probes)]
    hits = [name for one in tags for name, _ in store.search_text(one, weights={"tags": 1.0}, kinds=kinds, limit=limit)]
    members = (
        [item for item in store.experiences(list(dict.fromkeys(hits))) if set(tags) & set(item.tags)] if hits else []
    )
    cosines = embedder([item.when for item in members]) @ vector
    found = [(float(cosine), item.id) for cosine, item in zip(cosines, members, strict=True) if cosine > 0.0]
    return [Candidate(name, {"in_bucket": cosine}) for cosine, name in sorted(found, key=lambda one: (-one[0], one[1]))]
