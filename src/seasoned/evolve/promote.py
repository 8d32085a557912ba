"""Let what was held back prove itself: corroboration by other runs turns it active."""

from __future__ import annotations

from seasoned.credit.uplift import wilson
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.protocols import Reader
from seasoned.types import Edit, Experience, Operation, Status, Trust

LEVEL = 0.8
"""Of the two-sided interval, whose ends are one-sided 90 % bounds."""


@evolve_stage
def promote(
    store: Reader, now: float, rate: float = 0.6, runs: int = 3, minimum: Trust = Trust.UNVERIFIED
) -> list[Edit]:
    """Make quarantined and shadow items active when the 90 % lower bound of their success rate exceeds `rate`.

    What speaks for and against an item are its evidence counts and the confidence-weighted outcomes of its use; the
    bound is Wilson's, so three supports and nothing against are enough at the default (.65) and two are not (.55). The
    quoted supports must come from at least `runs` trajectories, and an item of less trust than `minimum` stays where it
    is whatever speaks for it: repetition is cheap for an attacker.
    """
    held = store.experiences(statuses=(Status.QUARANTINED, Status.SHADOW))
    utilities = store.utilities([item.id for item in held])
    edits = []
    for item in held:
        utility = utilities[item.id]
        supports = item.evidence.support_count + utility.alpha
        total = supports + item.evidence.contradict_count + utility.beta
        if total <= 0.0 or item.trust < minimum or supporting_runs(item) < runs:
            continue
        lower, _ = wilson(supports / total, total, LEVEL)
        if lower > rate:
            edits.append(
                revise(
                    item,
                    Operation.PROMOTE,
                    reason=f"{supports:g} of {total:g} for it: success rate above {lower:.2f} with 90 % confidence",
                    stage="promote",
                    now=now,
                    before=lower,
                    status=Status.ACTIVE,
                )
            )
    return edits


def supporting_runs(experience: Experience) -> int:
    """Return how many different trajectories are quoted in support."""
    return len({span.trajectory_id for span in experience.evidence.supports})
