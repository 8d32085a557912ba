"""Uplift: what an item, or a kind of item, changes, from trajectories that were given it and ones it was withheld from.

The arms come from randomised withholding, so their difference is causal (formula F18 used as a measurement).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from math import sqrt
from statistics import NormalDist

from seasoned.credit.ema import pooled
from seasoned.credit.student import quantile
from seasoned.types import Kind, Utility, Value

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Uplift:
    """Success rate with the item minus without it, in [-1, 1], its 95 % interval, and the size of each arm."""

    difference: float
    low: float
    high: float
    injected: float
    withheld: float

    @property
    def significant(self) -> bool:
        """Whether the interval excludes 0."""
        return self.low > 0.0 or self.high < 0.0


def uplift(utility: Utility) -> Uplift | None:
    """Return the uplift of one item, or None while an arm is empty."""
    return newcombe(utility.injected_outcomes, utility.withheld_outcomes)


def uplift_by_kind(items: Iterable[tuple[Kind, Utility]]) -> dict[Kind, Uplift | None]:
    """Return the uplift of each kind, its items' arms put together. All items are withheld at the same rate, so the mix
    of items is the same in both arms."""
    by_kind: dict[Kind, list[Utility]] = {}
    for kind, utility in items:
        by_kind.setdefault(kind, []).append(utility)
    return {
        kind: newcombe(
            reduce(pooled, (u.injected_outcomes for u in utilities)),
            reduce(pooled, (u.withheld_outcomes for u in utilities)),
        )
        for kind, utilities in by_kind.items()
    }


def newcombe(given: Value, withheld: Value) -> Uplift | None:
    """Return the difference of two success rates with Newcombe's score interval (Stat. Med. 1998, method 10).

    Arms hold rewards in [-1, 1]; ``p = (mean + 1)/2``. For graded rewards the interval is conservative: a variable in
    [0, 1] with mean p has a variance of at most p(1 - p).
    """
    if given.visits <= 0.0 or withheld.visits <= 0.0:
        return None
    p, q = (given.mean + 1.0) / 2.0, (withheld.mean + 1.0) / 2.0
    (p_low, p_high), (q_low, q_high) = wilson(p, given.visits), wilson(q, withheld.visits)
    return Uplift(
        difference=p - q,
        low=p - q - sqrt((p - p_low) ** 2 + (q_high - q) ** 2),
        high=p - q + sqrt((p_high - p) ** 2 + (q - q_low) ** 2),
        injected=given.visits,
        withheld=withheld.visits,
    )


def wilson(p: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """Return Wilson's score interval (JASA 1927) of a proportion `p` seen in `n` > 0 trials, within [0, 1]."""
    z = NormalDist().inv_cdf(0.5 + level / 2.0)
    centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n)
    half = z * sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n)) / (1.0 + z * z / n)
    # Rounding must not put p outside its own interval.
    return max(0.0, min(p, centre - half)), min(1.0, max(p, centre + half))


def welch(given: Value, withheld: Value, level: float = LEVEL) -> Uplift | None:
    """Return the difference of two mean rewards, halved to the scale of success rates, with Welch's interval.

    For graded rewards and arms of at least two; None otherwise, and where both arms are constant: such data say nothing
    about their spread.
    """
    if given.visits < 2.0 or withheld.visits < 2.0:
        return None
    a, b = given.variance / given.visits, withheld.variance / withheld.visits
    if a + b <= 0.0:
        return None
    degrees = (a + b) ** 2 / (a * a / (given.visits - 1.0) + b * b / (withheld.visits - 1.0))
    half = quantile(0.5 + level / 2.0, degrees) * sqrt(a + b) / 2.0
    difference = (given.mean - withheld.mean) / 2.0
    return Uplift(difference, difference - half, difference + half, given.visits, withheld.visits)
