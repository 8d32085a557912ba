"""What the agent was told already comes first: it holds its place and costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import chosen_first
from seasoned.types import Query


@select_stage
def said_first(query: Query, candidates: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
    """Put the chosen ones of `query.said` before the other chosen ones, so that `quotas` and `top_k` count them.

    Otherwise every recall of a run would fill the places that they leave with the next best, ever weaker.
    """
    said = frozenset(query.said)
    return chosen_first(sorted(candidates, key=lambda item: item.candidate.id not in said))
