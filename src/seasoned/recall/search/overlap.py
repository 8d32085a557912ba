"""Episodes by the facts that they share with what was found (F15; AriGraph, arXiv 2407.04363, section 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

from seasoned.knobs import search_stage
from seasoned.learn.distill.triplets import triplets_in
from seasoned.protocols import Embedder, Reader, Search
from seasoned.recall.embed import HashingEmbedder
from seasoned.recall.search.dense import dense
from seasoned.types import Candidate, Kind, Query

FACTS = 20
"""Facts, the nearest ones, whose episodes are looked up."""

TOLD_IN = 3
"""Episodes that are looked up per fact by the sentence that told it."""


@search_stage
def overlap(
    query: Query,
    store: Reader,
    facts: Search,
    kinds: Sequence[Kind] = (Kind.CASE,),
    *,
    embedder: Embedder = HashingEmbedder(),
    limit: int = 25,
) -> list[Candidate]:
    """Return what `facts` finds, and episodes by ``norm(n/N · ln N) + norm(cos)``, channel ``overlap``, in (0, 2].

    N counts the triplets that an episode states and n those among the facts found; ln N keeps an episode of a single
    triplet from counting fully. Each term is divided by its maximum over the episodes: the `limit` nearest, and those
    that told a fact.
    """
    found = facts(query, store)
    known = store.experiences([one.id for one in found]) if found else []
    stated = {(fact.key, fact.payload.get("value")) for fact in known}
    cosines = {one.id: one.scores["dense"] for one in dense(embedder, kinds, limit=limit)(query, store)}
    told = [store.search_text(fact.body, weights={"body": 1.0}, kinds=kinds, limit=TOLD_IN) for fact in known[:FACTS]]
    names = dict.fromkeys([*cosines, *(name for hits in told for name, _ in hits)])
    shares: dict[str, float] = {}
    for episode in store.experiences(list(names)) if names else ():
        mine = {(one.key, one.value) for one in triplets_in(episode.body)}
        shares[episode.id] = informative(len(mine & stated), len(mine))
    scores = {name: shares_of_both(name, shares, cosines) for name in names}
    ranked = sorted((name for name in scores if scores[name] > 0.0), key=lambda name: (-scores[name], name))
    return [*found, *(Candidate(name, {"overlap": scores[name]}) for name in ranked)]


def informative(shared: int, stated: int) -> float:
    """Return ``n/N · ln N``, >= 0; 0 where nothing is stated.

    >>> round(informative(2, 4), 4), informative(1, 1), informative(0, 0)
    (0.6931, 0.0, 0.0)
    """
    return shared / stated * log(stated) if stated else 0.0


def shares_of_both(name: str, shares: Mapping[str, float], cosines: Mapping[str, float]) -> float:
    """Return the sum of both terms for one episode, each over its largest value; one that is 0 for all counts 0."""
    terms = ((values.get(name, 0.0), max(values.values(), default=0.0)) for values in (shares, cosines))
    return sum(value / largest for value, largest in terms if largest > 0.0)
