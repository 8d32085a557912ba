"""Retire what was voted out (F11; G-Memory, arXiv 2506.07398)."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.credit.votes import standing, voted_out
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.protocols import Reader
from seasoned.types import Edit, Kind, Operation, Status


@evolve_stage
def vote_out(store: Reader, now: float, kinds: Sequence[Kind] | None = None) -> list[Edit]:
    """Retire active items of `kinds` (None: all) whose standing ``2 + votes + helped - 2·hurt`` is 0 or below."""
    active = store.experiences(kinds=kinds)
    utilities = store.utilities([item.id for item in active])
    return [
        revise(
            item,
            Operation.RETIRE,
            reason=f"voted out: standing {standing(utilities[item.id]):g}",
            stage="vote_out",
            now=now,
            before=standing(utilities[item.id]),
            status=Status.RETIRED,
        )
        for item in active
        if voted_out(utilities[item.id])
    ]
