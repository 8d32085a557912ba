"""Rules about errors: what was refused, what failed, what failed again, and what was retried with other arguments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seasoned.learn.actions import Move, error_signature
from seasoned.learn.diagnose.difference import state_difference
from seasoned.learn.evidence import move_span
from seasoned.types import Cause, Diagnosis, Span, Trajectory

REPEAT_WINDOW = 8
"""Moves within which the same error counts as repeated."""

RETRY_WINDOW = 3
"""Moves within which a call of the same tool with other arguments counts as a retry."""

MOST_PER_TRAJECTORY = 64
"""Distinct errors reported per trajectory: a run of a million failing steps is still one page."""


def _subject(move: Move) -> str:
    return move.node or move.action[:80]


def failures(trajectory: Trajectory, moves: Sequence[Move]) -> Iterator[Diagnosis]:
    """Yield one `invalid_action` or `tool_error` per distinct error of a subject, at its first occurrence."""
    seen: set[tuple[str, str]] = set()
    for move in moves:
        if not move.failed:
            continue
        key = (_subject(move), error_signature(move.error))
        if key in seen:
            continue
        seen.add(key)
        if len(seen) > MOST_PER_TRAJECTORY:
            return
        yield Diagnosis(
            trajectory_id=trajectory.id,
            cause=Cause.TOOL_ERROR if move.valid else Cause.INVALID_ACTION,
            evidence=move_span(trajectory, move, prefer_error=True),
            subject=_subject(move),
            flags=() if move.valid else ("invalid_action",),
            state_difference=state_difference(trajectory, move.position, move.position + 1),
        )


def repeated_errors(trajectory: Trajectory, moves: Sequence[Move]) -> Iterator[Diagnosis]:
    """Yield one `repeated_error` per error that a subject met at least twice within `REPEAT_WINDOW` moves."""
    last: dict[tuple[str, str], int] = {}
    told: set[tuple[str, str]] = set()
    for at, move in enumerate(moves):
        if not move.failed:
            continue
        key = (_subject(move), error_signature(move.error))
        before = last.get(key)
        last[key] = at
        if before is None or at - before > REPEAT_WINDOW or key in told:
            continue
        told.add(key)
        if len(told) > MOST_PER_TRAJECTORY:
            return
        start, quoted = moves[before].position, move_span(trajectory, move, prefer_error=True)
        yield Diagnosis(
            trajectory_id=trajectory.id,
            cause=Cause.REPEATED_ERROR,
            evidence=Span(trajectory_id=trajectory.id, start=start, end=move.position + 1, quote=quoted.quote),
            subject=_subject(move),
            flags=("repeated_error",),
            state_difference=state_difference(trajectory, start, move.position + 1),
        )


def wrong_arguments(trajectory: Trajectory, moves: Sequence[Move]) -> Iterator[Diagnosis]:
    """Yield one `wrong_argument` per tool and error that was followed by a call with other arguments."""
    told: set[tuple[str, str]] = set()
    for at, move in enumerate(moves):
        if not move.failed or trajectory.steps[move.position].tool is None:
            continue
        for later in moves[at + 1 : at + 1 + RETRY_WINDOW]:
            if later.node != move.node or not later.node:
                continue
            key = (move.node, error_signature(move.error))
            if later.action != move.action and key not in told and len(told) < MOST_PER_TRAJECTORY:
                told.add(key)
                yield Diagnosis(
                    trajectory_id=trajectory.id,
                    cause=Cause.WRONG_ARGUMENT,
                    evidence=Span(
                        trajectory_id=trajectory.id,
                        start=move.position,
                        end=later.position + 1,
                        quote=move_span(trajectory, move, prefer_error=True).quote,
                    ),
                    subject=move.node,
                    flags=("corrected",) if not later.failed else (),
                    state_difference=state_difference(trajectory, move.position, later.position + 1),
                )
            break
