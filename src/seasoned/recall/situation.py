"""The text a query is searched by: the situation (task, error, what is seen), never the advice wanted."""

from __future__ import annotations

from seasoned.types import Query, Site

TASK = 2_000
ERROR = 500
OBSERVATION = 800
"""Characters of each part that are read. A situation names itself early; tails of pages and logs are noise."""


def situation(query: Query) -> str:
    """Return the task text, then the error, then (except at the start of a run) the observation, a line each.

    What is seen at the start is the same for every task of an environment, so it is read only where nothing else says
    what the situation is.
    """
    told = [part for part in (query.text[:TASK], query.error[:ERROR]) if part.strip()]
    if query.observation.strip() and (query.site is not Site.START or not told):
        told.append(query.observation[:OBSERVATION])
    return "\n".join(told)
