"""The streams of one system on one family, and what rows are made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from seasoned.bench.track import MIXED, Result
from seasoned.statistics import Estimate, Scores

ALL = "all"
"""The family of rows over all families of a track together, and the order of rows over all orders of a family."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: a metric of a system on a family, with its 95 % interval [low, high] over `n` tasks or streams.

    `metric` is a name such as ``success``, or ``success − raw`` for a paired difference, of which `p` is the p-value by
    sign flips of whole streams; else it is None. `p_holm` is `p` adjusted for the number of comparisons that were
    declared in advance (`seasoned.bench.comparisons`); None for all other rows.
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
    p_holm: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The streams of one system on one family (or on all), by the stream's name."""

    track: str
    family: str
    system: str
    arm: str
    order: str
    streams: Mapping[str, Result]

    def row(self, metric: str, found: Estimate, p: float | None = None, order: str | None = None) -> Row:
        """Return a row of this group, `order` in place of its own where it is told."""
        seeds = len({one.unit.seed for one in self.streams.values()})
        return Row(
            self.track,
            self.family,
            self.system,
            self.arm,
            self.order if order is None else order,
            seeds,
            metric,
            found.mean,
            found.low,
            found.high,
            found.n,
            p,
        )

    def values(self, metric: str, streams: Sequence[str]) -> Scores:
        """Return the values of `metric`, which every item of `streams` must have."""
        return {name: [item.values[metric] for item in self.streams[name].items] for name in streams}


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


def standing(families: Iterable[str]) -> str:
    """Return the family that stands for a track: `ALL`, else the first that mixes no others, else the first.

    Raises ValueError where there is none.
    """
    return min(families, key=lambda family: (family != ALL, family.endswith(MIXED), family))


def met_by(metric: str, *systems: Group) -> list[str]:
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
