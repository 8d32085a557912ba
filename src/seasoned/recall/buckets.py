"""Locality-sensitive hashing by random directions: near vectors mostly fall into one bucket.

``h(x) = argmax([xR; -xR])`` with a Gaussian R of shape (dimensions, buckets / 2): the cross-polytope hash (Andoni et
al., NIPS 2015), by which Think-in-Memory groups its thoughts (arXiv 2311.08719, section 3.3).
"""

from __future__ import annotations

from functools import lru_cache
from random import Random

import numpy as np

from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.protocols import Vector

BUCKETS = 8
PROBES = 3
"""A single hash puts 56 of 100 pairs of vectors with a cosine of .8 into one of 8 buckets; looking into the 2 best
buckets finds 74, into the 3 best 84, at a cost of 11, 23 and 37 of 100 unrelated ones (256 dimensions)."""

PREFIX = "bucket"
"""Tag of an experience in bucket n: ``bucket<n>``, one word, so that the text index finds it."""


def buckets_of(vector: Vector, buckets: int = BUCKETS, probes: int = 1) -> list[int]:
    """Return the `probes` numbers in [0, buckets) that suit `vector` best, the best first; none for a vector of 0.

    `vector` has shape (dimensions,). `buckets` even and >= 2, 1 <= `probes` <= `buckets`, else InputError. The
    directions belong to the two sizes, so that every machine sorts alike.
    """
    if buckets < 2 or buckets % 2:
        raise InputError(f"a hash needs an even number of buckets >= 2, not {buckets}")
    if not 1 <= probes <= buckets:
        raise InputError(f"probes must lie in [1, {buckets}], not {probes}")
    if not vector.any():
        return []
    along = vector.astype(np.float64) @ _directions(len(vector), buckets // 2)
    order = np.argsort(-np.concatenate([along, -along]), kind="stable")
    return [int(number) for number in order[:probes]]


def tag(number: int) -> str:
    """Return the tag of a bucket."""
    return f"{PREFIX}{number}"


@lru_cache(maxsize=8)
def _directions(dimensions: int, count: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    rng = Random(content_id("buckets", dimensions, count))
    drawn = [rng.gauss(0.0, 1.0) for _ in range(dimensions * count)]
    return np.array(drawn, dtype=np.float64).reshape(dimensions, count)
