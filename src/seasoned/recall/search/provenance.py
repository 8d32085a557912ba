"""Rules found by what they were learned from: the more related runs support one, the better (G-Memory, 2506.07398)."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.knobs import search_stage
from seasoned.protocols import Reader, Search
from seasoned.types import Candidate, Experience, Kind, Query


@search_stage
def provenance(
    query: Query,
    store: Reader,
    related: Search,
    kinds: Sequence[Kind] = (Kind.INSIGHT,),
    *,
    same_family: bool = False,
    limit: int = 200,
) -> list[Candidate]:
    """Channel ``provenance``: how many of the items that `related` finds rest on a run that the rule rests on, > 0.

    A run counts for a rule whether it shows how to do it or how not to. Of the newest `limit` items of `kinds`.
    """
    found = [candidate.id for candidate in related(query, store)]
    runs = [runs_of(item) for item in store.experiences(found)] if found else []
    family = query.family or None if same_family else None
    supported = {
        rule.id: sum(1 for one in runs if one & runs_of(rule))
        for rule in (store.experiences(kinds=kinds, family=family, limit=limit) if runs else ())
    }
    ranked = sorted((name for name in supported if supported[name]), key=lambda name: (-supported[name], name))
    return [Candidate(name, {"provenance": float(supported[name])}) for name in ranked]


def runs_of(item: Experience) -> frozenset[str]:
    """Return the ids of the trajectories that an item quotes, for it or against it."""
    return frozenset(span.trajectory_id for span in (*item.evidence.supports, *item.evidence.contradicts))
