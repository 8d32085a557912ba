"""Learning curves: the mean of the last tasks of every stream, with a band over streams."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seasoned.bench.report.view import Entrant, View
from seasoned.bench.track import Result

SHORTEST = 4
"""Streams of fewer tasks have no curve."""

_RESAMPLES = 1000
_Array = np.ndarray[tuple[int, int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Curve:
    """`means` at each task number from 1 on, with the (low, high) `bounds` of their 95 % interval; no bounds where
    there is one stream, which says nothing about others."""

    means: tuple[float, ...]
    bounds: tuple[tuple[float, float], ...]
    streams: int


def window_of(tasks: int) -> int:
    """Return the width of the moving window for streams of `tasks` tasks: a quarter of them, at least one."""
    return max(1, tasks // 4)


def family_curves(view: View, family: str) -> dict[Entrant, Curve]:
    """Return the curves of a family in its first order, of those with a result; empty where streams are too short."""
    order = view.orders[family][0]
    streams = {
        entrant: [
            values
            for one in view.results.get(entrant, ())
            if (one.unit.family, one.unit.order) == (family, order) and (values := _numbers(one, view.primary))
        ]
        for entrant in view.entrants[family]
    }
    longest = max((len(values) for found in streams.values() for values in found), default=0)
    if longest < SHORTEST:
        return {}
    return {entrant: curve(found, window_of(longest)) for entrant, found in streams.items() if found}


def curve(streams: Sequence[Sequence[float]], window: int) -> Curve:
    """Return the mean over streams of the mean of the last `window` tasks up to each task number.

    The curve ends where fewer than half of the streams go on. The interval is a bootstrap of whole streams (percentile,
    fixed seed). There must be a stream, and none may be empty.
    """
    smoothed = np.stack([_smoothed(values, window, max(map(len, streams))) for values in streams])
    known = np.isfinite(smoothed)
    length = int((known.sum(axis=0) * 2 >= len(streams)).sum())
    smoothed, known = smoothed[:, :length], known[:, :length]
    means = _means(np.ones((1, len(streams))), smoothed, known)[0]
    if len(streams) == 1:
        return Curve(tuple(means.tolist()), (), 1)
    drawn = np.random.default_rng(0).multinomial(len(streams), [1 / len(streams)] * len(streams), _RESAMPLES)
    low, high = np.nanpercentile(_means(drawn.astype(float), smoothed, known), [2.5, 97.5], axis=0)
    return Curve(tuple(means.tolist()), tuple(zip(low.tolist(), high.tolist(), strict=True)), len(streams))


def _numbers(result: Result, metric: str) -> list[float]:
    return [item.values[metric] for item in result.items if math.isfinite(item.values.get(metric, math.nan))]


def _smoothed(values: Sequence[float], window: int, length: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the moving mean, NaN beyond the end of the stream."""
    row = np.full(length, np.nan)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(0, ends - window)
    row[: len(values)] = (sums[ends] - sums[starts]) / (ends - starts)
    return row


def _means(weights: _Array, values: _Array, known: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> _Array:
    """Return the weighted mean of each column, a row for each row of weights; NaN where nothing is known."""
    total, count = weights @ np.where(known, values, 0.0), weights @ known.astype(float)
    means: _Array = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
    return means
