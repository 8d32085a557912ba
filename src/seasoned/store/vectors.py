"""Search by vectors: an exact scan of those of the active experiences, held in memory.

Filter first: where few rows pass, only those are read; otherwise the whole matrix is multiplied. That is done in the
fastest way, whose last bits depend on the processor; the few rows near the best are then multiplied in a fixed way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from math import isfinite, sqrt

import numpy as np

from seasoned.errors import InputError
from seasoned.protocols import Vector
from seasoned.store.rows import Column, Rows, bar

SPARSE = 4
"""Gather rows when fewer than one in so many pass the filter."""

SLACK = 1e-4
"""More than the rounding of a product of unit vectors can differ between two ways to compute it."""


class VectorCache(Rows):
    """A matrix of the vectors of one scope's active experiences."""

    source = "vectors"

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        super().__init__()

    def clear(self) -> None:
        """Forget everything; the next search reads the file again."""
        super().clear()
        self._matrix: Column[np.float32] = Column(np.float32, (self._dimensions,))

    def take(self, values: list[bytes]) -> None:
        """Hold the vectors of as many new places."""
        self._matrix.extend(np.frombuffer(b"".join(values), dtype="<f4").reshape(len(values), self._dimensions))

    def search(
        self,
        connection: sqlite3.Connection,
        vector: Vector,
        kinds: Collection[str] | None,
        family: str | None,
        limit: int,
    ) -> list[tuple[str, float]]:
        """Return ``(id, cosine)`` of at most `limit` rows, best first; equal scores in the order of admission."""
        query = np.asarray(vector, dtype=np.float32).reshape(-1)
        if query.shape[0] != self._dimensions:
            raise InputError(f"the vector has {query.shape[0]} dimensions, this store's have {self._dimensions}")
        norm = sqrt(query @ query)
        if not isfinite(norm):
            raise InputError("the vector holds a value that is not finite")
        self.refresh(connection)
        if norm == 0.0 or limit <= 0:
            return []
        unit = query / norm
        matrix = self._matrix.values
        allowed = self.allowed(kinds, family)
        count = int(np.count_nonzero(allowed))
        if count <= limit:
            places = np.flatnonzero(allowed)
        elif count * SPARSE < len(matrix):
            places = np.flatnonzero(allowed)
            rough = _rough_products(matrix[places], unit)
            places = places[rough >= bar(rough, limit) - SLACK]
        else:
            rough = _rough_products(matrix, unit)
            rough[~allowed] = -np.inf
            places = np.flatnonzero(allowed & (rough >= bar(rough, limit) - SLACK))
        return self.best(places, _products(matrix[places], unit), limit)


def _rough_products(matrix: Vector, vector: Vector) -> Vector:
    # Row by row, on one thread: given all rows BLAS hands them to all cores and waits for them, which on a busy machine
    # takes 20 times as long.
    products: Vector = np.matmul(matrix[:, None, :], vector)[:, 0]
    return products


def _products(matrix: Vector, vector: Vector) -> Vector:
    # Twice as slow as BLAS, which adds up in another order on other processors.
    products: Vector = np.einsum("ij,j->i", matrix, vector)
    return products
