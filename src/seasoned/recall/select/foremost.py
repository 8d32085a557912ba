"""One of a channel's finds for certain, and no more of them: the start point of a refinement (EvoKernel)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import refused
from seasoned.types import Query


@select_stage
def foremost(
    query: Query, candidates: Sequence[Scored], rng: Random, now: float, channel: str, n: int = 1
) -> list[Scored]:
    """Put the first `n` chosen ones that `channel` found before all others, and refuse its further ones.

    `n` >= 0, else InputError.
    """
    if n < 0:
        raise InputError(f"foremost() needs n >= 0, not {n}")
    found = [item for item in candidates if item.chosen and channel in item.candidate.scores]
    first = {item.candidate.id for item in found[:n]}
    surplus = {item.candidate.id for item in found[n:]}
    marked = [
        refused(item, f"{n} of the channel {channel} already chosen") if item.candidate.id in surplus else item
        for item in candidates
    ]
    return sorted(marked, key=lambda item: (not item.chosen, item.candidate.id not in first))
