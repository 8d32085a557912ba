"""A search for one phase of a run: what helps to begin is not what helps after an error (ExpeRepair's phases)."""

from __future__ import annotations

from seasoned.knobs import search_stage
from seasoned.protocols import Reader, Search, Trigger
from seasoned.types import Candidate, Query


@search_stage
def phased(query: Query, store: Reader, phase: Trigger, search: Search) -> list[Candidate]:
    """The candidates of `search` where `phase` holds, in its channels; none elsewhere."""
    return search(query, store) if phase(query) else []
