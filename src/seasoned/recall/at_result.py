"""When to recall: beside what a tool has just answered (MUSE's dynamic tool instructions, arXiv 2510.08002)."""

from __future__ import annotations

from seasoned.knobs import trigger_stage
from seasoned.types import Query, Site


@trigger_stage
def on_tool_result(query: Query) -> bool:
    """When the agent shows a tool's result (``episode.recall(site="tool_result")``)."""
    return query.site is Site.TOOL_RESULT
