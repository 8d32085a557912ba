"""What each system of a benchmark is there for."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from seasoned.bench.track import NONE

EXPERT = "expert"
"""The environment's own solution."""

CEILINGS = (EXPERT, "oracle")
"""Systems that show what is possible: better than a system under test without that being a fault of it."""

VARIANTS = ("noisy", "frozen")
"""A system under test under harder conditions: no control, but a question of robustness."""

CANARIES = ("canary",)
"""Systems that were made to know nothing true: what they gain over no memory is no learning."""


class Role(StrEnum):
    """What a system is there for; also the CSS class of what is drawn of it."""

    TESTED = "tested"
    CONTROL = "control"
    NONE = "none"
    VARIANT = "variant"
    CANARY = "canary"
    CEILING = "ceiling"


def role(system: str, tested: Collection[str]) -> Role:
    """Return the role of `system` where `tested` are the systems under test; whatever is no other is a control."""
    if system == NONE:
        return Role.NONE
    if system in tested:
        return Role.TESTED
    if system in VARIANTS:
        return Role.VARIANT
    if system in CANARIES:
        return Role.CANARY
    return Role.CEILING if system in CEILINGS else Role.CONTROL
