"""Rules about how a failed trajectory ended: too early, out of steps, refused, or for no reason that a rule can see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from seasoned.learn.actions import Move
from seasoned.learn.diagnose.difference import state_difference
from seasoned.learn.evidence import move_span, quote
from seasoned.types import Cause, Diagnosis, Outcome, Span, Trajectory

LIMITS = ("max_turns", "max_steps", "step_limit", "max_iterations")
"""Metadata fields of the trajectory or the task that state how many steps the agent had."""

EARLY = 0.5
"""Share of the budget below which an ending is well under it."""

_FINISH = re.compile(r"^(finish|answer|submit|done|stop|complete|terminate|end|final)", re.IGNORECASE)
_REFUSAL = re.compile(
    r"^(transfer|escalate|hand_?off|handover)\w*_(human|agent|operator|person|support)", re.IGNORECASE
)


def budget(trajectory: Trajectory) -> int | None:
    """Return how many steps the agent had, where the metadata says so."""
    for fields in (trajectory.metadata, trajectory.task.metadata):
        for name in LIMITS:
            value = fields.get(name)
            if isinstance(value, int) and not isinstance(value, bool) and value > 0:
                return value
    return None


def _ending(trajectory: Trajectory, move: Move, cause: Cause, *flags: str) -> Diagnosis:
    return Diagnosis(
        trajectory_id=trajectory.id,
        cause=cause,
        evidence=move_span(trajectory, move),
        subject=move.node or move.action[:80],
        flags=flags,
        state_difference=state_difference(trajectory, move.position, move.position + 1),
    )


def policy_refusals(trajectory: Trajectory, moves: Sequence[Move]) -> Iterator[Diagnosis]:
    """Yield at most one `policy_refusal`: a transfer-to-human call, or a structured refusal in a step's metadata."""
    for move in moves:
        step = trajectory.steps[move.position]
        handed_over = step.tool is not None and _REFUSAL.match(step.tool.name) is not None
        refused = step.metadata and (
            step.metadata.get("refused") is True or step.metadata.get("finish_reason") in ("refusal", "content_filter")
        )
        if handed_over or refused:
            yield _ending(trajectory, move, Cause.POLICY_REFUSAL)
            return


def budget_exhausted(trajectory: Trajectory, moves: Sequence[Move]) -> Iterator[Diagnosis]:
    """Yield `budget_exhausted` when as many steps were taken as the metadata allows."""
    limit = budget(trajectory)
    if limit is not None and len(moves) >= limit:
        yield _ending(trajectory, moves[-1], Cause.BUDGET_EXHAUSTED)


def premature_finish(trajectory: Trajectory, moves: Sequence[Move]) -> Iterator[Diagnosis]:
    """Yield `premature_finish` when a finish, answer or submit action ended the run well under its budget."""
    limit = budget(trajectory)
    last = moves[-1]
    if limit is None or len(moves) > EARLY * limit or last.failed or not _FINISH.match(last.node or last.action):
        return
    yield _ending(trajectory, last, Cause.PREMATURE_FINISH)


def unknown(trajectory: Trajectory, moves: Sequence[Move]) -> Diagnosis | None:
    """Return `unknown`, quoting the last step that says anything; None for a trajectory without a word."""
    for move in reversed(moves):
        if move_span(trajectory, move).quote:
            return _ending(trajectory, move, Cause.UNKNOWN)
    if trajectory.final_observation.strip() and trajectory.steps:
        end = len(trajectory.steps)
        return Diagnosis(
            trajectory_id=trajectory.id,
            cause=Cause.UNKNOWN,
            evidence=Span(
                trajectory_id=trajectory.id, start=end - 1, end=end, quote=quote(trajectory.final_observation)
            ),
        )
    return None


def endings(trajectory: Trajectory, moves: Sequence[Move], outcome: Outcome | None) -> Iterator[Diagnosis]:
    """Yield what the end of a failed trajectory shows; nothing when it is not known to have failed."""
    if outcome is None or outcome.success is not False or not moves:
        return
    yield from policy_refusals(trajectory, moves)
    yield from budget_exhausted(trajectory, moves)
    yield from premature_finish(trajectory, moves)
