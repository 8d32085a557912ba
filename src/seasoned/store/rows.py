"""The rows of active experiences in memory, kept up with the file by its edition: what both searches stand on."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

T = TypeVar("T", bound=np.generic)
F = TypeVar("F", bound=np.floating)

PARTS = 8
"""Parts, per result wanted, that scores are divided into to find the best: more of them let fewer others pass."""

ENDED = 1024
"""Rows that ended, beyond as many as are in force, from which on everything is read anew."""

MASKS = 64
"""Combinations of kinds and family whose places are kept until something changes."""


class Column(Generic[T]):
    """An array that grows at its end, in a time that is proportional to what is added."""

    def __init__(self, kind: DTypeLike, width: tuple[int, ...] = ()) -> None:
        self._held: NDArray[T] = np.zeros((0, *width), dtype=kind)
        self._count = 0

    @property
    def values(self) -> NDArray[T]:
        """What was added, as a view."""
        return self._held[: self._count]

    def extend(self, values: NDArray[T]) -> None:
        """Add `values` at the end."""
        count = self._count + len(values)
        if count > len(self._held):
            room = len(values) if not self._count else max(count, 2 * len(self._held))
            grown = np.zeros((max(room, count), *self._held.shape[1:]), dtype=self._held.dtype)
            grown[: self._count] = self.values
            self._held = grown
        self._held[self._count : count] = values
        self._count = count


class Rows(ABC):
    """The active experiences that one scope sees, in places 0, 1, …, with id, kind and family.

    A new version of an experience takes a new place, and the old one ends. Subclasses hold what is searched, which a
    table `source` keeps in a column of the same name, without its last letter.
    """

    source: str

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything; the next search reads the file again."""
        self._version: tuple[int, int] | None = None
        self._changed = 0
        self._ids: list[str] = []
        self._place: dict[int, int] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._masks: dict[tuple[frozenset[str] | None, str | None], NDArray[np.bool_]] = {}
        self._alive: Column[np.bool_] = Column(np.bool_)
        self._rows: Column[np.int64] = Column(np.int64)
        self._kinds: Column[np.int32] = Column(np.int32)
        self._families: Column[np.int32] = Column(np.int32)

    @abstractmethod
    def take(self, values: list[bytes]) -> None:
        """Hold what is searched of as many new places."""

    def refresh(self, connection: sqlite3.Connection) -> None:
        """Read what changed in the file since the last time."""
        version = connection.execute("SELECT generation, edition FROM state").fetchone()
        if self._version == version:
            return
        rebuilt = self._version is None or self._version[0] != version[0]
        if rebuilt or len(self._ids) > 2 * len(self._place) + ENDED:
            self.clear()
        rows = connection.execute(
            f"""SELECT e.row, e.id, e.kind, e.family, e.changed, s.{self.source[:-1]} FROM my_experiences e
                LEFT JOIN {self.source} s ON s.row = e.row WHERE e.changed > ? ORDER BY e.row""",
            (self._changed,),
        ).fetchall()
        self._version = version
        self._masks.clear()
        if not rows:
            return
        self._changed = max(row[4] for row in rows)
        ended = [self._place.pop(row[0]) for row in rows if row[0] in self._place]
        self._alive.values[ended] = False
        active = [row for row in rows if row[5] is not None]
        if active:
            self._place.update((row[0], len(self._ids) + n) for n, row in enumerate(active))
            self._ids += [row[1] for row in active]
            self._alive.extend(np.ones(len(active), dtype=np.bool_))
            self._rows.extend(np.array([row[0] for row in active], dtype=np.int64))
            self._kinds.extend(np.array([self._number("kind", row[2]) for row in active], dtype=np.int32))
            self._families.extend(np.array([self._number("family", row[3]) for row in active], dtype=np.int32))
            self.take([row[5] for row in active])

    def allowed(self, kinds: Collection[str] | None, family: str | None) -> NDArray[np.bool_]:
        """Return, for each place, whether it is in force and of one of `kinds` and of `family`. Not to be changed."""
        asked = (None if kinds is None else frozenset(map(str, kinds)), family)
        if asked not in self._masks:
            if len(self._masks) >= MASKS:
                self._masks.clear()
            mask = self._alive.values.copy()
            if asked[0] is not None:
                mask &= np.isin(self._kinds.values, [self._numbers.get(("kind", kind), -1) for kind in asked[0]])
            if family is not None:
                mask &= self._families.values == self._numbers.get(("family", family), -1)
            self._masks[asked] = mask
        return self._masks[asked]

    def best(self, places: NDArray[np.intp], scores: NDArray[np.floating], limit: int) -> list[tuple[str, float]]:
        """Return ``(id, score)`` of the `limit` best, best first; equal scores in the order of admission."""
        order = np.lexsort((self._rows.values[places], -scores))[:limit]
        found = zip(places[order].tolist(), scores[order].tolist(), strict=True)
        return [(self._ids[place], score) for place, score in found]

    def _number(self, what: str, name: str) -> int:
        return self._numbers.setdefault((what, name), len(self._numbers))


def bar(scores: NDArray[F], limit: int) -> F:
    """Return a score that at least `limit` of more than `limit` scores reach, and few others.

    It is the `limit`-th best of the best of equal parts, which is found faster than that of all.
    """
    width = len(scores) // (PARTS * limit) or 1
    best = scores[: len(scores) // width * width].reshape(-1, width).max(axis=1)
    reached: F = np.partition(best, len(best) - limit)[len(best) - limit]
    return reached
