"""What an item has earned counts the more, the more often it was tried (credibility, Bühlmann, ASTIN Bulletin 1967)."""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt
from random import Random

from seasoned.credit.beta import laplace
from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import best_first, rescored
from seasoned.recall.worth import blended
from seasoned.types import Query


@select_stage
def credibility(
    query: Query,
    candidates: Sequence[Scored],
    rng: Random,
    now: float,
    weight: float = 0.7,
    tries: float = 4.0,
    c: float = 0.06,
) -> list[Scored]:
    """Score = (1 - z)·score + z·rate + c·√(ln(1 + N) / (1 + n)), with z = `weight`·n / (n + `tries`).

    `n` is how often the item was injected, `N` the sum over the candidates, the rate Laplace's; the last term is the
    optimism of UCB1. `tries` > 0 is how many tries make what was earned weigh half of `weight`, in [0, 1]; `c` >= 0.
    """
    if not (0.0 <= weight <= 1.0 and tries > 0.0 and c >= 0.0):
        raise InputError("credibility() needs weight in [0, 1], tries > 0 and c >= 0")
    total = log(1.0 + sum(item.utility.injected for item in candidates))

    def score(item: Scored) -> float:
        tried = item.utility.injected
        earned = blended(item.score, laplace(item.utility), weight * tried / (tried + tries))
        return earned + c * sqrt(total / (1.0 + tried))

    return best_first(rescored(item, score(item)) for item in candidates)
