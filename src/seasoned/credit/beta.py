"""Beta / Laplace: success as a probability with pseudo-counts (formula F4: (s + 1)/(n + 2), cold prior .5).

Counts are divided among co-injected items by their shares, so all items of a trajectory together count one outcome.
"""

from __future__ import annotations

from random import Random

from seasoned.types import Utility

PRIOR = 1.0
"""Pseudo-count of each side: the uniform prior."""


def counts(alpha: float, beta: float, reward: float, weight: float) -> tuple[float, float]:
    """Return the counts after an outcome of `reward` in [-1, 1] seen with `weight` >= 0 (confidence · share)."""
    success = (reward + 1.0) / 2.0
    return alpha + weight * success, beta + weight * (1.0 - success)


def laplace(utility: Utility) -> float:
    """Return the posterior mean (α + 1)/(α + β + 2) in (0, 1); .5 for an item that was never used."""
    return (utility.alpha + PRIOR) / (utility.alpha + utility.beta + 2.0 * PRIOR)


def thompson(utility: Utility, rng: Random) -> float:
    """Return a draw from the posterior Beta(α + 1, β + 1), in [0, 1] (Thompson, Biometrika 1933)."""
    return rng.betavariate(utility.alpha + PRIOR, utility.beta + PRIOR)
