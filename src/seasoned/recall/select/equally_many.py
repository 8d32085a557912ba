"""As many as another selection would choose, drawn at random: the control for *what* is recalled."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.knobs import select_stage
from seasoned.protocols import Scored, Select
from seasoned.recall.marks import chosen_first, refused
from seasoned.types import Query

ALL = "all"


@select_stage
def equally_many(query: Query, candidates: Sequence[Scored], rng: Random, now: float, select: Select) -> list[Scored]:
    """Choose n candidates at random; n is what `select` chooses of those a channel but ``all`` found."""
    found = [item for item in candidates if set(item.candidate.scores) - {ALL}]
    wanted = sum(item.chosen for item in select(query, found, rng, now))
    eligible = [item for item in candidates if item.chosen]
    drawn = {item.candidate.id for item in rng.sample(eligible, min(wanted, len(eligible)))}
    return chosen_first(
        item if item.candidate.id in drawn or not item.chosen else refused(item, "not drawn") for item in candidates
    )
