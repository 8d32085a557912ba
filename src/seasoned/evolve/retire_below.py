"""Retire what has earned too low a score (EvolveR's offline upkeep, arXiv 2510.16079)."""

from __future__ import annotations

from seasoned.credit.principle import principle_score
from seasoned.errors import InputError
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.protocols import Reader
from seasoned.types import Edit, Operation, Status

LEAST = 0.3
"""The released training script's threshold: two failures in a row, or three of four."""


@evolve_stage
def retire_below(store: Reader, now: float, score: float = LEAST) -> list[Edit]:
    """Retire active items whose principle score is below `score` in [0, 1], else InputError."""
    if not 0.0 <= score <= 1.0:
        raise InputError(f"retire_below() needs a score in [0, 1], not {score}")
    active = store.experiences()
    utilities = store.utilities([item.id for item in active])
    scores = {item.id: principle_score(utilities[item.id]) for item in active}
    return [
        revise(
            item,
            Operation.RETIRE,
            reason=f"its score {scores[item.id]:.2f} is below {score:.2f}",
            stage="retire_below",
            now=now,
            before=scores[item.id],
            status=Status.RETIRED,
        )
        for item in active
        if scores[item.id] < score
    ]
