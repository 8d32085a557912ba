"""Experiences as the arms of a logistic bandit (LinLogUCB, F9; CASCADE, arXiv 2605.06702)."""

from __future__ import annotations

from seasoned.credit.folds import folded
from seasoned.credit.logistic import Table, fit
from seasoned.credit.optimism import inverse_design, upper_bounds
from seasoned.credit.trials import WINDOW
from seasoned.knobs import search_stage
from seasoned.protocols import Embedder, Reader, Search
from seasoned.recall.pairing import SKETCH, offered, prior, tried, with_channel
from seasoned.types import Candidate, Query


@search_stage
def lin_log_ucb(
    query: Query,
    store: Reader,
    search: Search,
    embedder: Embedder = SKETCH,
    *,
    nu: float = 0.1,
    ridge: float = 0.1,
    window: int = WINDOW,
) -> list[Candidate]:
    """What `search` found, with the channel ``lin_log_ucb``: σ(φ·θ) + ν·√(φᵀA⁻¹φ), A = ridge·I + Σ φφᵀ.

    φ is that of `seasoned.recall.pairing`. The sum runs over what was shown in the latest `window` recalls with an
    outcome, and θ is the ridge logistic fit to those outcomes. `nu` >= 0 is the weight of optimism, 0 being greedy;
    `ridge` > 0 holds θ to its prior, by which
    what is more alike is likelier to help; InputError otherwise.
    """

    def model(log: Reader) -> tuple[Table, Table]:
        past, targets, weights = tried(log, window, embedder)
        return fit(past, targets, weights, ridge, prior(embedder)), inverse_design(past, ridge)

    theta, inverse = folded(store, ("lin_log_ucb", embedder, ridge, window), model)
    found, features = offered(query, store, search(query, store), embedder)
    scores = upper_bounds(features, theta, inverse, nu)
    return with_channel(found, "lin_log_ucb", scores.tolist())
