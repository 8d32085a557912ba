"""Frequency-utility: drop what was used often and seldom helped (ReMe, arXiv 2512.10696; formula F3).

ReMe counts every recall of an item and every recall that ended in success. Here the frequency is the number of
trajectories with a confident outcome, so runs that are still open or that nobody judged do not count against an item.
"""

from __future__ import annotations

from seasoned.types import Utility

LEAST_USES = 5
LEAST_RATE = 0.5


def help_rate(utility: Utility) -> float | None:
    """Return helped / (helped + hurt) in [0, 1], or None before the first confident outcome."""
    uses = utility.helped + utility.hurt
    return utility.helped / uses if uses else None


def droppable(utility: Utility, least_uses: int = LEAST_USES, least_rate: float = LEAST_RATE) -> bool:
    """Whether F3 drops the item: at least `least_uses` uses, fewer than `least_rate` of which helped."""
    rate = help_rate(utility)
    return rate is not None and utility.helped + utility.hurt >= least_uses and rate < least_rate
