"""From results to rows: every mean with its interval, and every system against the baseline and the controls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from seasoned.bench.metrics import Pair, last_quarter, spared, transfer
from seasoned.bench.track import MIXED, NONE, Result
from seasoned.statistics import Estimate, Scores, estimate, paired, ratio, sign_flip

ALL = "all"
"""The family of rows over all families of a track together."""

EXPERT = "expert"
COSTS = ("steps", "tokens")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: a metric of a system on a family, with its 95 % interval [low, high] over `n` tasks or streams.

    `metric` is a name such as ``success``, or ``success − raw`` for a paired difference, of which `p` is the p-value by
    sign flips of whole streams; else it is None.
    """

    track: str
    family: str
    system: str
    arm: str
    order: str
    seeds: int
    metric: str
    value: float
    low: float
    high: float
    n: int
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The streams of one system on one family (or on all), by the stream's name."""

    track: str
    family: str
    system: str
    arm: str
    order: str
    streams: Mapping[str, Result]


def groups(results: Iterable[Result]) -> list[Group]:
    """Return the results of each system, arm and order by family, and over all families where there are several."""
    found: dict[tuple[str, str, str, str, str], dict[str, Result]] = defaultdict(dict)
    families: dict[tuple[str, str], set[str]] = defaultdict(set)
    for result in sorted(results, key=lambda one: one.unit.seed):
        unit = result.unit
        stream = f"{unit.family} {unit.seed}"
        whole = not unit.family.endswith(MIXED)  # what mixes families is not counted again over all of them
        if whole:
            families[unit.track, unit.order].add(unit.family)
        for family in (unit.family, ALL) if whole else (unit.family,):
            found[unit.track, family, unit.system, unit.arm, unit.order][stream] = result
    return [
        Group(*key, streams=streams)
        for key, streams in found.items()
        if key[1] != ALL or len(families[key[0], key[4]]) > 1
    ]


def rows(results: Iterable[Result], primary: Mapping[str, str], tested: Sequence[str]) -> Iterator[Row]:
    """Yield every row. `primary` is the metric of each track by which systems are compared; `tested` are the systems
    that are compared with each other one, not only with `NONE`.

    Comparisons are over the streams that both have: over all families these are those in which both could run.
    """
    every = groups(results)
    known = {(g.track, g.family, g.system, g.arm, g.order): g for g in every}
    for group in every:
        yield from _means(group)
        metric = primary[group.track]
        none = known.get((group.track, group.family, NONE, "", group.order))
        if none is not None and none is not group:
            expert = known.get((group.track, group.family, EXPERT, "", group.order))
            yield from _against_none(group, none, expert, metric)
        if group.system in tested:
            for other in every:
                same = (other.track, other.family, other.order) == (group.track, group.family, group.order)
                rival = other.system not in (NONE, EXPERT, group.system) and other.arm in (group.arm, "")
                if same and rival and (met := _met_by(metric, group, other)):
                    yield _difference(group, other, metric, met)


def _row(group: Group, metric: str, found: Estimate, p: float | None = None) -> Row:
    seeds = len({one.unit.seed for one in group.streams.values()})
    return Row(
        group.track,
        group.family,
        group.system,
        group.arm,
        group.order,
        seeds,
        metric,
        found.mean,
        found.low,
        found.high,
        found.n,
        p,
    )


def _means(group: Group) -> Iterator[Row]:
    for metric in sorted({name for one in group.streams.values() for item in one.items for name in item.values}):
        scores = _having(group, metric)
        yield _row(group, metric, estimate(scores))
    for name in sorted({name for one in group.streams.values() for name in one.figures}):
        figures = {key: [one.figures[name]] for key, one in group.streams.items() if name in one.figures}
        yield _row(group, name, estimate(figures))


def _having(group: Group, metric: str) -> Scores:
    found = {
        name: [item.values[metric] for item in one.items if metric in item.values]
        for name, one in group.streams.items()
    }
    return {name: values for name, values in found.items() if values}


def _met_by(metric: str, *systems: Group) -> list[str]:
    """Return the streams in which all of `systems` met the same items, each with `metric`."""
    first, *others = systems
    return [
        name
        for name, result in first.streams.items()
        if result.items
        and all(name in other.streams and _ids(other.streams[name]) == _ids(result) for other in others)
        and all(metric in item.values for one in systems for item in one.streams[name].items)
    ]


def _ids(result: Result) -> list[str]:
    return [item.id for item in result.items]


def _values(group: Group, metric: str, streams: Sequence[str]) -> Scores:
    return {name: [item.values[metric] for item in group.streams[name].items] for name in streams}


def _minus(one: Scores, other: Scores) -> Scores:
    return {name: [a - b for a, b in zip(one[name], other[name], strict=True)] for name in one}


def _difference(group: Group, other: Group, metric: str, met: Sequence[str]) -> Row:
    one, two = _values(group, metric, met), _values(other, metric, met)
    found = paired(one, two)
    name = f"{metric} − {other.system}"
    return _row(group, name, Estimate(found.mean, found.low, found.high, found.pairs), sign_flip(one, two))


def _against_none(group: Group, none: Group, expert: Group | None, metric: str) -> Iterator[Row]:
    met = _met_by(metric, group, none)
    if not met:
        return
    yield _difference(group, none, metric, met)
    last = {name: last_quarter(values) for name, values in _values(group, metric, met).items()}
    yield _row(group, f"{metric}, last quarter", estimate(last))
    pairs = {name: list(_pairs(group.streams[name], none.streams[name])) for name in met}
    moved = transfer([pair for found in pairs.values() for pair in found], metric)
    yield _row(group, "negative transfer", moved.negative)
    yield _row(group, "positive transfer", moved.positive)
    for cost in COSTS:
        if _met_by(cost, group, none) == met:
            both = {name: found for name in met if (found := spared(pairs[name], cost, metric))}
            saved = both and ratio(*({name: [one[at] for one in both[name]] for name in both} for at in (0, 1)))
            if saved:
                yield _row(group, f"saved {cost}", saved)
    if expert is not None and (reached := _met_by(metric, group, none, expert)):
        ours, theirs, best = (_values(one, metric, reached) for one in (group, none, expert))
        gain = ratio(_minus(ours, theirs), _minus(best, theirs))
        if gain is not None:
            yield _row(group, "normalised gain", gain)


def _pairs(one: Result, other: Result) -> Iterator[Pair]:
    yield from ((ours.values, theirs.values) for ours, theirs in zip(one.items, other.items, strict=True))
