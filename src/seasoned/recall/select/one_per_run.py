"""One item per earlier run: several from one run say what one says (ExpeRepair keeps one record per task)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import refused_where
from seasoned.types import Kind, Query


@select_stage
def one_per_run(
    query: Query, candidates: Sequence[Scored], rng: Random, now: float, beside: Sequence[Kind] = ()
) -> list[Scored]:
    """Refuse an item all of whose quoted runs stand behind better items. Kinds in `beside` neither count nor fall."""
    spoken: set[str] = set()

    def why(item: Scored) -> str:
        runs = {span.trajectory_id for span in item.experience.evidence.supports}
        if item.experience.kind in beside or not runs:
            return ""
        if runs <= spoken:
            return "a better item comes from the same run"
        spoken.update(runs)
        return ""

    return refused_where(candidates, why)
