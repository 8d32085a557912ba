"""Quantiles of Student's t distribution, without scipy."""

from __future__ import annotations

from math import atan, cos, exp, lgamma, log, pi, sqrt, tan
from statistics import NormalDist


def quantile(p: float, degrees: float) -> float:
    """Return the `p`-quantile (0.5 <= p < 1) of Student's t with `degrees` >= 1 degrees of freedom, to about 1e-9.

    Newton's method on the distribution function, from a start after Hill (CACM 1970, algorithm 396).
    """
    if degrees < 2.0:
        guess = tan(pi * (p - 0.5))
    else:
        z = NormalDist().inv_cdf(p)
        guess = z + (z**3 + z) / (4.0 * degrees)
    for _ in range(100):
        density = exp(_log_density(guess, degrees))
        step = (_distribution(guess, degrees) - p) / density
        # Far out the density is tiny; a step is never allowed to cross 0.
        guess = max(guess - step, guess / 2.0)
        if abs(step) <= 1e-12 * max(1.0, guess):
            break
    return guess


def _log_density(t: float, v: float) -> float:
    return lgamma((v + 1) / 2) - lgamma(v / 2) - 0.5 * log(v * pi) - (v + 1) / 2 * log(1 + t * t / v)


def _distribution(t: float, v: float, points: int = 400) -> float:
    """P(T <= t) for t >= 0: one half plus Simpson's rule over the angle a with t = sqrt(v)·tan(a), where the integrand
    is a power of the cosine and smooth."""
    end: float = atan(t / sqrt(v))
    scale: float = exp(lgamma((v + 1) / 2) - lgamma(v / 2)) / sqrt(pi)
    width = end / points
    inner: float = sum((4 if i % 2 else 2) * cos(i * width) ** (v - 1) for i in range(1, points))
    last: float = cos(end) ** (v - 1)
    return 0.5 + scale * width / 3 * (1.0 + inner + last)
