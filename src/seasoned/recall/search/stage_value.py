"""What each candidate has earned in the stage that the run is in (F10, EvoKernel, arXiv 2603.10846)."""

from __future__ import annotations

from collections.abc import Callable

from seasoned.credit.folds import folded
from seasoned.credit.stages import ALPHA, stage_of, stage_values
from seasoned.credit.trials import WINDOW, trials
from seasoned.knobs import search_stage
from seasoned.protocols import Reader, Search
from seasoned.recall.pairing import with_channel
from seasoned.types import Candidate, Query


@search_stage
def stage_value(
    query: Query,
    store: Reader,
    search: Search,
    stage: Callable[[Query], str] = stage_of,
    *,
    alpha: float = ALPHA,
    measure: str = "latency",
    window: int = WINDOW,
) -> list[Candidate]:
    """What `search` found, with the channel ``stage_value``: Q in the query's stage, 0 where it was never tried.

    `stage` must be the system's `context`, so that the recalls in the log carry the same names. See
    `seasoned.credit.stages` for `alpha` and `measure`.
    """
    key = ("stage_value", alpha, measure, window)
    values = folded(store, key, lambda log: stage_values(trials(log, window), log, alpha, measure))
    found = search(query, store)
    return with_channel(found, "stage_value", [values.get((stage(query), one.id), 0.0) for one in found])
