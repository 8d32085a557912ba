"""How well an experience fits a situation on an absolute scale, as a floor needs it.

Fused scores are relative to the other candidates: the best of a bad lot still gets 1. Fit is not.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

from seasoned.protocols import Scored
from seasoned.recall.calls import missing_here
from seasoned.recall.situation import situation
from seasoned.recall.words import distinct_words
from seasoned.types import Query

EXACT = frozenset({"state_key", "on_offer", "guarding"})
"""Channels that only return exact matches."""


def fit_to(query: Query) -> Callable[[Scored], float]:
    """Return a function from a candidate to its fit in [0, 1].

    1 for an exact match, and for a case that called nothing but tools on offer here: it is of this world, which is all
    that a floor can ask. For what usually came next: how usual it was. Otherwise the larger of two numbers: the raw
    cosine (or, where the dense channel did not return the item, the cosine of the two word sets) and how much of the
    query the item's `when` covers.

    Measured on five public task sets with the hashing embedder: the best fit of a task among the others of its set is
    at least .45 for 95 % of them (.26 for shell one-liners), among those of another set at most .36 (.50 for questions
    about databases of flights among flight bookings, .43 between shell and database tasks).
    """
    words = distinct_words(situation(query))
    missing = missing_here(query)

    def fit(item: Scored) -> float:
        scores = item.candidate.scores
        if not EXACT.isdisjoint(scores) or missing(item.experience) == frozenset():
            return 1.0
        if "out_edges" in scores:
            return scores["out_edges"]
        when = distinct_words(item.experience.when)
        near = scores["dense"] if "dense" in scores else set_cosine(words, when)
        return max(near, covered(words, when))

    return fit


def set_cosine(one: frozenset[str], other: frozenset[str]) -> float:
    """Return ``|A ∩ B| / √(|A|·|B|)`` (Ochiai), in [0, 1]; 0 for an empty set."""
    shared = len(one & other)
    return shared / sqrt(len(one) * len(other)) if shared else 0.0


def covered(query: frozenset[str], when: frozenset[str]) -> float:
    """Return the share of the query's words that `when` has, in [0, 1]: a short question may ask for a long text.

    The other direction would prove nothing: a long query has the words of many short texts. For the same reason a
    single shared word counts only where the query has no other.
    """
    shared = len(query & when)
    return 0.0 if shared == 0 or (shared == 1 and len(query) > 1) else shared / len(query)
