"""Progressive disclosure: an index first, then the text of what the agent picks from it (MUSE, arXiv 2510.08002)."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.knobs import compose_stage
from seasoned.protocols import Compose, Trigger
from seasoned.recall.trigger import never
from seasoned.types import Experience, Hint, Query


@compose_stage
def disclosed(
    query: Query, chosen: Sequence[Experience], brief: Compose, full: Compose, at_once: Trigger = never()
) -> Hint:
    """What the agent's words name by id, composed by `full`; when they name nothing, everything composed by `brief`.

    Where `at_once` holds, `full` composes everything.
    """
    if at_once(query):
        return full(query, chosen)
    named = [item for item in chosen if query.asked and item.id in query.text]
    return full(query, named) if named else brief(query, chosen)
