"""Means and paired comparisons with intervals that respect how the data were made.

Tasks of one stream share a memory, so they are not independent: streams (a seed, a family, a conversation) are the unit
of resampling, and tasks are drawn within each.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from seasoned.errors import InputError

Stream = str
"""Name of one stream of tasks."""

Scores = Mapping[Stream, Sequence[float]]
"""The scores of each stream in task order."""

_Values = np.ndarray[tuple[int], np.dtype[np.float64]]
_Table = np.ndarray[tuple[int, int], np.dtype[np.float64]]
_CELLS = 4_000_000
"""Tasks resampled at once: what bounds memory (100 MB)."""

_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95 % interval over `n` tasks."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean paired difference with its 95 % interval; `lost` and `gained` are the shares of pairs that got worse and
    better (paired negative and positive transfer). `pairs` counts them."""

    mean: float
    low: float
    high: float
    lost: float
    gained: float
    pairs: int

    @property
    def significant(self) -> bool:
        """Whether the interval excludes 0."""
        return self.low > 0.0 or self.high < 0.0


def estimate(scores: Scores, *, seed: int = 0, resamples: int = 4000) -> Estimate:
    """Return the mean score by a hierarchical bootstrap: streams are drawn, then tasks within each.

    Raises InputError when there is no stream or an empty one.
    """
    if not scores or not all(scores.values()):
        raise InputError("an estimate needs at least one stream, with at least one task each")
    streams = [np.asarray(scores[name], float) for name in sorted(scores)]
    every = np.concatenate(streams)
    low, high = _percentiles(streams, seed, resamples)
    return Estimate(float(every.mean()), low, high, len(every))


def ratio(parts: Scores, wholes: Scores, *, seed: int = 0, resamples: int = 4000) -> Estimate | None:
    """Return Σ parts / Σ wholes over all tasks by the same bootstrap; None unless the sum of the wholes is positive.

    Resamples in which it is not do not count. Raises InputError when both do not cover the same tasks.
    """
    names = _paired_names(parts, wholes)
    measures = [[np.asarray(of[name], float) for name in names] for of in (parts, wholes)]
    above, below = (float(np.concatenate(one).sum()) for one in measures)
    if below <= 0.0:
        return None
    sums = _resampled(measures, seed, resamples)
    counted = sums[1] > 0.0
    low, high = np.percentile(sums[0][counted] / sums[1][counted], [2.5, 97.5])
    return Estimate(above / below, float(low), float(high), sum(len(parts[name]) for name in names))


def paired(one: Scores, other: Scores, *, seed: int = 0, resamples: int = 4000) -> Difference:
    """Return ``one − other`` by a hierarchical paired bootstrap: streams are drawn, then tasks within each.

    Both map a stream to its scores in task order. Raises InputError when they do not cover the same tasks.
    """
    differences = _differences(one, other)
    every = np.concatenate(differences)
    low, high = _percentiles(differences, seed, resamples)
    return Difference(
        mean=float(every.mean()),
        low=low,
        high=high,
        lost=float((every < 0).mean()),
        gained=float((every > 0).mean()),
        pairs=len(every),
    )


def sign_flip(one: Scores, other: Scores, *, seed: int = 0, resamples: int = 10_000) -> float:
    """Return the two-sided p-value of ``one − other`` = 0: whole streams change sides at random.

    Up to 13 streams every assignment is counted, which is exact; above that `resamples` are drawn, and the observed
    one is counted among them (Phipson & Smyth 2010), so that p is never 0.
    """
    sums = np.array([part.sum() for part in _differences(one, other)])
    observed = abs(sums.sum()) - 1e-9
    if len(sums) <= 13:
        signs = 1.0 - 2.0 * ((np.arange(2 ** len(sums))[:, None] >> np.arange(len(sums))) & 1)
        return float((np.abs(signs @ sums) >= observed).mean())
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(resamples, len(sums)))
    return float((1 + (np.abs(signs @ sums) >= observed).sum()) / (1 + resamples))


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Return the p-values adjusted for their number (Holm 1979): step-down, monotone, at most 1."""
    adjusted: dict[str, float] = {}
    largest = 0.0
    ranked = sorted(p_values, key=lambda name: (p_values[name], name))
    for rank, name in enumerate(ranked):
        largest = max(largest, min(1.0, (len(ranked) - rank) * p_values[name]))
        adjusted[name] = largest
    return adjusted


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a rate; (0, 1) of nothing. Raises InputError unless 0 <= hits <= n."""
    if not 0 <= hits <= n:
        raise InputError(f"wilson() needs 0 <= hits <= n, not {hits} of {n}")
    if not n:
        return 0.0, 1.0
    rate, z2 = hits / n, _Z95**2
    middle = (rate + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z95 * math.sqrt(rate * (1 - rate) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # Rounding must not lift the bounds of none and all off the ends.
    return (middle - half if hits else 0.0), (middle + half if hits < n else 1.0)


def _differences(one: Scores, other: Scores) -> list[_Values]:
    return [np.asarray(one[name], float) - np.asarray(other[name], float) for name in _paired_names(one, other)]


def _paired_names(one: Scores, other: Scores) -> list[Stream]:
    if not one or one.keys() != other.keys():
        raise InputError("both arms must cover the same streams, at least one")
    if any(len(one[name]) != len(other[name]) or not one[name] for name in one):
        raise InputError("both arms must cover the same tasks in every stream, at least one")
    return sorted(one)


def _percentiles(streams: Sequence[_Values], seed: int, resamples: int) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile of the resampled mean."""
    (sums, counts) = _resampled([streams, [np.ones(len(stream)) for stream in streams]], seed, resamples)
    low, high = np.percentile(sums / counts, [2.5, 97.5])
    return float(low), float(high)


def _resampled(measures: Sequence[Sequence[_Values]], seed: int, resamples: int) -> _Table:
    """Return the sum of each measure over the tasks drawn, shape (measures, resamples).

    Every measure has a value for each task of the same streams: streams are drawn, then tasks within each.
    """
    rng = np.random.default_rng(seed)
    lengths = np.array([len(stream) for stream in measures[0]])
    tables = np.zeros((len(measures), len(lengths), lengths.max()))
    for table, streams in zip(tables, measures, strict=True):
        for row, stream in zip(table, streams, strict=True):
            row[: len(stream)] = stream
    sums = np.empty((len(measures), resamples))
    at_once = max(1, _CELLS // tables.size)
    for start in range(0, resamples, at_once):
        count = min(at_once, resamples - start)
        drawn = rng.integers(0, len(lengths), (count, len(lengths)))
        sizes = lengths[drawn][:, :, None]
        tasks = (rng.random((count, *tables.shape[1:])) * sizes).astype(np.intp)
        inside = np.arange(tables.shape[2]) < sizes
        for table, into in zip(tables, sums, strict=True):
            into[start : start + count] = (table[drawn[:, :, None], tasks] * inside).sum(axis=(1, 2))
    return sums
