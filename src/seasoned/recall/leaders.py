"""Leader clustering: what is near enough joins the nearest prototype, else it becomes one (Hartigan, Clustering
Algorithms, 1975; the observation clusters of SLEA-RL, arXiv 2603.18079, formula F19)."""

from __future__ import annotations

import numpy as np

from seasoned.errors import InputError
from seasoned.protocols import Vector

BLOCK = 256
"""Rows compared with the known prototypes at once; what is done row by row stays within a block."""


def prototypes_of(vectors: Vector, similarity: float) -> Vector:
    """Return the rows of `vectors` (unit rows, shape (n, d)) that became prototypes, in order.

    A row whose cosine with an earlier prototype is above `similarity` in [0, 1] (else InputError) joins that one. Rows
    of 0, which have no direction, never become prototypes.
    """
    if not 0.0 <= similarity <= 1.0:
        raise InputError(f"clustering needs similarity in [0, 1], not {similarity}")
    found = np.empty_like(vectors)
    count = 0
    for begin in range(0, len(vectors), BLOCK):
        rows = vectors[begin : begin + BLOCK]
        known = count
        far = (rows @ found[:known].T).max(axis=1, initial=-2.0) <= similarity
        for row in rows[far & rows.any(axis=1)]:
            if count == known or float((found[known:count] @ row).max()) <= similarity:
                found[count] = row
                count += 1
    return found[:count]


def nearest(vectors: Vector, prototypes: Vector, similarity: float) -> list[int | None]:
    """Return, for each row of `vectors`, the place of the nearest prototype, or None where none is above `similarity`.

    A row that is a prototype belongs to it however the cosine is rounded.
    """
    if not len(prototypes) or not len(vectors):
        return [None] * len(vectors)
    cosines = vectors @ prototypes.T
    best = cosines.argmax(axis=1)
    near = cosines[np.arange(len(vectors)), best] > min(similarity, 1.0 - 1e-6)
    return [int(place) if close else None for place, close in zip(best, near, strict=True)]
