"""At most so many of each kind, so that one kind does not fill the hint (ProactAgent's equal quota per type)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import limited
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
    every = dict(limits) if other is None else {**dict.fromkeys(Kind, other), **limits}
    return limited(candidates, lambda item: item.experience.kind, every, lambda kind: f"of kind {kind}")
