"""Retire what did not help, and what nobody needed."""

from __future__ import annotations

from seasoned.credit.beta import laplace
from seasoned.credit.frequency import LEAST_RATE, LEAST_USES, droppable
from seasoned.errors import InputError
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.protocols import Reader
from seasoned.recall.select.decay import DAY
from seasoned.types import Edit, Operation, Status


@evolve_stage
def prune(store: Reader, now: float, f_min: int = LEAST_USES, u_min: float = LEAST_RATE) -> list[Edit]:
    """Retire active items with at least `f_min` confident outcomes of which less than `u_min` were successes (F3, ReMe,
    arXiv 2512.10696, whose setting is the default)."""
    active = store.experiences()
    utilities = store.utilities([item.id for item in active])
    return [
        revise(
            item,
            Operation.RETIRE,
            reason=f"helped {utility.helped} of {utility.helped + utility.hurt} times",
            stage="prune",
            now=now,
            before=laplace(utility),
            status=Status.RETIRED,
        )
        for item in active
        if droppable(utility := utilities[item.id], f_min, u_min)
    ]


@evolve_stage
def forget_unused(store: Reader, now: float, age: float = 90 * DAY) -> list[Edit]:
    """Retire active items made more than `age` seconds ago that no recall has shown since.

    Items without a known time of making stay. `age` >= 0, else InputError.
    """
    if age < 0.0:
        raise InputError(f"forget_unused() needs age >= 0 seconds, not {age}")
    old = [item for item in store.experiences() if item.valid_from > 0.0 and now - item.valid_from > age]
    utilities = store.utilities([item.id for item in old])
    return [
        revise(
            item,
            Operation.RETIRE,
            reason=f"never shown in {(now - item.valid_from) / DAY:.0f} days",
            stage="forget_unused",
            now=now,
            status=Status.RETIRED,
        )
        for item in old
        if utilities[item.id].injected == 0
    ]
