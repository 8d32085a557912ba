"""EMA-Q: an exponential average of rewards (MemRL, arXiv 2601.03192; formula F1 with γ = 0).

``Q' = (1 - s)·Q + s·r`` with a step ``s = α·c·min(1, n·share)``: α = .3, c the confidence of the outcome, n the
number of items injected into the trajectory and `share` the item's part of the credit. Equal shares 1/n leave the full
step, as in MemRL, where every injected item moves by α; an item with less than its equal share moves less, none moves
more. So ``s <= α`` always, and for independent rewards of mean μ and variance σ²: Q stays within the rewards' range
(and 0, where it starts), E[Q] → μ, and at a constant step limsup Var[Q] <= s/(2 - s)·σ² <= α/(2 - α)·σ².
"""

from __future__ import annotations

from seasoned.types import Value

ALPHA = 0.3


def weight(confidence: float, share: float, companions: int) -> float:
    """Return c·min(1, n·share) in [0, 1]: how much of a full observation this outcome is for the item."""
    return min(1.0, max(0.0, confidence)) * min(1.0, max(0.0, share) * max(companions, 1))


def average(ema: float, reward: float, step: float) -> float:
    """Return the moved average; `step` in [0, 1]."""
    return (1.0 - step) * ema + step * reward


def observe(value: Value, reward: float, weight: float, alpha: float = ALPHA) -> Value:
    """Add one observation of `weight` in [0, 1] to the exponential average and to the weighted mean and deviation.

    Mean and `m2` follow West (CACM 1979), the weighted form of Welford's recurrence; `visits` grows by `weight`.
    """
    if weight <= 0.0:
        return value
    visits = value.visits + weight
    delta = reward - value.mean
    mean = value.mean + delta * weight / visits
    return Value(
        mean=mean,
        visits=visits,
        m2=value.m2 + weight * delta * (reward - mean),
        ema=average(value.ema, reward, alpha * weight),
    )


def pooled(one: Value, other: Value) -> Value:
    """Return the value of both samples together (Chan, Golub & LeVeque 1979); the `ema` is their weighted mean."""
    visits = one.visits + other.visits
    if visits <= 0.0:
        return Value()
    delta = other.mean - one.mean
    return Value(
        mean=one.mean + delta * other.visits / visits,
        visits=visits,
        m2=one.m2 + other.m2 + delta * delta * one.visits * other.visits / visits,
        ema=(one.ema * one.visits + other.ema * other.visits) / visits,
    )
