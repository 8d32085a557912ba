"""Reciprocal rank fusion, for the systems that use it (Cormack, Clarke & Büttcher, SIGIR 2009)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import best_first, rescored
from seasoned.types import Query


@select_stage
def rrf(
    query: Query,
    candidates: Sequence[Scored],
    rng: Random,
    now: float,
    weights: Mapping[str, float] | None = None,
    k: float = 60.0,
) -> list[Scored]:
    """Score = ``Σ_c w_c / (k + rank_c)`` over the channels that found the item, ranks from 1, equal scores by id.

    `weights` per channel; by default every channel counts 1. `k` > 0 and weights >= 0, else InputError. It throws the
    distances between scores away: `seasoned.recall.fuse` is better where one channel is weaker.
    """
    if k <= 0.0 or any(weight < 0.0 for weight in (weights or {}).values()):
        raise InputError("rrf() needs k > 0 and weights >= 0")
    totals: defaultdict[str, float] = defaultdict(float)
    for channel in sorted({channel for item in candidates for channel in item.candidate.scores}):
        weight = 1.0 if weights is None else weights.get(channel, 0.0)
        found = [item.candidate for item in candidates if channel in item.candidate.scores]
        ranked = sorted(found, key=lambda one: (-one.scores[channel], one.id))
        for rank, one in enumerate(ranked, 1):
            totals[one.id] += weight / (k + rank)
    return best_first(rescored(item, totals[item.candidate.id]) for item in candidates)
