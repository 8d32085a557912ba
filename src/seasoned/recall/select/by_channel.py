"""The order of one channel, and of the next where the first says nothing or the same (H-EPM's episodic, else
procedural ranking, arXiv 2512.07287)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import rescored
from seasoned.types import Query


@select_stage
def by_channel(
    query: Query, candidates: Sequence[Scored], rng: Random, now: float, channels: Sequence[str]
) -> list[Scored]:
    """Order by the raw score in the first of `channels`, ties by the second, and so on, last by id.

    A candidate that a channel did not find stands behind those that it found. The score is that of the first channel
    that found the candidate, 0 where none did. Raises InputError without channels.
    """
    if not channels:
        raise InputError("by_channel() needs at least one channel, such as ('dense',)")

    def order(item: Scored) -> tuple[bool, list[tuple[bool, float]], str]:
        scores = item.candidate.scores
        ranks = [(name not in scores, -scores.get(name, 0.0)) for name in channels]
        return not item.chosen, ranks, item.candidate.id

    def first(item: Scored) -> float:
        return next((item.candidate.scores[name] for name in channels if name in item.candidate.scores), 0.0)

    return [rescored(item, first(item)) for item in sorted(candidates, key=order)]
