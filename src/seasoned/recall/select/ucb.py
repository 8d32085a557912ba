"""Optimism: an item that was tried little may be better than it looks (UCB1, Auer et al., Machine Learning 2002)."""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt
from random import Random

from seasoned.credit.beta import laplace
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import best_first, rescored
from seasoned.recall.worth import blended
from seasoned.types import Query


@select_stage
def ucb(
    query: Query,
    candidates: Sequence[Scored],
    rng: Random,
    now: float,
    c: float = 0.5,
    weight: float = 0.5,
) -> list[Scored]:
    """Score = (1 - weight)·score + weight·(rate + c·√(ln(1 + N) / (1 + n))).

    `n` is how often the item was injected, `N` the sum over the candidates, the rate Laplace's. With nothing tried yet
    (N = 0) the bonus is 0 and the order that of the score alone. `weight` in [0, 1], 1 being plain UCB; `c` >= 0.
    """
    total = log(1.0 + sum(item.utility.injected for item in candidates))

    def optimistic(item: Scored) -> float:
        return laplace(item.utility) + c * sqrt(total / (1.0 + item.utility.injected))

    return best_first(rescored(item, blended(item.score, optimistic(item), weight)) for item in candidates)
