"""What is known of the tool that was just called, to stand beside its result (MUSE, arXiv 2510.08002)."""

from __future__ import annotations

from seasoned.knobs import search_stage
from seasoned.protocols import Reader
from seasoned.types import Candidate, Kind, Query

KINDS = (Kind.TOOL_NOTE,)
MOST = 300
"""Notes of a family that are looked through; by default no more are kept."""


@search_stage
def of_last_tool(query: Query, store: Reader) -> list[Candidate]:
    """Channel ``of_last_tool``: 1 for the note of the query's family on its last tool."""
    if not query.last_tool:
        return []
    notes = store.experiences(kinds=KINDS, family=query.family, limit=MOST)
    return [Candidate(one.id, {"of_last_tool": 1.0}) for one in notes if one.payload.get("tool") == query.last_tool]
