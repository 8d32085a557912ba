"""Thompson sampling: rank by a draw from each item's posterior (Thompson, Biometrika 1933)."""

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
def thompson(query: Query, candidates: Sequence[Scored], rng: Random, now: float, weight: float = 0.5) -> list[Scored]:
    """Score = (1 - weight)·score + weight·draw, the draw from Beta(α + 1, β + 1); `weight` in [0, 1].

    Draws are made in the order of ids, so a seed gives the same ranking whatever order the candidates come in.
    """
    draws = {
        item.candidate.id: beta.thompson(item.utility, rng)
        for item in sorted(candidates, key=lambda item: item.candidate.id)
    }
    return best_first(rescored(item, blended(item.score, draws[item.candidate.id], weight)) for item in candidates)
