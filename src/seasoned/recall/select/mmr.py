"""Maximal marginal relevance: useful *and* different (Carbonell & Goldstein, SIGIR 1998)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import chosen_first
from seasoned.recall.words import content_words
from seasoned.types import Experience, Query

CHARACTERS = 240
"""Of `when` and of `body` each that are compared."""


@select_stage
def mmr(
    query: Query,
    candidates: Sequence[Scored],
    rng: Random,
    now: float,
    relevance: float = 0.7,
    pool: int = 10,
) -> list[Scored]:
    """Reorder the first `pool` chosen candidates by λ·score - (1 - λ)·(largest similarity to those already taken).

    λ is `relevance` in [0, 1], else InputError. Scores are stretched to [0, 1] over the pool; similarity is the Jaccard
    index of word pairs. The rest follows in its old order.
    """
    if not 0.0 <= relevance <= 1.0:
        raise InputError(f"mmr() needs relevance in [0, 1], not {relevance}")
    items = chosen_first(candidates)
    count = min(pool, sum(item.chosen for item in items))
    left, rest = items[:count], items[count:]
    if count < 2:
        return items
    low = min(item.score for item in left)
    width = max(item.score for item in left) - low or 1.0
    gains = [relevance * (item.score - low) / width for item in left]
    shingles = [word_pairs(item.experience) for item in left]
    nearest = [0.0] * count
    order: list[int] = []
    waiting = list(range(count))
    while waiting:
        # max() takes the first of equals, so ties keep the order they came in.
        best = max(waiting, key=lambda i: gains[i] - (1.0 - relevance) * nearest[i])
        waiting.remove(best)
        order.append(best)
        for i in waiting:
            nearest[i] = max(nearest[i], jaccard(shingles[best], shingles[i]))
    return [left[i] for i in order] + rest


def word_pairs(experience: Experience) -> frozenset[tuple[str, str]]:
    """Return the pairs of neighbouring content words (the last word pairs with nothing)."""
    return _pairs(f"{experience.when[:CHARACTERS]}\n{experience.body[:CHARACTERS]}")


@lru_cache(maxsize=2048)
def _pairs(text: str) -> frozenset[tuple[str, str]]:
    words = content_words(text)
    return frozenset(zip(words, [*words[1:], ""], strict=True))


def jaccard(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> float:
    """Return |A ∩ B| / |A ∪ B|, in [0, 1]; 0 for two empty sets."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0
