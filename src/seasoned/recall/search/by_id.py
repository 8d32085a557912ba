"""What the agent names by its id: the second half of progressive disclosure, after an outline (MUSE's memory tool)."""

from __future__ import annotations

import re

from seasoned.knobs import search_stage
from seasoned.protocols import Reader
from seasoned.types import Candidate, Query

MOST = 20
"""Words of a question that are looked up."""

_ID = re.compile(r"[\w-]+-[\w-]+")


@search_stage
def by_id(query: Query, store: Reader) -> list[Candidate]:
    """Channel ``by_id``: 1 for each experience whose id stands in the agent's own words, in their order."""
    names = list(dict.fromkeys(_ID.findall(query.text)))[:MOST] if query.asked else []
    return [Candidate(one.id, {"by_id": 1.0}) for one in store.experiences(names)] if names else []
