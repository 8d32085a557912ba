"""Take what turned out to hurt out of circulation: on measured harm first, on its success rate otherwise."""

from __future__ import annotations

from seasoned.credit.uplift import uplift, wilson
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.protocols import Reader
from seasoned.types import Edit, Operation, Status, Utility

LEVEL = 0.8
"""Of the two-sided interval, whose ends are one-sided 90 % bounds."""


@evolve_stage
def demote(store: Reader, now: float, rate: float = 0.35) -> list[Edit]:
    """Put active items on probation (shadow: scored, not shown) when they are shown to hurt.

    Two ways: the randomised comparison says so (the 95 % interval of the uplift, F18, lies below 0), or the 90 % upper
    bound of the success rate after injection (Wilson) is below `rate`. The comparison is causal: where it shows that an
    item helps, a low success rate does not count against it, as on hard tasks.
    """
    active = store.experiences()
    utilities = store.utilities([item.id for item in active])
    harms = ((item, _harm(utilities[item.id], rate)) for item in active)
    return [
        revise(item, Operation.EDIT, reason=harm[0], stage="demote", now=now, before=harm[1], status=Status.SHADOW)
        for item, harm in harms
        if harm is not None
    ]


def _harm(utility: Utility, rate: float) -> tuple[str, float] | None:
    """Return how it hurts and by what number, or None."""
    effect = uplift(utility)
    if effect is not None and effect.significant:
        if effect.difference > 0.0:
            return None
        return (
            f"success is {-effect.difference:.2f} less likely with it (at least {-effect.high:.2f})",
            effect.difference,
        )
    total = utility.alpha + utility.beta
    if total <= 0.0:
        return None
    _, upper = wilson(utility.alpha / total, total, LEVEL)
    return (f"success rate below {upper:.2f} with 90 % confidence", upper) if upper < rate else None
