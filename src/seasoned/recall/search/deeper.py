"""From coarse to fine: what is kept in detail is searched only where the short form does not suffice (HiMem's
best-effort retrieval, arXiv 2601.06377)."""

from __future__ import annotations

from seasoned.errors import InputError
from seasoned.knobs import search_stage
from seasoned.protocols import Reader, Search
from seasoned.recall.words import distinct_words
from seasoned.types import Candidate, Experience, Query

ASKING = distinct_words("know tell remind say said ask mention current today latest kind sort")
"""Words of a question, beside the stop words, that are not about what it asks for."""


@search_stage
def deeper(query: Query, store: Reader, first: Search, then: Search, enough: float = 0.7) -> list[Candidate]:
    """Return what `first` finds where one item of it covers the query by `enough`, else that with what `then` finds.

    An item covers the share of the query's content words that stand in it (`sufficiency`). `enough` in [0, 1], else
    InputError; at 0 any item suffices. For both levels always write ``first | then``.
    """
    if not 0.0 <= enough <= 1.0:
        raise InputError(f"deeper() needs enough in [0, 1], not {enough}")
    found = first(query, store)
    items = store.experiences([one.id for one in found]) if found else []
    if any(sufficiency(query.text, item) >= enough for item in items):
        return found
    known = {one.id for one in found}
    return [*found, *(one for one in then(query, store) if one.id not in known)]


def sufficiency(question: str, item: Experience) -> float:
    """Return the share of the question's content words, those of asking left out, that `item` has, in [0, 1]; 0 where
    the question has none."""
    return share_said(question, f"{item.when}\n{item.body}")


def share_said(question: str, text: str) -> float:
    """Return the share of the question's content words, those of asking left out, that stand in `text`, in [0, 1].

    >>> share_said("Do you know where the office of Ada is?", "The office of Ada is in Rome.")
    1.0
    """
    asked = distinct_words(question) - ASKING
    return len(asked & distinct_words(text)) / len(asked) if asked else 0.0
