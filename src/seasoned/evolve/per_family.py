"""Upkeep family by family, for stages that keep one list each (ExpeRepair keeps one per repository)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from seasoned.protocols import Evolve, Reader
from seasoned.stage import EvolveStage, words_of
from seasoned.types import Edit

Make = Callable[[str], Evolve]


@dataclass(frozen=True, slots=True)
class _PerFamily:
    make: Make

    def __call__(self, store: Reader, now: float) -> list[Edit]:
        families = sorted({item.family for item in store.experiences()})
        return [edit for family in families for edit in self.make(family)(store, now)]


def per_family(make: Make) -> EvolveStage:
    """Return upkeep that lists the edits of ``make(family)`` for each family with active experiences, by name.

    It prints as what `make` gives for the family ``*``.
    """
    return EvolveStage(_PerFamily(make), f"per_family({words_of(make('*'))})")
