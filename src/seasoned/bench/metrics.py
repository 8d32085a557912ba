"""What is measured beside means: transfer, savings and speed of learning, over pairs of a system and a baseline.

Paired negative and positive transfer, savings over tasks that both solve, break-even. Scores lie in [0, 1]; a task
counts as solved from 1 on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from seasoned.statistics import Estimate, wilson

Pair = tuple[Mapping[str, float], Mapping[str, float]]
"""One task's values with the system, and with the baseline."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Of the tasks the baseline solved the share that the system lost (`negative`), and of those it failed the share
    that the system solved (`positive`), each with its Wilson interval."""

    negative: Estimate
    positive: Estimate


def transfer(pairs: Sequence[Pair], metric: str) -> Transfer:
    """Return paired negative and positive transfer in `metric`."""
    before = [(ours[metric] >= 1.0, theirs[metric] >= 1.0) for ours, theirs in pairs]
    solved = [now for now, then in before if then]
    failed = [now for now, then in before if not then]
    return Transfer(_rate(solved.count(False), len(solved)), _rate(failed.count(True), len(failed)))


def spared(pairs: Sequence[Pair], cost: str, metric: str) -> list[tuple[float, float]]:
    """Return, for each task that both solve, what the system spares of `cost` and what the baseline spends: the sum of
    the first over that of the second is the saving."""
    both = [(ours[cost], theirs[cost]) for ours, theirs in pairs if min(ours[metric], theirs[metric]) >= 1.0]
    return [(theirs - ours, theirs) for ours, theirs in both]


def break_even(stream: Sequence[Pair], cost: str) -> int | None:
    """Return the first task (from 1) from which on the system's cumulative cost stays below the baseline's, or None."""
    lead, since = 0.0, None
    for number, (ours, theirs) in enumerate(stream, 1):
        lead += theirs[cost] - ours[cost]
        if not lead > 0.0:
            since = None
        elif since is None:
            since = number
    return since


def again(first: Sequence[float], second: Sequence[float]) -> dict[str, float]:
    """Return how the same tasks went when met again, by their success (SkillEvolBench): replay minus first pass, the
    share of failures mended and that of successes lost. A share of nothing is left out; nothing of no task."""
    pairs = list(zip(first, second, strict=True))
    if not pairs:
        return {}
    found = {"replay gain": math.fsum(after - before for before, after in pairs) / len(pairs)}
    for name, was in (("recovery", 0.0), ("regression", 1.0)):
        after = [now for before, now in pairs if before == was]
        if after:
            found[name] = sum(now != was for now in after) / len(after)
    return found


def last_quarter(values: Sequence[float]) -> Sequence[float]:
    """Return the last quarter of a stream, at least one task of it."""
    return values[-max(1, len(values) // 4) :] if values else values


def calibration(predicted: Sequence[float], came: Sequence[float], bins: int = 10) -> tuple[float, float]:
    """Return the Brier score and the expected calibration error (equal-width `bins`; Guo et al., ICML 2017) of
    predictions in [0, 1]; NaN of nothing."""
    if not predicted:
        return math.nan, math.nan
    n = len(predicted)
    brier = math.fsum((p - y) ** 2 for p, y in zip(predicted, came, strict=True)) / n
    return brier, math.fsum(_gaps(predicted, came, bins)) / n


def _gaps(predicted: Sequence[float], came: Sequence[float], bins: int) -> Iterator[float]:
    placed = [min(bins - 1, int(p * bins)) for p in predicted]
    for number in range(bins):
        inside = [(p, y) for p, y, place in zip(predicted, came, placed, strict=True) if place == number]
        yield abs(math.fsum(p for p, _ in inside) - math.fsum(y for _, y in inside))


def area_under_roc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Return the probability that a positive scores higher than a negative, ties counting half (Mann-Whitney); NaN
    where one of both is missing."""
    above = [score for score, label in zip(scores, labels, strict=True) if label]
    below = [score for score, label in zip(scores, labels, strict=True) if not label]
    if not above or not below:
        return math.nan
    ranks: dict[float, float] = {}
    place = 0
    ordered = sorted(scores)
    while place < len(ordered):
        end = place
        while end < len(ordered) and ordered[end] == ordered[place]:
            end += 1
        ranks[ordered[place]] = (place + end + 1) / 2
        place = end
    total = math.fsum(ranks[score] for score in above)
    return (total - len(above) * (len(above) + 1) / 2) / (len(above) * len(below))


def ranked(found: Sequence[str], relevant: Sequence[str], k: int) -> dict[str, float]:
    """Return retrieval metrics of the first `k` of `found`: the fraction of `relevant` among them, whether any and
    whether all are, nDCG with binary gains, and the reciprocal rank. `relevant` must not be empty."""
    wanted = set(relevant)
    hits = [name in wanted for name in found[:k]]
    got = len(wanted.intersection(found[:k]))
    gained = math.fsum(1.0 / math.log2(at + 2) for at, hit in enumerate(hits) if hit)
    ideal = math.fsum(1.0 / math.log2(at + 2) for at in range(min(k, len(wanted))))
    return {
        f"recall@{k}": got / len(wanted),
        f"recall_any@{k}": float(got > 0),
        f"recall_all@{k}": float(got == len(wanted)),
        f"nDCG@{k}": gained / ideal,
        f"MRR@{k}": next((1.0 / (at + 1) for at, hit in enumerate(hits) if hit), 0.0),
    }


def _rate(hits: int, n: int) -> Estimate:
    low, high = wilson(hits, n)
    return Estimate(hits / n if n else 0.0, low, high, n)
