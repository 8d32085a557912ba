"""Working memory is pruned while the run goes on: what led nowhere makes room for the next (ReMem's refining)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import refused_where
from seasoned.recall.search.in_vain import CHANNEL
from seasoned.types import Query


@select_stage
def set_aside(query: Query, candidates: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
    """Refuse what this run was shown in vain (`search.in_vain`); for the next run it is a candidate like any other."""
    return refused_where(
        candidates, lambda item: "shown in this run, and nothing came of it" if CHANNEL in item.candidate.scores else ""
    )
