"""ReMe's frequency-utility rule at read time (F3, arXiv 2512.10696); `seasoned.evolve.prune` makes it permanent."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.credit.frequency import LEAST_RATE, LEAST_USES, droppable
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import refused_where
from seasoned.types import Query


@select_stage
def utility_filter(
    query: Query,
    candidates: Sequence[Scored],
    rng: Random,
    now: float,
    f_min: int = LEAST_USES,
    u_min: float = LEAST_RATE,
) -> list[Scored]:
    """Refuse an item with at least `f_min` confident outcomes of which less than `u_min` were successes."""

    def why(item: Scored) -> str:
        utility = item.utility
        if not droppable(utility, f_min, u_min):
            return ""
        return f"helped {utility.helped} of {utility.helped + utility.hurt} times"

    return refused_where(candidates, why)
