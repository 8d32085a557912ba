"""From results to rows: every mean with its interval, and every system against the baseline and the controls."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from seasoned.bench.comparisons import adjusted
from seasoned.bench.groups import ALL, Group, Row, groups, met_by
from seasoned.bench.metrics import Pair, break_even, last_quarter, spared, transfer
from seasoned.bench.predicted import predicted
from seasoned.bench.robustness import robustness
from seasoned.bench.roles import EXPERT
from seasoned.bench.track import NONE, Result
from seasoned.statistics import Estimate, Scores, estimate, paired, ratio, sign_flip, wilson

__all__ = ["ALL", "EXPERT", "Row", "rows"]

COSTS = ("steps", "tokens")
"""What is spared, where both systems count it."""

TOGETHER = "steps and tokens"
STEP = 100.0
"""Tokens that a step counts as where steps and tokens are added up: few, since a real agent reads its whole context
again at each step."""


def rows(results: Iterable[Result], primary: Mapping[str, str], tested: Sequence[str]) -> list[Row]:
    """Return every row. `primary` is the metric of each track by which systems are compared; `tested` are the systems
    that are compared with each other one, not only with `NONE`.

    Comparisons are over the streams that both have: over all families these are those in which both could run.
    """
    every = groups(results)
    found = [*_plain(every, primary, tested), *robustness(every, primary), *predicted(every, primary)]
    return adjusted(found, primary, tested)


def _plain(every: Sequence[Group], primary: Mapping[str, str], tested: Sequence[str]) -> Iterator[Row]:
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
                if same and rival and (met := met_by(metric, group, other)):
                    yield _difference(group, other, metric, met)


def _means(group: Group) -> Iterator[Row]:
    for metric in sorted({name for one in group.streams.values() for item in one.items for name in item.values}):
        scores = _having(group, metric)
        yield group.row(metric, estimate(scores))
    for name in sorted({name for one in group.streams.values() for name in one.figures}):
        figures = {key: [one.figures[name]] for key, one in group.streams.items() if name in one.figures}
        yield group.row(name, estimate(figures))


def _having(group: Group, metric: str) -> Scores:
    found = {
        name: [item.values[metric] for item in one.items if metric in item.values]
        for name, one in group.streams.items()
    }
    return {name: values for name, values in found.items() if values}


def _last_quarters(scores: Scores) -> Scores:
    return {name: last_quarter(values) for name, values in scores.items()}


def _minus(one: Scores, other: Scores) -> Scores:
    return {name: [a - b for a, b in zip(one[name], other[name], strict=True)] for name in one}


def _difference(group: Group, other: Group, metric: str, met: Sequence[str]) -> Row:
    return _paired(group, f"{metric} − {other.system}", group.values(metric, met), other.values(metric, met))


def _paired(group: Group, name: str, one: Scores, two: Scores) -> Row:
    found = paired(one, two)
    p = sign_flip(one, two) if math.isfinite(found.mean) else None
    return group.row(name, Estimate(found.mean, found.low, found.high, found.pairs), p)


def _against_none(group: Group, none: Group, expert: Group | None, metric: str) -> Iterator[Row]:
    met = met_by(metric, group, none)
    if not met:
        return
    yield _difference(group, none, metric, met)
    last, theirs = (_last_quarters(one.values(metric, met)) for one in (group, none))
    yield group.row(f"{metric}, last quarter", estimate(last))
    yield _paired(group, "gain, last quarter", last, theirs)
    pairs = {name: list(_pairs(group.streams[name], none.streams[name])) for name in met}
    moved = transfer([pair for found in pairs.values() for pair in found], metric)
    yield group.row("negative transfer", moved.negative)
    yield group.row("positive transfer", moved.positive)
    for cost in COSTS:
        if met_by(cost, group, none) == met:
            both = {name: found for name in met if (found := spared(pairs[name], cost, metric))}
            saved = both and ratio(*({name: [one[at] for one in both[name]] for name in both} for at in (0, 1)))
            if saved:
                yield group.row(f"saved {cost}", saved)
    yield from _break_evens(group, pairs, [cost for cost in COSTS if met_by(cost, group, none) == met])
    if expert is not None and (reached := met_by(metric, group, none, expert)):
        ours, theirs, best = (one.values(metric, reached) for one in (group, none, expert))
        gain = ratio(_minus(ours, theirs), _minus(best, theirs))
        if gain is not None:
            yield group.row("normalised gain", gain)


def _pairs(one: Result, other: Result) -> Iterator[Pair]:
    yield from ((ours.values, theirs.values) for ours, theirs in zip(one.items, other.items, strict=True))


def _together(pair: Pair) -> Pair:
    ours, theirs = ({**values, TOGETHER: STEP * values["steps"] + values["tokens"]} for values in pair)
    return ours, theirs


def _break_evens(group: Group, pairs: Mapping[str, Sequence[Pair]], costs: Sequence[str]) -> Iterator[Row]:
    """Yield where the system breaks even in steps, and in steps and tokens together: memory always costs tokens that no
    memory does not, so tokens alone are never won back."""
    if "steps" in costs:
        yield from _break_even(group, "steps", pairs)
    if "steps" in costs and "tokens" in costs:
        yield from _break_even(group, TOGETHER, {name: list(map(_together, found)) for name, found in pairs.items()})


def _break_even(group: Group, cost: str, pairs: Mapping[str, Sequence[Pair]]) -> Iterator[Row]:
    """Yield the share of streams that break even, with its Wilson interval, and the task from which on these do."""
    found = {name: task for name, stream in pairs.items() if (task := break_even(stream, cost)) is not None}
    low, high = wilson(len(found), len(pairs))
    yield group.row(f"breaks even, {cost}", Estimate(len(found) / len(pairs), low, high, len(pairs)))
    if found:
        yield group.row(f"break-even task, {cost}", estimate({name: [float(task)] for name, task in found.items()}))
