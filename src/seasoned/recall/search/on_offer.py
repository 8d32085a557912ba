"""Decision rules for the actions on offer, found by their templates."""

from __future__ import annotations

from seasoned.knobs import search_stage
from seasoned.lift import template
from seasoned.protocols import Reader
from seasoned.types import Candidate, Kind, Query


@search_stage
def on_offer(query: Query, store: Reader) -> list[Candidate]:
    """Channel ``on_offer``: 1 for each rule of the query's family whose template one of its valid actions has."""
    names = dict.fromkeys(template(action)[0] for action in query.valid_actions)
    found = [
        rule for name in names for rule in store.experiences(kinds=[Kind.RULE], family=query.family, key=name, limit=1)
    ]
    return [Candidate(rule.id, {"on_offer": 1.0}) for rule in found]
