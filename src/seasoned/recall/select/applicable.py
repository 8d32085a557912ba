"""Only what applies: an item whose condition the task does not meet is refused (AlphaOPT, arXiv 2510.18428)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.conditions import condition_of
from seasoned.recall.marks import refused_where
from seasoned.recall.words import distinct_words
from seasoned.types import Query

UNMET = "applies only where the task"
"""How the reason of a refusal begins, by which upkeep knows what a condition kept back."""


@select_stage
def applicable(query: Query, candidates: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
    """Refuse an item whose learned condition (`seasoned.recall.conditions`) the text of the task does not meet."""
    words = distinct_words(query.text)

    def why(item: Scored) -> str:
        condition = condition_of(item.experience)
        return "" if condition.holds(words) else f"{UNMET} {condition}"

    return refused_where(candidates, why)
