"""How co-injected items share the credit of an outcome. Shares are >= 0 and sum to 1."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from seasoned.errors import InputError


def equal(count: int) -> tuple[float, ...]:
    """Return `count` equal shares: nothing is known about which item mattered."""
    return (1.0 / count,) * count if count else ()


def proportional(scores: Sequence[float]) -> tuple[float, ...]:
    """Return shares in proportion to `scores` (>= 0, finite); equal shares where all scores are 0."""
    if not all(isfinite(score) and score >= 0.0 for score in scores):
        raise InputError("proportional shares need finite scores of at least 0")
    largest = max(scores, default=0.0)
    if largest == 0.0:
        return equal(len(scores))
    # Scaled first, so that tiny or huge scores cannot under- or overflow the sum.
    scaled = [score / largest for score in scores]
    total = sum(scaled)
    return tuple(score / total for score in scaled)
