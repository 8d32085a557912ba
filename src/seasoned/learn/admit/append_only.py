"""Admission to a bank that only grows: every run stays, however much it reads like another (Memento, CASCADE, SICE)."""

from __future__ import annotations

from seasoned.learn.admit.admission import Admission
from seasoned.learn.admit.cap import CAPS
from seasoned.types import Kind

NEVER = 1.01
"""As `Admission.near`: an overlap of words that nothing reaches, so that only equal keys make two items one."""

ROOM = {**CAPS, Kind.INSIGHT: CAPS[Kind.CASE]}
"""As many failures, which `each_ending` keeps as insights, as successes."""


def append_only(system: str) -> Admission:
    """Return the admission of `system`, which merges nothing but what has the same key."""
    return Admission(caps=ROOM, near=NEVER, system=system)
