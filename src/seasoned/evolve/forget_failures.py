"""Old failures that taught nothing are put away (Springdrift's housekeeping)."""

from __future__ import annotations

from seasoned.errors import InputError
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.learn.distill.each_run import RUNS
from seasoned.protocols import Reader
from seasoned.recall.select.decay import DAY, faded
from seasoned.types import Edit, Experience, Kind, Operation, Status, Trust


@evolve_stage
def forget_failures(
    store: Reader, now: float, least: float = 0.3, age: float = 60 * DAY, half_life: float = 30 * DAY
) -> list[Edit]:
    """Retire failed runs stored more than `age` seconds ago whose confidence has faded below `least`.

    Confidence is the trust as a share of the highest, times 2^(-age / half_life). One whose run is cited by a
    pitfall or a guardrail stays: it is what that rests on. Raises InputError for `least` outside [0, 1], `age` < 0 or
    `half_life` <= 0.
    """
    if not 0.0 <= least <= 1.0 or age < 0.0 or half_life <= 0.0:
        raise InputError("forget_failures() needs least in [0, 1], age >= 0 and half_life > 0 seconds")
    failed = [item for item in store.experiences(kinds=RUNS) if item.payload.get("success") is False]
    warned = store.experiences(kinds=(Kind.PITFALL, Kind.GUARDRAIL), statuses=(Status.ACTIVE, Status.DRAFT))
    taught = {run for item in warned for run in _runs(item)}
    edits = []
    for item in failed:
        old = now - item.valid_from
        left = item.trust / Trust.ENDORSED * faded(old, half_life)
        if old > age and left < least and not taught & _runs(item):
            edits.append(
                revise(
                    item,
                    Operation.RETIRE,
                    reason=f"a failure of {old / DAY:.0f} days ago that nothing rests on",
                    stage="forget_failures",
                    now=now,
                    before=left,
                    status=Status.RETIRED,
                )
            )
    return edits


def _runs(item: Experience) -> frozenset[str]:
    return frozenset(span.trajectory_id for span in (*item.evidence.supports, *item.evidence.contradicts))
