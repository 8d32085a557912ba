"""Logistic regression on a handful of features, by Newton's method (Hastie et al., Elements, section 4.4.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

RIDGE = 1.0
"""Penalty on the weights of standardised features, not on the intercept: one observation's worth of doubt."""

STEPS = 25

Table = NDArray[np.float64]


def fitted(features: Table, labels: Sequence[bool]) -> Callable[[Table], Table]:
    """Return the function from features, shape (n, k), to probabilities, shape (n,). k may be 0: the base rate.

    Two observations, one of each label, are added at the mean of the features, so that the fit exists always.
    """
    n, k = features.shape
    mean, spread = (features.mean(axis=0), features.std(axis=0)) if n else (np.zeros(k), np.ones(k))
    scale = np.where(spread > 0.0, spread, 1.0)

    def design(table: Table) -> Table:
        return np.hstack([np.ones((len(table), 1)), (table - mean) / scale])

    x = np.vstack([design(features), design(np.tile(mean, (2, 1)))])
    y = np.array([*map(float, labels), 0.0, 1.0])
    penalty = np.diag([0.0, *[RIDGE] * k])
    weights = np.zeros(k + 1)
    for _ in range(STEPS):
        p = _sigmoid(x @ weights)
        curvature = (x * (p * (1.0 - p) + 1e-9)[:, None]).T @ x + penalty
        weights = weights + np.linalg.solve(curvature, x.T @ (y - p) - penalty @ weights)
    return lambda table: _sigmoid(design(table) @ weights)


def _sigmoid(z: Table) -> Table:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(z, -30.0, 30.0))), float)
