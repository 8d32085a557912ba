"""Replays: paths recorded with the state of each step, to be repeated without a model (MOBIMEM, arXiv 2512.15784)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seasoned.learn import describe
from seasoned.learn.actions import Move, effect, moves
from seasoned.learn.clean import clean
from seasoned.learn.distill.case import of_task
from seasoned.learn.evidence import clip, move_span
from seasoned.learn.injected import strip_attempt
from seasoned.payloads import Replay, ReplayStep, write
from seasoned.protocols import Attempt, Reader
from seasoned.recall.words import distinct_words
from seasoned.types import Kind, Proposal, Trajectory

MOST_STEPS = 200
LONGEST_ACTION = 2000
LONGEST_SEEN = 500
"""Characters of a state that are compared. Longer states that differ only after them count as one."""


def replays(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield one replay per success: its cleaned steps, each with the state it was taken in.

    The key is the task, so that a later success takes the place of the path (the world may have changed). A run
    gives none when the state of a step is not known, except before anything was done: it could not be checked. Runs of
    more than `MOST_STEPS` steps are left out.
    """
    for attempt in map(strip_attempt, attempts):
        proposal = _recorded(attempt)
        if proposal is not None:
            yield proposal


def _recorded(attempt: Attempt) -> Proposal | None:
    trajectory, outcome = attempt.trajectory, attempt.outcome
    task = trajectory.task
    kept = clean(trajectory, moves(trajectory))
    if outcome is None or not outcome.success or not 0 < len(kept) <= MOST_STEPS or not task.text.strip():
        return None
    steps = tuple(_step(trajectory, move) for move in kept)
    span = move_span(trajectory, kept[-1])
    known = (step.seen or step.state_key or move.position == 0 for step, move in zip(steps, kept, strict=True))
    if not span.quote or not all(known):
        return None
    payload = Replay(task=clip(task.text, 4000), steps=steps)
    made = of_task(attempt, Kind.REPLAY, describe.replay(payload), span)
    score = 1.0 if outcome.score is None else outcome.score
    return replace(made, payload=write(payload), tags=("success",), stage="replays", score=score)


def _step(trajectory: Trajectory, move: Move) -> ReplayStep:
    step = trajectory.steps[move.position]
    seen = step.observation or (effect(trajectory, move.position - 1) if move.position else "")
    shared = distinct_words(move.action) & distinct_words(trajectory.task.text)
    return ReplayStep(
        action=clip(move.action, LONGEST_ACTION),
        place=move.position,
        seen=clip(seen, LONGEST_SEEN),
        state_key=step.state_key,
        keywords=tuple(sorted(shared)),
    )
