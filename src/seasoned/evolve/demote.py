"""Take what turned out to hurt out of circulation: on measured harm first, on its success rate otherwise."""

from __future__ import annotations

from collections import defaultdict

from seasoned.credit.uplift import uplift, wilson
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.protocols import Reader
from seasoned.types import Edit, Operation, Status, Utility

LEVEL = 0.8
"""Of the two-sided interval, whose ends are one-sided 90 % bounds."""

Harm = tuple[str, float]
"""How an item hurts, and by what number."""


@evolve_stage
def demote(store: Reader, now: float, rate: float = 0.35) -> list[Edit]:
    """Put active items on probation (shadow: scored, not shown) when they are shown to hurt.

    Two ways: the randomised comparison says so (the 95 % interval of the uplift, F18, lies below 0), or the 90 % upper
    bound of the success rate after injection (Wilson) is below `rate` and below the 90 % lower bound of what the other
    items of its family reach together. A low rate alone proves nothing: on hard tasks all items have one. The first
    comparison is causal: where it shows that an item helps, its success rate does not count against it.
    """
    active = store.experiences()
    utilities = store.utilities([item.id for item in active])
    families: defaultdict[str, list[Utility]] = defaultdict(list)
    for item in active:
        families[item.family].append(utilities[item.id])
    totals = {family: _totals(found) for family, found in families.items()}
    harms = ((item, _harm(utilities[item.id], totals[item.family], rate)) for item in active)
    return [
        revise(item, Operation.EDIT, reason=harm[0], stage="demote", now=now, before=harm[1], status=Status.SHADOW)
        for item, harm in harms
        if harm is not None
    ]


def _totals(utilities: list[Utility]) -> tuple[float, float]:
    return sum(one.alpha for one in utilities), sum(one.beta for one in utilities)


def _harm(utility: Utility, family: tuple[float, float], rate: float) -> Harm | None:
    effect = uplift(utility)
    if effect is not None and effect.significant:
        if effect.difference > 0.0:
            return None
        return (
            f"success is {-effect.difference:.2f} less likely with it (at least {-effect.high:.2f})",
            effect.difference,
        )
    wins, losses = family[0] - utility.alpha, family[1] - utility.beta
    own, others = utility.alpha + utility.beta, wins + losses
    # What is left of a sum may be a rounding error.
    if own <= 0.0 or others <= 1e-9:
        return None
    _, upper = wilson(utility.alpha / own, own, LEVEL)
    lower, _ = wilson(min(1.0, max(0.0, wins / others)), others, LEVEL)
    if upper >= min(rate, lower):
        return None
    return f"success rate below {upper:.2f} with 90 % confidence, that of its family's others above {lower:.2f}", upper
