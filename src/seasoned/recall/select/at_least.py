"""A floor on raw scores: what no channel finds near enough is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import refused_where
from seasoned.types import Query


@select_stage
def at_least(
    query: Query, candidates: Sequence[Scored], rng: Random, now: float, floors: Mapping[str, float]
) -> list[Scored]:
    """Refuse a candidate with a score in some channel of `floors` that reaches the floor in none of them.

    Candidates that only other channels found are left alone. Scores of a channel belong to its embedder or index, and
    so do floors.
    """

    def why(item: Scored) -> str:
        found = {name: item.candidate.scores[name] for name in sorted(floors) if name in item.candidate.scores}
        if not found or any(score >= floors[name] for name, score in found.items()):
            return ""
        return "; ".join(f"{name} {score:.2f} is below {floors[name]:.2f}" for name, score in found.items())

    return refused_where(candidates, why)
