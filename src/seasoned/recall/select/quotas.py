"""At most so many of each kind, so that one kind does not fill the hint (ProactAgent's equal quota per type)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import refused_where
from seasoned.types import Kind, Query


@select_stage
def quotas(
    query: Query,
    candidates: Sequence[Scored],
    rng: Random,
    now: float,
    limits: Mapping[Kind, int],
    other: int | None = None,
) -> list[Scored]:
    """Keep the first `limits[kind]` chosen ones of each kind, and `other` of each kind not named (None: all)."""
    kept: Counter[Kind] = Counter()

    def why(item: Scored) -> str:
        kind = item.experience.kind
        limit = limits.get(kind, other)
        if limit is not None and kept[kind] >= limit:
            return f"{limit} of kind {kind} already chosen"
        kept[kind] += 1
        return ""

    return refused_where(candidates, why)
