"""Search by words: BM25F over weighted fields (Robertson, Zaragoza & Taylor, CIKM 2004), from postings in memory.

The file keeps the terms of each active experience; here they are turned into postings, term by term, when first
searched. What is added later is looked through as it came until that has cost about as much as sorting it in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from seasoned.store.lexical import FIELDS, factors, query_terms
from seasoned.store.rows import Column, Rows, bar

K1 = 1.2
B = 0.75
"""The usual constants: how soon repeating a word stops counting, and how much a long text is held against it."""

TOO_COMMON = 0.05
"""Words found in a larger part of the items are dropped while rarer ones remain."""

COMMON_FROM = 20_000
"""No word found in fewer items than this is too common: leaving words out is for speed alone, and costs quality (on a
public set of documents, evidence in the first five falls from .83 to .60 of the questions)."""

PATIENCE = 8
"""Later postings are sorted in once a part of all postings that is this many times smaller was looked through."""


class Postings(Rows):
    """The terms of one scope's active experiences: which have it, and how often in each field."""

    source = "terms"

    def clear(self) -> None:
        """Forget everything; the next search reads the file again."""
        super().clear()
        # Postings ascending by term, those that came later by place, and how many of these were looked through.
        self._sorted = _Entries()
        self._later = _Entries()
        self._looked_through = 0
        self._lengths: Column[np.int64] = Column(np.int64, (len(FIELDS),))
        self._norms: dict[tuple[float, ...], NDArray[np.float64]] = {}

    def refresh(self, connection: sqlite3.Connection) -> None:
        """Read what changed in the file since the last time."""
        before = self._version
        super().refresh(connection)
        if before != self._version:
            self._norms.clear()

    def take(self, values: list[bytes]) -> None:
        """Hold the terms of as many new places."""
        entries = np.frombuffer(b"".join(values), dtype="<u8")
        start = len(self._lengths.values)
        place = np.repeat(np.arange(len(values)), [len(value) // 8 for value in values])
        counts = (entries & 0xFFFFFFFF).astype(np.uint32)
        lengths = [np.bincount(place, weights=field, minlength=len(values)) for field in _fields(counts)]
        self._lengths.extend(np.stack(lengths, axis=1).astype(np.int64))
        new = _Entries((entries >> 32).astype(np.uint32), (place + start).astype(np.int32), counts)
        self._later = self._later.followed_by(new)

    def search(
        self,
        connection: sqlite3.Connection,
        text: str,
        weights: Mapping[str, float] | None,
        kinds: Collection[str] | None,
        family: str | None,
        limit: int,
    ) -> list[tuple[str, float]]:
        """Return ``(id, score)`` of at most `limit` active experiences, best first; see `Reader.search_text`."""
        factor = factors(weights)
        wanted = query_terms(text)
        self.refresh(connection)
        if not len(wanted) or limit <= 0:
            return []
        term, places, counts = self._found(wanted)
        times = _weighted(_fields(counts), factor)
        kept = times > 0.0
        if len(self._place) < len(self._ids):
            kept &= self._alive.values[places]
        if not kept.all():
            term, places, times = term[kept], places[kept], times[kept]
        if not len(places):
            return []
        frequency = np.bincount(term, minlength=len(wanted))
        worth = self._worth(frequency.tolist())
        parts = worth[term] * times * (K1 + 1.0) / (times + self._norm(factor)[places])
        # One after the other in the order of the terms: the same sum whenever the postings were sorted.
        scores = np.bincount(places, weights=parts, minlength=len(self._ids)).astype(np.float64, copy=False)
        if kinds is not None or family is not None:
            scores[~self.allowed(kinds, family)] = 0.0
        found = np.flatnonzero(scores > 0.0)
        if limit < len(found):
            reached = scores[found]
            found = found[reached >= bar(reached, limit)]
        return self.best(found, scores[found], limit)

    def _found(self, wanted: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.int32], NDArray[np.uint32]]:
        """Return the postings of the `wanted` terms: which term, which place, and the counts of its fields."""
        later = len(self._later.terms)
        if self._looked_through * PATIENCE > len(self._sorted.terms) + later:
            self._sorted, self._later = self._sorted.merged_with(self._later), _Entries()
            self._looked_through = later = 0
        self._looked_through += later
        start = np.searchsorted(self._sorted.terms, wanted, "left")
        size = np.searchsorted(self._sorted.terms, wanted, "right") - start
        at = np.arange(int(size.sum())) + np.repeat(start - (np.cumsum(size) - size), size)
        term = np.repeat(np.arange(len(wanted)), size)
        if not later:
            return term, self._sorted.places[at], self._sorted.counts[at]
        near = np.minimum(np.searchsorted(wanted, self._later.terms), len(wanted) - 1)
        more = np.flatnonzero(wanted[near] == self._later.terms)
        return (
            np.concatenate([term, near[more]]),
            np.concatenate([self._sorted.places[at], self._later.places[more]]),
            np.concatenate([self._sorted.counts[at], self._later.counts[more]]),
        )

    def _worth(self, frequency: list[int]) -> NDArray[np.float64]:
        """Return what each term says (its inverse document frequency), 0 for those that are left out."""
        items = len(self._place)
        common = max(COMMON_FROM, int(TOO_COMMON * items))
        rare = [0 < found <= common for found in frequency]
        return np.array(
            [
                log(1.0 + (items - found + 0.5) / (found + 0.5)) if is_rare or not any(rare) else 0.0
                for found, is_rare in zip(frequency, rare, strict=True)
            ]
        )

    def _norm(self, factor: tuple[float, ...]) -> NDArray[np.float64]:
        """Return ``k1 (1 - b + b · length / mean length)`` of every place, its fields weighted."""
        if factor not in self._norms:
            lengths = self._lengths.values
            words = lengths[self._alive.values].sum(axis=0).tolist()
            mean = sum(f * n for f, n in zip(factor, words, strict=True)) / len(self._place)
            length = _weighted(list(lengths.T), factor)
            self._norms[factor] = K1 * (1.0 - B + B * (length / mean))
        return self._norms[factor]


class _Entries(NamedTuple):
    """Postings: term, place, and the counts of its four fields as the bytes of one number."""

    terms: NDArray[np.uint32] = np.zeros(0, np.uint32)
    places: NDArray[np.int32] = np.zeros(0, np.int32)
    counts: NDArray[np.uint32] = np.zeros(0, np.uint32)

    def followed_by(self, more: _Entries) -> _Entries:
        """Return these and then `more`."""
        return _Entries(*(np.concatenate(both) for both in zip(self, more, strict=True)))

    def merged_with(self, more: _Entries) -> _Entries:
        """Return these, which are sorted by terms, with `more` sorted in; a term's own keep their order."""
        order = np.argsort(more.terms, kind="stable")
        at = np.searchsorted(self.terms, more.terms[order], "right")
        return _Entries(*(np.insert(mine, at, other[order]) for mine, other in zip(self, more, strict=True)))


def _fields(counts: NDArray[np.uint32]) -> list[NDArray[np.uint8]]:
    """Return how often each field has a term."""
    return list(counts.astype("<u4", copy=False).view(np.uint8).reshape(-1, len(FIELDS)).T)


def _weighted(fields: Sequence[NDArray[np.integer]], factor: tuple[float, ...]) -> NDArray[np.float64]:
    """Return the weighted sum of the fields, added up in their order on every machine."""
    total = np.zeros(len(fields[0]), dtype=np.float64)
    for field, weight in zip(fields, factor, strict=True):
        if weight:
            total += weight * field
    return total
