"""The likeness of two questions without an embedder: shared words (MemoTime's fallback, arXiv 2510.13614)."""

from __future__ import annotations

from seasoned.knobs import search_stage
from seasoned.protocols import Reader, Search
from seasoned.recall.words import distinct_words
from seasoned.types import Candidate, Query

DISCOUNT = 0.8
"""What containment counts beside the Jaccard index: a short question may be part of any long one."""


@search_stage
def shared_words(query: Query, store: Reader, search: Search, discount: float = DISCOUNT) -> list[Candidate]:
    """Add the channel ``words`` to what `search` finds: ``max(Jaccard, discount · containment)``, in [0, 1], of the
    content words of the query's text and those of the item's `when`."""
    found = search(query, store)
    asked = distinct_words(query.text)
    items = {item.id: item for item in store.experiences([one.id for one in found])} if found else {}
    return [
        Candidate(
            one.id, {**one.scores, "words": likeness(asked, distinct_words(items[one.id].when), discount)}, one.score
        )
        for one in found
        if one.id in items
    ]


def likeness(one: frozenset[str], other: frozenset[str], discount: float = DISCOUNT) -> float:
    """Return the larger of ``|A ∩ B| / |A ∪ B|`` and `discount` times ``|A ∩ B| / min(|A|, |B|)``; 0 for no words.

    >>> likeness(frozenset("abcd"), frozenset("cdef")), likeness(frozenset("ab"), frozenset("abcdef"))
    (0.4, 0.8)
    """
    shared = len(one & other)
    if not shared:
        return 0.0
    return max(shared / len(one | other), discount * shared / min(len(one), len(other)))
