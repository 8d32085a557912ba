"""One hop further: what is linked with what was found (G-Memory, arXiv 2506.07398; A-MEM, arXiv 2502.12110)."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.errors import InputError
from seasoned.knobs import search_stage
from seasoned.learn.admit.linked import RELATED, linked_to
from seasoned.protocols import Reader, Search
from seasoned.types import Candidate, Kind, Query, Status


@search_stage
def hop(
    query: Query,
    store: Reader,
    search: Search,
    *,
    relation: str = RELATED,
    share: float = 0.5,
    least: float = 0.0,
    kinds: Sequence[Kind] | None = None,
    limit: int = 25,
) -> list[Candidate]:
    """Return what `search` found, then the active items linked with it by `relation`, at most `limit` of those.

    What no channel of `search` gives `least` counts as not found. Channel ``hop`` of a neighbour: `share` times the
    largest score of any item found that links to it; items found gain none. `share` in (0, 1], else InputError.
    """
    if not 0.0 < share <= 1.0:
        raise InputError(f"hop() needs share in (0, 1], not {share}")
    found = [one for one in search(query, store) if _best(one) >= least]
    known = {one.id: _best(one) for one in found}
    reached: dict[str, float] = {}
    for item in store.experiences(list(known)) if known else ():
        for target in linked_to(item, relation):
            if target not in known:
                reached[target] = max(share * known[item.id], reached.get(target, 0.0))
    there = {
        item.id
        for item in (store.experiences(sorted(reached)) if reached else ())
        if item.status is Status.ACTIVE and (kinds is None or item.kind in kinds)
    }
    ranked = sorted(there, key=lambda name: (-reached[name], name))[:limit]
    return [*found, *(Candidate(name, {"hop": reached[name]}) for name in ranked)]


def _best(candidate: Candidate) -> float:
    return max(candidate.scores.values(), default=candidate.score)
