"""Randomised withholding: leave a chosen item out with probability p and see whether it is missed (formula F18).

Only warm items take part: a new one has to be tried first. Whoever recalls several times in one trajectory should draw
with an `rng` seeded by the trajectory, so that an item is either given or withheld throughout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.types import Utility

PROBABILITY = 0.1
WARM = 5


def warm(utility: Utility, least: int = WARM) -> bool:
    """Whether the item takes part in the comparison: it was injected at least `least` times."""
    return utility.injected >= least


def withhold(
    ids: Sequence[str],
    utilities: Mapping[str, Utility],
    rng: Random,
    probability: float = PROBABILITY,
    least: int = WARM,
) -> tuple[str, ...]:
    """Return the ids to leave out, in order. One draw per id, warm or not, so that draws do not depend on utility."""
    if not 0.0 <= probability <= 1.0:
        raise InputError("the probability of withholding lies in [0, 1]")
    draws = {id: rng.random() < probability for id in ids}
    return tuple(id for id in ids if draws[id] and warm(utilities.get(id, Utility()), least))
