"""What an experience has earned, as one number beside its fit. The success rate is `seasoned.credit.beta.laplace`."""

from __future__ import annotations

from seasoned.types import Utility


def q_value(utility: Utility, context: str = "") -> float:
    """Return the exponential average of rewards (F1) in `context`, else the overall one, else 0.

    A value set by hand (``SET_VALUE``) holds until the first visit.
    """
    value = utility.values.get(context) or utility.values.get("")
    if value is not None and value.visits > 0.0:
        return value.ema
    return utility.set_value or 0.0


def blended(score: float, worth: float, weight: float) -> float:
    """Return ``(1 - weight)·score + weight·worth``."""
    return (1.0 - weight) * score + weight * worth
