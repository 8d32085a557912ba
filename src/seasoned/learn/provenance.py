"""How far what a trajectory teaches may be relied on."""

from __future__ import annotations

from seasoned.protocols import Attempt
from seasoned.types import Origin, Outcome, OutcomeSource, Trust

LEAST_CONFIDENCE = 0.5
"""An outcome reported with less confidence is unverified, whoever reports it."""

_SOURCES = {
    OutcomeSource.ENVIRONMENT: Trust.VERIFIED,
    OutcomeSource.TEST: Trust.VERIFIED,
    OutcomeSource.HUMAN: Trust.ENDORSED,
    OutcomeSource.JUDGE: Trust.OBSERVED,
    OutcomeSource.SELF: Trust.UNVERIFIED,
    OutcomeSource.PROXY: Trust.UNVERIFIED,
}

_ORIGINS = {
    Origin.OWN: Trust.ENDORSED,
    Origin.DEMONSTRATION: Trust.ENDORSED,
    Origin.HUMAN: Trust.ENDORSED,
    Origin.IMPORTED: Trust.VERIFIED,
    Origin.MODEL: Trust.OBSERVED,
}


def outcome_trust(outcome: Outcome | None) -> Trust:
    """Return the trust of what an outcome says; without one, or below `LEAST_CONFIDENCE`, it is unverified."""
    if outcome is None or (outcome.success is None and outcome.score is None):
        return Trust.UNVERIFIED
    if outcome.confidence < LEAST_CONFIDENCE:
        return Trust.UNVERIFIED
    return _SOURCES[outcome.source]


def attempt_trust(attempt: Attempt) -> Trust:
    """Return the trust of lessons that rest on how the attempt ended."""
    return min(outcome_trust(attempt.outcome), _ORIGINS[attempt.trajectory.origin])


def succeeded(attempt: Attempt) -> bool:
    """Return whether the attempt is a success by an outcome that is not unverified."""
    return attempt.outcome is not None and attempt.outcome.success is True and attempt_trust(attempt) > Trust.UNVERIFIED


def failed(attempt: Attempt) -> bool:
    """Return whether the attempt is a failure by an outcome that is not unverified."""
    return (
        attempt.outcome is not None and attempt.outcome.success is False and attempt_trust(attempt) > Trust.UNVERIFIED
    )
