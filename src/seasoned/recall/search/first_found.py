"""One search, and another only where the first finds nothing (SLEA-RL's fallback to the whole library)."""

from __future__ import annotations

from seasoned.knobs import search_stage
from seasoned.protocols import Reader, Search
from seasoned.types import Candidate, Query


@search_stage
def first_found(query: Query, store: Reader, first: Search, second: Search) -> list[Candidate]:
    """Return the candidates of `first`, or those of `second` where there are none. For both use ``first | second``."""
    return first(query, store) or second(query, store)
