"""Retire what is forgotten along the curve of Ebbinghaus (MemoryBank, arXiv 2305.10250, section 2.3)."""

from __future__ import annotations

from seasoned.credit.retention import lifetime, retention, strength
from seasoned.errors import InputError
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.protocols import Reader
from seasoned.recall.select.decay import DAY, age_of
from seasoned.types import Edit, Operation, Status


@evolve_stage
def forget_faded(store: Reader, now: float, unit: float = DAY) -> list[Edit]:
    """Retire active items whose lifetime since their last use is over: exactly those that
    `seasoned.recall.select.remembered` refuses with the same `unit` (seconds, > 0, else InputError)."""
    if unit <= 0.0:
        raise InputError(f"forget_faded() needs unit > 0 seconds, not {unit}")
    active = store.experiences()
    utilities = store.utilities([item.id for item in active])
    edits = []
    for item in active:
        utility = utilities[item.id]
        age = age_of(item, utility, now) / unit
        if age > lifetime(item.id, utility):
            left = retention(age, strength(utility))
            edits.append(
                revise(
                    item,
                    Operation.RETIRE,
                    reason=f"forgotten: retention {left:.2f} after {age:.1f} units without a recall",
                    stage="forget_faded",
                    now=now,
                    before=left,
                    status=Status.RETIRED,
                )
            )
    return edits
