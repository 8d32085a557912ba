"""Put what is learned into buckets of like situations (Think-in-Memory, arXiv 2311.08719, section 3.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seasoned.knobs import distill_stage
from seasoned.protocols import Attempt, Distill, Embedder, Reader
from seasoned.recall.buckets import BUCKETS, buckets_of, tag
from seasoned.recall.embed import HashingEmbedder
from seasoned.types import Proposal


@distill_stage
def bucketed(
    attempts: Sequence[Attempt],
    store: Reader,
    inner: Distill,
    buckets: int = BUCKETS,
    embedder: Embedder = HashingEmbedder(),
) -> Iterator[Proposal]:
    """Yield what `inner` proposes with the tag of the bucket that its `when` hashes to (`seasoned.recall.buckets`).

    `seasoned.recall.search.in_bucket` with the same `buckets` and `embedder` finds it. A `when` without a word has no
    bucket.
    """
    for proposal in inner(attempts, store):
        (vector,) = embedder([proposal.when])
        numbers = buckets_of(vector, buckets)
        yield replace(proposal, tags=(*proposal.tags, *map(tag, numbers)))
