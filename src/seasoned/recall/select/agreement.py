"""Runs that did the same speak with one voice: votes weighed by nearness (Dudani, IEEE Trans. SMC 6(4), 1976)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import fsum
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.calls import sequence_of
from seasoned.recall.marks import best_first, refused, rescored
from seasoned.types import Query


@select_stage
def agreement(
    query: Query, candidates: Sequence[Scored], rng: Random, now: float, sharpness: float = 2.0
) -> list[Scored]:
    """Of chosen cases that made the same sequence of tool calls keep the best, with the score ``(Σ sᵖ)^(1/p)`` of all,
    p = `sharpness` >= 1 (else InputError); the others are refused.

    So a way that many similar runs took can win over that of the single most similar one, and takes one place in the
    hint. Negative scores count 0. Cases of other actions, and other kinds, keep their score.
    """
    if sharpness < 1.0:
        raise InputError(f"agreement() needs sharpness >= 1, not {sharpness}")
    alike: defaultdict[tuple[str, ...], list[Scored]] = defaultdict(list)
    for item in best_first(candidates):
        if item.chosen and (sequence := sequence_of(item.experience)):
            alike[sequence].append(item)

    def voted(item: Scored) -> Scored:
        group = alike.get(sequence_of(item.experience), ()) if item.chosen else ()
        if len(group) < 2:
            return item
        first = group[0]
        if item is not first:
            return refused(item, f"did the same as {first.experience.id}")
        return rescored(item, fsum(max(one.score, 0.0) ** sharpness for one in group) ** (1.0 / sharpness))

    return best_first(map(voted, candidates))
