"""The gate of a coach: advice only for a run that is in trouble (WebCoach, arXiv 2511.12997). A run on its way is best
left alone: a hint that is not needed can only distract it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import refused_where
from seasoned.types import Query


@select_stage
def only_in_trouble(
    query: Query, candidates: Sequence[Scored], rng: Random, now: float, patience: int = 3
) -> list[Scored]:
    """Refuse everything unless the last action gave an error, the last `patience` steps earned nothing, or the agent
    asks. Before the first step nothing is refused: no run is on its way yet. `patience` >= 1, else InputError.
    """
    if patience < 1:
        raise InputError(f"only_in_trouble() needs patience >= 1, not {patience}")
    troubled = not query.step or bool(query.error) or query.asked or query.steps_since_progress >= patience
    return refused_where(candidates, lambda item: "" if troubled else "the run is on its way: the coach keeps still")
