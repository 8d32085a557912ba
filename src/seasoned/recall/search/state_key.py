"""Experience gathered in exactly this state."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.knobs import search_stage
from seasoned.protocols import Reader
from seasoned.types import Candidate, Experience, Kind, Query

PREFIX = "state:"
"""Tag that names a state an experience applies to: ``state:<state key>``."""


@search_stage
def state_key(query: Query, store: Reader, kinds: Sequence[Kind] | None = None, *, limit: int = 50) -> list[Candidate]:
    """Channel ``state_key``: 1 for each experience whose key, tag ``state:<key>`` or payload names the query's state.

    The text index narrows the tags down; only exact matches count.
    """
    if not query.state_key:
        return []
    tag = PREFIX + query.state_key
    tagged = store.search_text(tag, weights={"tags": 1.0}, kinds=kinds, limit=limit * 4)
    found = store.experiences([name for name, _ in tagged]) if tagged else []
    keyed = store.experiences(kinds=kinds, key=query.state_key, limit=limit)
    names = dict.fromkeys(item.id for item in [*keyed, *found] if _is_about(item, query.state_key, tag))
    return [Candidate(name, {"state_key": 1.0}) for name in list(names)[:limit]]


def _is_about(experience: Experience, key: str, tag: str) -> bool:
    return experience.key == key or tag in experience.tags or experience.payload.get("state_key") == key
