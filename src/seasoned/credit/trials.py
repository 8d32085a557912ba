"""Trials: every showing of an experience in a run whose outcome is known, with the words it was asked for.

What learned selections are fitted on: a plain fold of the recalls and outcomes in a store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seasoned.credit.reward import known, reward
from seasoned.errors import InputError
from seasoned.protocols import Reader
from seasoned.types import Outcome, Usage

WINDOW = 2000
"""Recalls that are read, the latest ones: what a recall costs stays bounded however long the log is."""


@dataclass(frozen=True, slots=True)
class Trial:
    """An experience, shown in one recall. `reward` in [-1, 1] is how the run ended, `weight` in (0, 1] how sure that
    is."""

    experience: str
    usage: Usage
    outcome: Outcome
    reward: float
    weight: float


def trials(store: Reader, window: int = WINDOW) -> list[Trial]:
    """Return the trials of the latest `window` recalls, oldest first. `window` >= 1, else InputError."""
    if window < 1:
        raise InputError(f"trials() needs window >= 1, not {window}")
    return list(_trials(store, window))


def _trials(store: Reader, window: int) -> Iterator[Trial]:
    outcomes: dict[str, Outcome | None] = {}
    for usage in reversed(store.usages(limit=window)):
        if not usage.selected:
            continue
        run = usage.trajectory_id
        if run not in outcomes:
            outcomes[run] = store.outcome(run)
        outcome = outcomes[run]
        if outcome is None or not known(outcome):
            continue
        for name in usage.selected:
            yield Trial(name, usage, outcome, reward(outcome), min(1.0, outcome.confidence))
