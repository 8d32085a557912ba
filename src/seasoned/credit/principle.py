"""Principle score: (successes + 1) / (uses + 2), each use counting in full (EvolveR, arXiv 2510.16079; formula F4).

`beta.laplace` divides a run's outcome among all items that it was shown; a principle's score does not, so with several
shown at once it moves faster and blames them all.
"""

from __future__ import annotations

from seasoned.types import Utility


def principle_score(utility: Utility) -> float:
    """Return (helped + 1) / (helped + hurt + 2) in (0, 1), .5 before the first confident outcome."""
    return (utility.helped + 1.0) / (utility.helped + utility.hurt + 2.0)
