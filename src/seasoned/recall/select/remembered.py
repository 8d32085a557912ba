"""Forgetting along the curve of Ebbinghaus: what was not recalled for long is gone (MemoryBank, arXiv 2305.10250)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.credit.retention import lifetime, retention, strength
from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import refused_where
from seasoned.recall.select.decay import DAY, age_of
from seasoned.types import Query


@select_stage
def remembered(query: Query, candidates: Sequence[Scored], rng: Random, now: float, unit: float = DAY) -> list[Scored]:
    """Refuse what is forgotten: last used longer ago than its lifetime (`seasoned.credit.retention`).

    `unit` > 0 is the seconds by which time is measured, else InputError. Scores stay: the curve says whether an item
    is there, not how well it fits. `seasoned.evolve.forget_faded` retires the same items.
    """
    if unit <= 0.0:
        raise InputError(f"remembered() needs unit > 0 seconds, not {unit}")

    def why(item: Scored) -> str:
        age = age_of(item.experience, item.utility, now) / unit
        if age <= lifetime(item.candidate.id, item.utility):
            return ""
        return f"forgotten: retention {retention(age, strength(item.utility)):.2f}"

    return refused_where(candidates, why)
