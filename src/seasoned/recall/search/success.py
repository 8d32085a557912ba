"""A learned retriever: how likely success is with this experience for this query (F24, Memento, arXiv 2508.16153)."""

from __future__ import annotations

from seasoned.credit.folds import folded
from seasoned.credit.logistic import Table, balanced, fit, probabilities
from seasoned.credit.trials import WINDOW
from seasoned.knobs import search_stage
from seasoned.protocols import Embedder, Reader, Search
from seasoned.recall.pairing import SKETCH, offered, prior, tried, with_channel
from seasoned.types import Candidate, Query


@search_stage
def success(
    query: Query,
    store: Reader,
    search: Search,
    embedder: Embedder = SKETCH,
    *,
    ridge: float = 0.1,
    window: int = WINDOW,
) -> list[Candidate]:
    """What `search` found, with the channel ``success``: P(success | query, experience) in (0, 1).

    A logistic model of `seasoned.recall.pairing`, fitted on the outcomes of the latest `window` recalls, successes
    weighing max(1, negatives / positives). It judges pairs that were never tried by their words. `ridge` > 0 (else
    InputError) holds it to what it says before the first outcome: the more alike, the likelier.
    """

    def model(log: Reader) -> Table:
        past, targets, weights = tried(log, window, embedder)
        return fit(past, targets, balanced(targets, weights), ridge, prior(embedder))

    theta = folded(store, ("success", embedder, ridge, window), model)
    found, features = offered(query, store, search(query, store), embedder)
    return with_channel(found, "success", probabilities(features, theta).tolist())
