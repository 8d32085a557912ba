"""Was a shown experience needed? A task is played again with all that memory says, and without one item at a time.

An item was useful where the score is lower without it and harmful where it is higher (injection precision and harmful
injection rate). Nothing is learned or recorded meanwhile, and all plays of a task start from the same random numbers;
once the agent chooses otherwise they are others, which is luck. The memory is the one at the end of the stream and
knows the task already.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from seasoned.bench.frozen import play_frozen
from seasoned.codec import content_id
from seasoned.memory import Memory
from seasoned.protocols import Environment, EnvTask

MOST_ITEMS = 6
"""Items of a task that are left out, each in a play of its own; drawn where more were shown."""

PRECISION = "injection precision"
HARMFUL = "harmful injections"
CHANCE = "changed by chance"
LOST = "score lost without"


def leave_one_out(
    environment: Environment, tasks: Sequence[EnvTask], memory: Memory, *, count: int, seed: int
) -> dict[str, float]:
    """Return `PRECISION` and `HARMFUL` as shares of the items left out over `count` of `tasks`, drawn by `seed`.

    `CHANCE` is the share of these tasks whose score changes where nothing is left out and only the agent draws other
    numbers: about half of it is to be expected of either rate by luck. `LOST` is the mean score with everything minus
    that without the item, in which luck cancels out. Empty where nothing was shown.
    """
    rng = Random(content_id("leave one out", seed))
    lost: list[float] = []
    changed: list[bool] = []
    for task in rng.sample(tasks, min(count, len(tasks))):
        full = play_frozen(environment, task, memory, seed)
        if not full.shown:
            continue
        changed.append(play_frozen(environment, task, memory, seed, draw="again").score != full.score)
        shown = sorted(full.shown)
        lost += [
            full.score - play_frozen(environment, task, memory, seed, without=name).score
            for name in rng.sample(shown, min(MOST_ITEMS, len(shown)))
        ]
    if not lost:
        return {}
    return {
        PRECISION: sum(one > 0.0 for one in lost) / len(lost),
        HARMFUL: sum(one < 0.0 for one in lost) / len(lost),
        CHANCE: sum(changed) / len(changed),
        LOST: math.fsum(lost) / len(lost),
    }
