"""Logistic regression with a ridge: P(success) from features, and how well it ranks (formula F24)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seasoned.errors import InputError

Table = NDArray[np.float64]

STEPS = 30
SETTLED = 1e-7

SMALL = 2**17
"""Multiplications of one product of matrices, below which BLAS starts no threads: a fit belongs to one recall of many,
and where cores are busy its threads would wait for each other far longer than they save."""


def fit(features: Table, targets: Table, weights: Table, ridge: float, prior: Table) -> Table:
    """Return θ, shape (k,), that minimises ``Σ w·(log-loss of σ(x·θ) against y) + ridge/2·|θ - prior|²``, by Newton's
    method.

    `features` (n, k); `targets` y in [0, 1] and `weights` w >= 0, both (n,); n may be 0, which gives `prior`, shape
    (k,). `ridge` > 0, else InputError. The minimum is unique, so the order of the rows does not matter. (Hastie et al.,
    Elements of Statistical Learning, section 4.4.1.)
    """
    if ridge <= 0.0:
        raise InputError(f"fit() needs ridge > 0, not {ridge}")
    theta = np.array(prior, float)
    if not len(features):
        return theta
    for _ in range(STEPS):
        p = probabilities(features, theta)
        curvature = gram(features, weights * p * (1.0 - p), ridge)
        gradient = np.einsum("ij,i->j", features, weights * (targets - p)) - ridge * (theta - prior)
        step = np.linalg.solve(curvature, gradient)
        # Far from the minimum a full Newton step may overshoot.
        theta = theta + step / max(1.0, float(np.abs(np.einsum("ij,j->i", features, step)).max()) / 4.0)
        if float(np.abs(step).max()) < SETTLED:
            break
    return theta


def gram(features: Table, weights: Table, ridge: float) -> Table:
    """Return ``ridge·I + Σ w·x·xᵀ`` over the rows x, shape (k, k)."""
    total = ridge * np.eye(features.shape[1])
    rows = max(1, SMALL // features.shape[1] ** 2)
    for start in range(0, len(features), rows):
        part = features[start : start + rows]
        total += part.T @ (part * weights[start : start + rows, None])
    return np.asarray(total, float)


def probabilities(features: Table, theta: Table) -> Table:
    """Return σ(x·θ) of each row, shape (n,)."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(np.einsum("ij,j->i", features, theta), -30.0, 30.0))), float)


def balanced(targets: Table, weights: Table) -> Table:
    """Return `weights` with those of successes multiplied by max(1, negatives / positives) (Memento, arXiv 2508.16153).

    A target between 0 and 1 counts as a part of both.
    """
    positive, negative = float(weights @ targets), float(weights @ (1.0 - targets))
    factor = max(1.0, negative / positive) if positive > 0.0 else 1.0
    return weights * (1.0 + (factor - 1.0) * targets)


def auc(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """Return the chance that a success scores above a failure, ties counting half; None without one of each."""
    wins = [score for score, label in zip(scores, labels, strict=True) if label]
    losses = [score for score, label in zip(scores, labels, strict=True) if not label]
    if not wins or not losses:
        return None
    above = sum((win > loss) + 0.5 * (win == loss) for win in wins for loss in losses)
    return above / (len(wins) * len(losses))
