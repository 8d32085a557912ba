"""The quality of the source: how well the runs went that an experience comes from (SLEA-RL's quality score)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.learn.admit.strength import strength
from seasoned.protocols import Scored
from seasoned.recall.marks import best_first, rescored
from seasoned.recall.worth import blended
from seasoned.types import Query


@select_stage
def quality(query: Query, candidates: Sequence[Scored], rng: Random, now: float, weight: float = 0.5) -> list[Scored]:
    """Score = (1 - weight)·score + weight·strength; `weight` in [0, 1], else InputError.

    Strength in [0, 1] is the measure by which admission chooses in a full family (`learn.admit.strength`): the score
    of a case's run, else the share of its evidence that supports it, moved by measured success.
    """
    if not 0.0 <= weight <= 1.0:
        raise InputError(f"quality() needs weight in [0, 1], not {weight}")
    return best_first(
        rescored(item, blended(item.score, strength(item.experience, item.utility), weight)) for item in candidates
    )
