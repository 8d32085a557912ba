"""Paired comparison of two arms over the same tasks, with an interval that respects how the data were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from seasoned.errors import InputError

Stream = str
"""Name of one stream of tasks: tasks of a stream share a memory, so they are not independent."""


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


def paired(
    one: Mapping[Stream, Sequence[float]],
    other: Mapping[Stream, Sequence[float]],
    *,
    seed: int = 0,
    resamples: int = 4000,
) -> Difference:
    """Return ``one − other`` by a hierarchical paired bootstrap: streams are drawn, then tasks within each.

    Both map a stream to its scores in task order. Raises InputError when they do not cover the same tasks.
    """
    if not one or one.keys() != other.keys():
        raise InputError("both arms must cover the same streams, at least one")
    if any(len(one[name]) != len(other[name]) or not one[name] for name in one):
        raise InputError("both arms must cover the same tasks in every stream, at least one")
    differences = [np.asarray(one[name], float) - np.asarray(other[name], float) for name in sorted(one)]
    rng = np.random.default_rng(seed)
    means = np.empty(resamples)
    for index in range(resamples):
        drawn = rng.integers(0, len(differences), len(differences))
        parts = [differences[stream] for stream in drawn]
        means[index] = np.concatenate([part[rng.integers(0, len(part), len(part))] for part in parts]).mean()
    every = np.concatenate(differences)
    low, high = np.percentile(means, [2.5, 97.5])
    return Difference(
        mean=float(every.mean()),
        low=float(low),
        high=float(high),
        lost=float((every < 0).mean()),
        gained=float((every > 0).mean()),
        pairs=len(every),
    )
