"""A time to live that use extends: what is old and was hardly asked for goes (F22; MemoTime, arXiv 2510.13614)."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.errors import InputError
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.protocols import Reader
from seasoned.recall.select.decay import DAY
from seasoned.types import Edit, Kind, Operation, Status


@evolve_stage
def expire(
    store: Reader, now: float, age: float = 30 * DAY, hits: int = 2, kinds: Sequence[Kind] | None = None
) -> list[Edit]:
    """Retire active items of `kinds` (None: all) made more than `age` seconds ago and shown fewer than `hits` times.

    Items without a known time of making stay. `age` and `hits` >= 0, else InputError.
    """
    if age < 0.0 or hits < 0:
        raise InputError("expire() needs age >= 0 seconds and hits >= 0")
    old = [item for item in store.experiences(kinds=kinds) if item.valid_from > 0.0 and now - item.valid_from > age]
    utilities = store.utilities([item.id for item in old])
    return [
        revise(
            item,
            Operation.RETIRE,
            reason=f"shown {utilities[item.id].injected} times in {(now - item.valid_from) / DAY:.0f} days",
            stage="expire",
            now=now,
            status=Status.RETIRED,
        )
        for item in old
        if utilities[item.id].injected < hits
    ]
