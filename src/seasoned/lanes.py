"""Lanes: several bodies of experience in one store, each of which grows by its own runs (SICE, arXiv 2505.00234).

A run belongs to one lane by its id. An experience belongs to the lanes that it is tagged with.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random

from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.types import Experience

LANE = "lane"


def lane_names(lanes: int) -> list[str]:
    """Return the tags of `lanes` >= 1 lanes, else InputError."""
    if lanes < 1:
        raise InputError(f"there must be at least one lane, not {lanes}")
    return [f"{LANE}{number}" for number in range(lanes)]


def lane_of(trajectory_id: str, lanes: int) -> str:
    """Return the tag of the lane that a run belongs to: every lane gets about equally many."""
    return Random(content_id("lane", trajectory_id)).choice(lane_names(lanes))


def members(items: Sequence[Experience], names: Collection[str]) -> dict[str, list[Experience]]:
    """Return the experiences of each lane."""
    return {name: [item for item in items if name in item.tags] for name in names}
