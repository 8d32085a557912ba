"""The vectors of active experiences in memory, kept up with the file by its edition, and their exact scan.

Filter first: where few rows pass, only those are read; otherwise the whole matrix is multiplied. That is done in the
fastest way, whose last bits depend on the processor; the few rows near the best are then multiplied in a fixed way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from math import isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from seasoned.errors import InputError
from seasoned.protocols import Vector

SPARSE = 4
"""Gather rows when fewer than one in so many pass the filter."""

PARTS = 8
"""Parts, per result wanted, that scores are divided into to find the best: more of them let fewer others pass."""
SLACK = 1e-4
"""More than the rounding of a product of unit vectors can differ between two ways to compute it."""


Row = tuple[int, str, str, str, int, bytes | None]
"""Row number, id, kind, family, the event that changed it, and its vector (None when it is not searched)."""


class VectorCache:
    """A matrix of the vectors that one scope sees, with the kind and family of each row."""

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        self._version: tuple[int, int] | None = None
        self.clear()

    def clear(self) -> None:
        """Forget everything; the next search reads the file again."""
        self._version = None
        self._changed = 0
        self._count = 0
        self._matrix: Vector = np.zeros((0, self._dimensions), dtype=np.float32)
        self._alive: NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)
        # Row 0 has the kinds, row 1 the families, by number.
        self._labels: NDArray[np.intp] = np.zeros((2, 0), dtype=np.intp)
        self._rows: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._ids: list[str] = []
        self._place: dict[int, int] = {}
        self._numbers: dict[tuple[str, str], int] = {}

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
        self._refresh(connection)
        if norm == 0.0 or limit <= 0:
            return []
        unit = query / norm
        places = np.flatnonzero(self._allowed(kinds, family))
        if limit < len(places):
            if len(places) * SPARSE < self._count:
                rough = _rough_products(self._matrix[places], unit)
            else:
                rough = _rough_products(self._matrix[: self._count], unit)[places]
            places = places[rough >= _bar(rough, limit) - SLACK]
        scores = _products(self._matrix[places], unit)
        best = np.lexsort((self._rows[places], -scores))[:limit]
        found = zip(places[best].tolist(), scores[best].tolist(), strict=True)
        return [(self._ids[place], score) for place, score in found]

    def _allowed(self, kinds: Collection[str] | None, family: str | None) -> NDArray[np.bool_]:
        allowed = self._alive[: self._count]
        if kinds is not None:
            wanted = np.zeros(len(self._numbers), dtype=np.bool_)
            for kind in kinds:
                if ("kind", kind) in self._numbers:
                    wanted[self._numbers["kind", kind]] = True
            allowed = allowed & wanted[self._labels[0, : self._count]]
        if family is not None:
            allowed = allowed & (self._labels[1, : self._count] == self._numbers.get(("family", family), -1))
        return allowed

    def _refresh(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("SELECT generation, edition FROM state").fetchone()
        if self._version == version:
            return
        if self._version is None or self._version[0] != version[0]:
            self.clear()
        rows = connection.execute(
            """SELECT e.row, e.id, e.kind, e.family, e.changed, v.vector FROM my_experiences e
               LEFT JOIN vectors v ON v.row = e.row WHERE e.changed > ? ORDER BY e.row""",
            (self._changed,),
        ).fetchall()
        if self._count == 0:
            rows = self._load(rows)
        for row, id, kind, family, changed, vector in rows:
            self._changed = max(self._changed, changed)
            place = self._place.get(row)
            if vector is None:
                if place is not None:
                    self._alive[place] = False
                continue
            if place is None:
                place = self._grow(row, id)
            self._matrix[place] = np.frombuffer(vector, dtype="<f4")
            self._labels[:, place] = self._number("kind", kind), self._number("family", family)
            self._alive[place] = True
        self._version = version

    def _load(self, rows: list[Row]) -> list[Row]:
        """Take in the rows of an empty cache at once and return those that are left, none."""
        self._changed = max((row[4] for row in rows), default=self._changed)
        held = [row for row in rows if row[5] is not None]
        if held:
            matrix = np.frombuffer(b"".join(row[5] or b"" for row in held), dtype="<f4")
            self._matrix = matrix.reshape(len(held), self._dimensions).astype(np.float32)
            self._rows = np.array([row[0] for row in held], dtype=np.int64)
            self._alive = np.ones(len(held), dtype=np.bool_)
            kinds = [self._number("kind", row[2]) for row in held]
            families = [self._number("family", row[3]) for row in held]
            self._labels = np.array([kinds, families], dtype=np.intp)
            self._ids = [row[1] for row in held]
            self._place = {row[0]: place for place, row in enumerate(held)}
            self._count = len(held)
        return []

    def _grow(self, row: int, id: str) -> int:
        place = self._count
        if place == self._matrix.shape[0]:
            room = max(1024, 2 * place)
            self._matrix = np.concatenate([self._matrix, np.zeros((room - place, self._dimensions), np.float32)])
            self._rows = np.concatenate([self._rows, np.zeros(room - place, np.int64)])
            self._alive = np.concatenate([self._alive, np.zeros(room - place, np.bool_)])
            self._labels = np.concatenate([self._labels, np.zeros((2, room - place), np.intp)], axis=1)
        self._place[row] = place
        self._rows[place] = row
        self._ids.append(id)
        self._count += 1
        return place

    def _number(self, what: str, name: str) -> int:
        return self._numbers.setdefault((what, name), len(self._numbers))


def _bar(scores: Vector, limit: int) -> np.float32:
    """Return a score that at least `limit` of more than `limit` scores reach, and few others.

    It is the `limit`-th best of the best of equal parts, which is found faster than that of all.
    """
    width = len(scores) // (PARTS * limit) or 1
    best = scores[: len(scores) // width * width].reshape(-1, width).max(axis=1)
    bar: np.float32 = np.partition(best, len(best) - limit)[len(best) - limit]
    return bar


def _rough_products(matrix: Vector, vector: Vector) -> Vector:
    # Row by row, on one thread: given all rows BLAS hands them to all cores and waits for them, which on a busy machine
    # takes 20 times as long.
    products: Vector = np.matmul(matrix[:, None, :], vector)[:, 0]
    return products


def _products(matrix: Vector, vector: Vector) -> Vector:
    # Twice as slow as BLAS, which adds up in another order on other processors.
    products: Vector = np.einsum("ij,j->i", matrix, vector)
    return products
