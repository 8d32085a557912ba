"""Epsilon-greedy exploration: sometimes a random sample instead of the best."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import chosen_first
from seasoned.types import Query


@select_stage
def epsilon(query: Query, candidates: Sequence[Scored], rng: Random, now: float, p: float = 0.1) -> list[Scored]:
    """With probability `p` put the chosen candidates in random order, so that a later `top_k` takes a random sample of
    the pool (MemRL, arXiv 2601.03192). `p` = 1 is the random-memory control. `p` in [0, 1], else InputError.
    """
    if not 0.0 <= p <= 1.0:
        raise InputError(f"epsilon() needs p in [0, 1], not {p}")
    items = chosen_first(candidates)
    if rng.random() >= p:
        return items
    count = sum(item.chosen for item in items)
    return rng.sample(items[:count], count) + items[count:]
