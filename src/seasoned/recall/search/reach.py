"""Breadth first through the graph of facts, from the things that the situation names (AriGraph, arXiv 2407.04363)."""

from __future__ import annotations

from collections.abc import Iterator

from seasoned.errors import InputError
from seasoned.knobs import search_stage
from seasoned.protocols import Reader
from seasoned.recall.situation import situation
from seasoned.recall.words import distinct_words
from seasoned.types import Candidate, Experience, Kind, Query

KINDS = (Kind.FACT,)

NAMED = 50
"""Facts that are looked through for things that the situation names."""


@search_stage
def reach(query: Query, store: Reader, depth: int = 2, width: int = 6, *, limit: int = 50) -> list[Candidate]:
    """Channel ``reach``: ``1 / hops`` of each fact on a path, in (0, 1]; a fact has a ``subject`` and a ``value``.

    The first hop takes up to `width` facts about each thing that the situation names, each further one as many about
    each end of those. `depth` hops in all; both >= 1, else InputError. Things are one where their words are.
    """
    if depth < 1 or width < 1:
        raise InputError("reach() needs depth >= 1 and width >= 1")
    text = situation(query)
    asked = distinct_words(text)
    near = store.search_text(text, weights={"when": 1.0}, kinds=KINDS, limit=NAMED) if text else []
    found = store.experiences([name for name, _ in near]) if near else []
    layer = dict.fromkeys(end for fact in found for end in ends(fact) if distinct_words(end) <= asked)
    known = set(map(distinct_words, layer))
    scores: dict[str, float] = {}
    for hop in range(1, depth + 1):
        further: dict[str, None] = {}
        for thing in layer:
            for fact in about(thing, store, width):
                scores.setdefault(fact.id, 1.0 / hop)
                further.update(dict.fromkeys(end for end in ends(fact) if distinct_words(end) not in known))
        known.update(map(distinct_words, further))
        layer = further
    return [Candidate(name, {"reach": score}) for name, score in list(scores.items())[:limit]]


def ends(fact: Experience) -> tuple[str, ...]:
    """Return the two things that a fact joins; none where it is no triplet."""
    both = (fact.payload.get("subject"), fact.payload.get("value"))
    return tuple(end for end in both if isinstance(end, str) and distinct_words(end)) if all(both) else ()


def about(thing: str, store: Reader, width: int) -> Iterator[Experience]:
    """Yield up to `width` active facts with `thing` at one end, best match first."""
    words = distinct_words(thing)
    hits = store.search_text(thing, weights={"when": 1.0}, kinds=KINDS, limit=4 * width)
    left = width
    for fact in store.experiences([name for name, _ in hits]) if hits else ():
        if left and any(distinct_words(end) == words for end in ends(fact)):
            left -= 1
            yield fact
