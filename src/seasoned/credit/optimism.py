"""LinLogUCB: the logistic bandit's upper confidence bound (F9, CASCADE, arXiv 2605.06702)."""

from __future__ import annotations

import numpy as np

from seasoned.credit.logistic import Table, gram, probabilities
from seasoned.errors import InputError


def inverse_design(features: Table, ridge: float) -> Table:
    """Return A⁻¹ for A = ridge·I + Σ φφᵀ, shape (k, k): what one Sherman-Morrison step per row gives. `ridge` > 0."""
    if ridge <= 0.0:
        raise InputError(f"inverse_design() needs ridge > 0, not {ridge}")
    return np.asarray(np.linalg.inv(gram(features, np.ones(len(features)), ridge)), float)


def upper_bounds(features: Table, theta: Table, inverse: Table, nu: float) -> Table:
    """Return U = σ(φ·θ) + ν·√(φᵀA⁻¹φ) of each row, shape (n,); `nu` >= 0, else InputError."""
    if nu < 0.0:
        raise InputError(f"upper_bounds() needs nu >= 0, not {nu}")
    spread = np.array([np.einsum("i,ij,j->", row, inverse, row) for row in features], float)
    return np.asarray(probabilities(features, theta) + nu * np.sqrt(np.maximum(spread, 0.0)), float)
