"""At most so many of each label: some examples of what worked beside some of what did not (G-Memory: 2 and 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import limited
from seasoned.types import Query


@select_stage
def tag_quotas(
    query: Query, candidates: Sequence[Scored], rng: Random, now: float, limits: Mapping[str, int]
) -> list[Scored]:
    """Keep the first `limits[tag]` chosen ones with each tag; an item counts for the first of `limits` that it has, and
    one with none of them is kept."""

    def tag(item: Scored) -> str | None:
        return next((name for name in limits if name in item.experience.tags), None)

    return limited(candidates, tag, limits, lambda name: f"tagged {name}")
