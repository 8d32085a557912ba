"""A critic by rule: how much of a run led somewhere, where nobody says how it ended.

EchoTrail-GUI (arXiv 2512.19396) explores without tasks and lets a model score each trail from 1 to 5, keeping those
with 4 or more. The stand-in here reads facts only: the share of actions that were not refused and showed something new
or earned a reward. It says that a trail is clean, not that a goal was reached, so its word is an observation.
"""

from __future__ import annotations

from seasoned.learn.actions import moves
from seasoned.learn.injected import strip
from seasoned.types import Outcome, OutcomeSource, Trajectory

CLEAN = 0.8
"""Share from which a trail is clean: 4 of 5 (the paper's gate)."""

CONFIDENCE = 0.5


def critic(trajectory: Trajectory, now: float) -> Outcome | None:
    """Return an outcome with the score share = (productive actions) / (actions), a success from `CLEAN` on.

    An action is productive when it was valid, gave no error, and showed a text or state that the run had not seen, or
    earned a reward. None for a run without actions, or one in which no action showed anything.
    """
    clean = strip(trajectory)
    taken = [move for move in moves(clean) if move.action]
    seen: set[str] = {clean.steps[0].observation, clean.steps[0].state_key} if taken else set()
    productive, told = 0, False
    for move in taken:
        after = clean.steps[move.position + 1].state_key if move.position + 1 < len(clean.steps) else ""
        shown = {text for text in (move.effect, after) if text}
        told |= bool(shown)
        productive += not move.failed and (move.reward > 0.0 or not shown <= seen)
        seen |= shown
    if not told:
        return None
    share = productive / len(taken)
    return Outcome(
        trajectory_id=trajectory.id,
        success=share >= CLEAN,
        score=share,
        source=OutcomeSource.JUDGE,
        verifier="critic",
        confidence=CONFIDENCE,
        observed_at=now,
    )
