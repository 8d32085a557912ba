"""The most similar name of a task, letter by letter (Optimus-1's choice of an exemplar, arXiv 2408.03615)."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from seasoned.knobs import search_stage
from seasoned.protocols import Reader
from seasoned.types import Candidate, Kind, Query

LONGEST_NAME = 200
"""Characters of a name that are compared: matching costs the product of both lengths."""


@search_stage
def fuzzy(
    query: Query,
    store: Reader,
    kinds: Sequence[Kind] | None = None,
    *,
    same_family: bool = True,
    pool: int = 500,
    limit: int = 25,
) -> list[Candidate]:
    """Channel ``fuzzy``: the ratio 2·M / T of matching characters (Ratcliff & Obershelp, Dr. Dobb's 1988), in (0, 1].

    Compares the first line of the query with the first line of `when` of the `pool` items changed last. For short
    names; of sentences the words say more (`lexical`).
    """
    asked = _name(query.text)
    if not asked:
        return []
    family = query.family or None if same_family else None
    items = store.experiences(kinds=kinds, family=family, limit=pool)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(asked)
    found = []
    for item in items:
        matcher.set_seq1(_name(item.when))
        if (score := matcher.ratio()) > 0.0:
            found.append(Candidate(item.id, {"fuzzy": score}))
    return sorted(found, key=lambda one: (-one.scores["fuzzy"], one.id))[:limit]


def _name(text: str) -> str:
    first, _, _ = text.strip().partition("\n")
    return " ".join(first.lower().split())[:LONGEST_NAME]
