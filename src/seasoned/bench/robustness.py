"""How much of its score a system keeps when tasks come in another order, or when outcomes are told wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from seasoned.bench.groups import ALL, Group, Row, met_by
from seasoned.bench.roles import EXPERT
from seasoned.statistics import Estimate, Scores, ratio

ORDER = "order robustness"
"""1 − (max_o AUC_o − min_o AUC_o) / AUC of the expert; of the system's own best order where no expert ran."""

NOISE = "noise robustness"
"""AUC of the default that was told a share of its outcomes wrong, over that of the default."""

CLEAN, NOISY = "default", "noisy"
_RESAMPLES = 4000
_Table = np.ndarray[tuple[int, int], np.dtype[np.float64]]


def robustness(every: Sequence[Group], primary: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows `ORDER` (whose order is `ALL`) and `NOISE` of what was run.

    The AUC of a stream is the mean of the primary metric over its tasks (prequential). Orders are compared on the
    streams that were run in all of them. The largest of some noisy means minus the smallest is above 0 even where
    order does not matter: read `ORDER` beside that of no memory.
    """
    known: dict[tuple[str, str, str, str], dict[str, Group]] = defaultdict(dict)
    for group in every:
        known[group.track, group.family, group.system, group.arm][group.order] = group
    for (track, family, system, arm), orders in known.items():
        if len(orders) > 1:
            yield from _by_order(orders, known.get((track, family, EXPERT, ""), {}), primary[track])
        if system == NOISY:
            clean = known.get((track, family, CLEAN, arm), {})
            for order in sorted(orders.keys() & clean.keys()):
                yield from _by_noise(orders[order], clean[order], primary[track])


def _by_order(orders: Mapping[str, Group], experts: Mapping[str, Group], metric: str) -> Iterator[Row]:
    named = [orders[order] for order in sorted(orders)]
    scored = [met_by(metric, group) for group in named]
    streams = sorted(set(scored[0]).intersection(*scored[1:]))
    if not streams:
        return
    best = [one for order in sorted(experts) for one in [experts[order]] if set(streams) <= set(met_by(metric, one))]
    sums, counts = _table([group.values(metric, streams) for group in named], streams)
    tops, top_counts = _table([one.values(metric, streams) for one in best], streams) if best else (sums, counts)
    rng = np.random.default_rng(0)
    weights = rng.multinomial(len(streams), [1.0 / len(streams)] * len(streams), _RESAMPLES).astype(float)
    (value,) = _robust(np.ones((1, len(streams))), sums, counts, tops, top_counts)
    drawn = _robust(weights, sums, counts, tops, top_counts)
    drawn = drawn[np.isfinite(drawn)]
    if np.isfinite(value) and len(drawn):
        low, high = np.percentile(drawn, [2.5, 97.5])
        found = Estimate(float(value), min(float(low), float(value)), max(float(high), float(value)), len(streams))
        yield named[0].row(ORDER, found, order=ALL)


def _table(orders: Sequence[Scores], streams: Sequence[str]) -> tuple[_Table, _Table]:
    """Return the sum and the number of the values of each stream by order, both of shape (streams, orders)."""
    sums = np.array([[float(np.sum(order[name])) for order in orders] for name in streams])
    return sums, np.array([[float(len(order[name])) for order in orders] for name in streams])


def _robust(
    weights: _Table, sums: _Table, counts: _Table, tops: _Table, top_counts: _Table
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the robustness of each row of weights over streams; NaN where the best score is 0."""
    means = (weights @ sums) / (weights @ counts)
    best = ((weights @ tops) / (weights @ top_counts)).max(axis=1)
    spread = means.max(axis=1) - means.min(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: np.ndarray[tuple[int], np.dtype[np.float64]] = np.where(best > 0.0, 1.0 - spread / best, np.nan)
    return found


def _by_noise(noisy: Group, clean: Group, metric: str) -> Iterator[Row]:
    met = met_by(metric, noisy, clean)
    kept = ratio(noisy.values(metric, met), clean.values(metric, met)) if met else None
    if kept is not None:
        yield clean.row(NOISE, kept)
