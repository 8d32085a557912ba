"""Does preflight foretell what memory is worth? Its figure beside the measured gain, over the families of a track."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from seasoned.bench.groups import ALL, Group, Row, met_by
from seasoned.bench.track import NONE
from seasoned.preflight import TaskLog, preflight
from seasoned.statistics import Estimate
from seasoned.types import Task

PREDICTED = "preflight similarity"
"""The figure of a stream without memory: how near its tasks come to earlier ones
(`seasoned.preflight.Preflight.per_attempt`), in [0, 1]."""

CORRELATION = "preflight r"
"""Pearson's r, over families, of `PREDICTED` and the gain in the primary metric over no memory."""

LEAST_FAMILIES = 3
_RESAMPLES = 4000


def likeness(texts: Iterable[str]) -> dict[str, float]:
    """Return the figure `PREDICTED` of a stream whose tasks read `texts`."""
    log = TaskLog()
    for text in texts:
        log.add(Task(id=text, text=text))
    return {PREDICTED: preflight(log).per_attempt}


def predicted(every: Sequence[Group], primary: Mapping[str, str]) -> Iterator[Row]:
    """Yield `CORRELATION` for each system over all families, where at least `LEAST_FAMILIES` have a prediction; the
    interval is a bootstrap over families. It stays out where either side is the same in all families."""
    nothing = {(one.track, one.order): one for one in every if one.system == NONE and one.family == ALL}
    for group in every:
        none = nothing.get((group.track, group.order))
        if group.family != ALL or none is None or group is none:
            continue
        points = _by_family(group, none, primary[group.track])
        r = _pearson(points) if len(points) >= LEAST_FAMILIES else None
        if r is None:
            continue
        rng = np.random.default_rng(0)
        draws = (points[rng.integers(len(points), size=len(points))] for _ in range(_RESAMPLES))
        drawn = [found for one in draws if (found := _pearson(one)) is not None]
        low, high = np.percentile(drawn, [2.5, 97.5])
        yield group.row(CORRELATION, Estimate(r, min(float(low), r), max(float(high), r), len(points)))


def _by_family(group: Group, none: Group, metric: str) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return (prediction, gain) of each family, means over its streams, in the order of their names."""
    found: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for name in met_by(metric, group, none):
        ours, theirs = group.streams[name], none.streams[name]
        if PREDICTED in theirs.figures:
            gains = [a.values[metric] - b.values[metric] for a, b in zip(ours.items, theirs.items, strict=True)]
            found[ours.unit.family].append((theirs.figures[PREDICTED], float(np.mean(gains))))
    return np.array([np.mean(found[family], axis=0) for family in sorted(found)]).reshape(-1, 2)


def _pearson(points: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float | None:
    """Return r, or None where one side does not vary."""
    spread = points.std(axis=0)
    if min(spread) < 1e-12:
        return None
    centred = points - points.mean(axis=0)
    return float((centred[:, 0] * centred[:, 1]).mean() / (spread[0] * spread[1]))
