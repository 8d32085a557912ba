"""Retrieval-weighted exemplar value: Q(t) = Σ o_i·f_i / Σ f_i (SICE, arXiv 2505.00234; formula F7).

o_i in [0, 1] is the outcome of task i and f_i how often item t was recalled for it.
"""

from __future__ import annotations

from seasoned.types import Utility


def sums(total: float, weights: float, reward: float, injections: int, confidence: float) -> tuple[float, float]:
    """Return Σ o·f and Σ f after a trajectory of `reward` in [-1, 1] that was given the item `injections` times."""
    f = injections * confidence
    return total + f * (reward + 1.0) / 2.0, weights + f


def exemplar_value(utility: Utility) -> float | None:
    """Return Q(t) in [0, 1], or None before the first outcome."""
    return utility.exemplar_sum / utility.exemplar_weight if utility.exemplar_weight > 0.0 else None
