"""Only what answers a question of the same type (MemoTime's operator-type filter, arXiv 2510.13614)."""

from __future__ import annotations

from collections.abc import Callable

from seasoned.knobs import search_stage
from seasoned.protocols import Reader, Search
from seasoned.recall.operators import operators
from seasoned.types import Candidate, Query


@search_stage
def same_type(
    query: Query, store: Reader, search: Search, type_of: Callable[[str], str] = operators
) -> list[Candidate]:
    """Keep of what `search` finds the items whose situation (`when`) is of the query's type, by `type_of`.

    The default type is the set of temporal operators. So that enough remain, let `search` find some times more than are
    wanted.
    """
    found = search(query, store)
    wanted = type_of(query.text)
    items = store.experiences([candidate.id for candidate in found]) if found else []
    same = {item.id for item in items if type_of(item.when) == wanted}
    return [candidate for candidate in found if candidate.id in same]
