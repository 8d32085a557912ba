"""What was voted out is not shown (F11); `seasoned.evolve.vote_out` makes it permanent."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.credit.votes import standing, voted_out
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import refused_where
from seasoned.types import Kind, Query


@select_stage
def in_favour(
    query: Query, candidates: Sequence[Scored], rng: Random, now: float, kinds: Sequence[Kind] | None = None
) -> list[Scored]:
    """Refuse items of `kinds` (None: all) whose standing ``2 + votes + helped - 2·hurt`` is 0 or below."""

    def why(item: Scored) -> str:
        if (kinds is not None and item.experience.kind not in kinds) or not voted_out(item.utility):
            return ""
        return f"voted out: standing {standing(item.utility):g}"

    return refused_where(candidates, why)
