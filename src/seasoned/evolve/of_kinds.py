"""Upkeep of some kinds alone: what a stage suggests for the others is left undone."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.knobs import evolve_stage
from seasoned.protocols import Evolve, Reader
from seasoned.types import Edit, Experience, Kind


@evolve_stage
def of_kinds(store: Reader, now: float, evolve: Evolve, kinds: Sequence[Kind]) -> list[Edit]:
    """Return the edits of `evolve` whose target is of one of `kinds`."""

    def kind_of(edit: Edit) -> Kind | None:
        item: Experience | None = edit.experience or store.experience(edit.target)
        return None if item is None else item.kind

    return [edit for edit in evolve(store, now) if kind_of(edit) in kinds]
