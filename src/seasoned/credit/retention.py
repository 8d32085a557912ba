"""The forgetting curve R = exp(-t / S) (Ebbinghaus, 1885, as MemoryBank uses it, arXiv 2305.10250, section 2.3).

Strength S starts at 1; every recall adds 1 and sets t back to 0. In the released code of the paper a product stands
where the quotient belongs, so that strong memories fade faster; here it is the paper's form.
"""

from __future__ import annotations

from math import exp, log
from random import Random

from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.types import Utility

START = 1.0


def strength(utility: Utility) -> float:
    """Return S = 1 + how often the item was shown."""
    return START + utility.injected


def retention(elapsed: float, strength: float) -> float:
    """Return R = exp(-t / S) in (0, 1]; `elapsed` in the unit of S, a negative one counts as 0.

    `strength` > 0, else InputError.
    """
    if strength <= 0.0:
        raise InputError(f"retention() needs strength > 0, not {strength}")
    return exp(-max(0.0, elapsed) / strength)


def lifetime(name: str, utility: Utility) -> float:
    """Return how long item `name` is remembered since its last use: the t at which R falls below a draw u.

    u is uniform and belongs to the item and its number of uses, so that what is forgotten stays so and every recall
    draws anew. Over many items the share still remembered after t is exactly R.
    """
    draw = 1.0 - Random(content_id("forget", name, utility.injected)).random()
    return -strength(utility) * log(draw)
