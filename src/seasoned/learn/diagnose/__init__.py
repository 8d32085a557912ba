"""Diagnosis by rules: a closed enumeration of causes, each with the steps that show it and a word-for-word quote.

Errors, loops and stagnation are reported of successes too: they cost steps and are worth avoiding. Every rule is one
pass over the steps.
"""

from __future__ import annotations

from seasoned.learn.actions import moves
from seasoned.learn.diagnose import ending, errors, progress
from seasoned.learn.injected import strip
from seasoned.types import Diagnosis, Outcome, Trajectory

__all__ = ["rules"]


def rules(trajectory: Trajectory, outcome: Outcome | None) -> list[Diagnosis]:
    """Return everything the rules see, in order of the steps; `unknown` when a failure shows none of it."""
    clean = strip(trajectory)
    seen = moves(clean)
    if not seen:
        return []
    found = [
        *errors.failures(clean, seen),
        *errors.repeated_errors(clean, seen),
        *errors.wrong_arguments(clean, seen),
        *progress.loops(clean, seen),
        *progress.stagnation(clean, seen),
        *ending.endings(clean, seen, outcome),
    ]
    found = [diagnosis for diagnosis in found if diagnosis.evidence.quote]
    if not found and outcome is not None and outcome.success is False:
        last = ending.unknown(clean, seen)
        return [] if last is None else [last]
    found.sort(key=lambda diagnosis: (diagnosis.evidence.start, diagnosis.evidence.end))
    return found
