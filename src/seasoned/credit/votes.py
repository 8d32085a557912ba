"""Votes: the edit algebra of insight lists (ExpeL and its successors; formula F11).

A new item starts at +2. AGREE and EDIT add 1, DISAGREE takes 1 (3 where the list is full); a success adds 1, a failure
takes 2; at 0 or below an item is dropped.
"""

from __future__ import annotations

from seasoned.types import Operation, Utility

START = 2.0
AGREE = 1.0
DISAGREE = 1.0
DISAGREE_WHEN_FULL = 3.0
SUCCESS = 1.0
FAILURE = 2.0


def voted(votes: float, operation: Operation, size: float | None = None) -> float:
    """Return `votes` after AGREE (+) or DISAGREE (-) of the given size (default 1); other operations change nothing."""
    if operation is Operation.AGREE:
        return votes + (AGREE if size is None else abs(size))
    if operation is Operation.DISAGREE:
        return votes - (DISAGREE if size is None else abs(size))
    return votes


def standing(utility: Utility) -> float:
    """Return the item's standing: 2 + votes + helped - 2·hurt."""
    return START + utility.votes + SUCCESS * utility.helped - FAILURE * utility.hurt


def voted_out(utility: Utility) -> bool:
    """Whether F11 drops the item: its standing is 0 or below."""
    return standing(utility) <= 0.0
