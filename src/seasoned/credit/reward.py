"""The reward of an outcome."""

from __future__ import annotations

from math import isnan

from seasoned.types import Outcome


def known(outcome: Outcome) -> bool:
    """Whether the outcome says anything: success or a score, with a confidence above 0."""
    return (outcome.success is not None or _scored(outcome)) and outcome.confidence > 0.0


def reward(outcome: Outcome) -> float:
    """Return the reward in [-1, 1]: ±1 for a known success or failure, else 2·score - 1, else 0.

    Success comes first because it is what an environment or a test decides; the score may count partial progress.
    """
    if outcome.success is not None:
        return 1.0 if outcome.success else -1.0
    if outcome.score is None or isnan(outcome.score):
        return 0.0
    return 2.0 * min(1.0, max(0.0, outcome.score)) - 1.0


def _scored(outcome: Outcome) -> bool:
    return outcome.score is not None and not isnan(outcome.score)
