"""Rules about progress: going in circles, and going nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seasoned.learn.actions import Move
from seasoned.learn.diagnose.difference import state_difference
from seasoned.learn.evidence import run_span
from seasoned.types import Cause, Diagnosis, Trajectory

LOOP_WINDOW = 5
LOOP_DISTINCT = 2
"""WebCoach (arXiv 2511.12997): among the last five actions at most two distinct ones."""

CYCLE_REPEATS = 3
"""The same action in the same state for the third time is a cycle; the second may be a check."""

STAGNANT_MOVES = 8
"""Moves without a new observation, a new state or a reward."""


def loops(trajectory: Trajectory, moves: Sequence[Move]) -> Iterator[Diagnosis]:
    """Yield at most one `loop`: the first run of actions that repeats itself without reward.

    Either the last five actions are at most two distinct ones and what they showed was not all new, or one action is
    taken a third time in the same state.
    """
    steps = trajectory.steps
    visits: dict[tuple[str, str], list[int]] = {}
    for at, move in enumerate(moves):
        if not move.action:
            continue
        state = steps[move.position].state_key
        if move.reward > 0.0:
            visits.clear()
        elif state:
            places = visits.setdefault((state, move.action), [])
            places.append(at)
            if len(places) >= CYCLE_REPEATS:
                yield _loop(trajectory, moves, places[-CYCLE_REPEATS], at)
                return
        if at + 1 < LOOP_WINDOW:
            continue
        # The cheapest test goes first: most windows differ in their last three actions already.
        if moves[at - 1].action != move.action and moves[at - 2].action not in (
            move.action,
            moves[at - 1].action,
        ):
            continue
        window = moves[at + 1 - LOOP_WINDOW : at + 1]
        if (
            len({one.action for one in window}) <= LOOP_DISTINCT
            and all(one.action for one in window)
            and not any(one.reward > 0.0 for one in window)
            and len({one.effect for one in window}) < LOOP_WINDOW
        ):
            yield _loop(trajectory, moves, at + 1 - LOOP_WINDOW, at)
            return


def _loop(trajectory: Trajectory, moves: Sequence[Move], first: int, last: int) -> Diagnosis:
    start, end = moves[first].position, moves[last].position + 1
    return Diagnosis(
        trajectory_id=trajectory.id,
        cause=Cause.LOOP,
        evidence=run_span(trajectory, start, end, moves[last]),
        subject=moves[last].node or moves[last].action[:80],
        flags=("loop",),
        state_difference=state_difference(trajectory, start, end),
    )


def stagnation(trajectory: Trajectory, moves: Sequence[Move]) -> Iterator[Diagnosis]:
    """Yield at most one `stagnation`: the first `STAGNANT_MOVES` that showed and earned nothing new."""
    seen: set[str] = set()
    since = 0
    for at, move in enumerate(moves):
        state = trajectory.steps[move.position].state_key
        fresh = move.reward > 0.0 or (not move.effect and not state)
        for text in (state, move.effect):
            if text and text not in seen:
                seen.add(text)
                fresh = True
        if fresh:
            since = at + 1
        elif at + 1 - since >= STAGNANT_MOVES:
            start, end = moves[since].position, move.position + 1
            yield Diagnosis(
                trajectory_id=trajectory.id,
                cause=Cause.STAGNATION,
                evidence=run_span(trajectory, start, end, move),
                subject=move.node or move.action[:80],
                flags=("stagnation",),
                state_difference=state_difference(trajectory, start, end),
            )
            return
