"""A run is told what is in its own lane (SICE's parallel databases, arXiv 2505.00234)."""

from __future__ import annotations

from seasoned.knobs import search_stage
from seasoned.lanes import lane_of
from seasoned.protocols import Reader, Search
from seasoned.recall.pairing import experiences
from seasoned.types import Candidate, Query


@search_stage
def own_lane(query: Query, store: Reader, search: Search, lanes: int = 5) -> list[Candidate]:
    """What `search` found of the lane that the query's run belongs to. It should find `lanes` times what is wanted.

    `lanes` >= 1, else InputError.
    """
    lane = lane_of(query.trajectory_id, lanes)
    found = search(query, store)
    known = experiences(store, [one.id for one in found])
    return [one for one in found if one.id in known and lane in known[one.id].tags]
