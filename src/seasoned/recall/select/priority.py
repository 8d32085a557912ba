"""Fit and a priority that grows with every success an item took part in (ProactAgent, arXiv 2604.20572; F17)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import best_first, rescored
from seasoned.types import Query


@select_stage
def priority(query: Query, candidates: Sequence[Scored], rng: Random, now: float, weight: float = 0.1) -> list[Scored]:
    """Score = score + λ·p, λ = `weight` >= 0, else InputError.

    p is the number of successful runs that were shown the item; a failure takes nothing away.
    """
    if weight < 0.0:
        raise InputError(f"priority() needs weight >= 0, not {weight}")
    return best_first(rescored(item, item.score + weight * item.utility.helped) for item in candidates)
