"""Ranking by the posterior mean of success (F4)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.credit import beta
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import best_first, rescored
from seasoned.recall.worth import blended
from seasoned.types import Query


@select_stage
def laplace(query: Query, candidates: Sequence[Scored], rng: Random, now: float, weight: float = 0.5) -> list[Scored]:
    """Score = (1 - weight)·score + weight·(s + 1)/(n + 2); `weight` in [0, 1]."""
    return best_first(rescored(item, blended(item.score, beta.laplace(item.utility), weight)) for item in candidates)
