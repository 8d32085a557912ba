"""Cases: what was done on a task, cleaned of steps that led nowhere, or as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seasoned.codec import content_id
from seasoned.learn import describe
from seasoned.learn.actions import Move, effect, moves
from seasoned.learn.clean import best_prefix, clean
from seasoned.learn.evidence import clip, move_span, support
from seasoned.learn.injected import strip_attempt
from seasoned.learn.provenance import attempt_trust
from seasoned.payloads import Case, CaseStep, write
from seasoned.protocols import Attempt, Reader
from seasoned.types import Kind, Proposal, Span, Trajectory

MOST_STEPS = 200
LONGEST_OBSERVATION = 500
LONGEST_ACTION = 2000


def cases(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield one case per attempt that is worth repeating.

    A success gives its cleaned steps. A failure gives the prefix up to its best partial score, and nothing when that
    is 0. An attempt of unknown outcome gives its cleaned steps, unverified. The key is the task, so that of several
    attempts at one task the best stays (`merge.better_case`).
    """
    for attempt in attempts:
        proposal = case(strip_attempt(attempt))
        if proposal is not None:
            yield proposal


def whole_runs(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield one case per attempt with every step it took, however it ended: raw trajectories, to compare with."""
    for attempt in map(strip_attempt, attempts):
        proposal = _proposal(attempt, moves(attempt.trajectory)[:MOST_STEPS])
        if proposal is not None:
            yield proposal


def case(attempt: Attempt) -> Proposal | None:
    """Return the case of one attempt, or None when nothing in it is worth repeating."""
    trajectory, outcome = attempt.trajectory, attempt.outcome
    seen = moves(trajectory)
    if outcome is not None and outcome.success is False:
        if not outcome.score or outcome.score <= 0.0:
            return None
        seen = best_prefix(seen, outcome.score)
    return _proposal(attempt, clean(trajectory, seen)[:MOST_STEPS])


def _proposal(attempt: Attempt, kept: Sequence[Move]) -> Proposal | None:
    trajectory, outcome = attempt.trajectory, attempt.outcome
    task = trajectory.task
    if not kept:
        return None
    success = outcome.success if outcome is not None else None
    score = outcome.score if outcome is not None else None
    if score is None:
        score = 1.0 if success else 0.0
    payload = Case(
        task=clip(task.text, 4000),
        steps=tuple(
            CaseStep(
                observation=clip(_seen_before(trajectory, move), LONGEST_OBSERVATION),
                action=clip(move.action, LONGEST_ACTION),
                reward=move.reward,
            )
            for move in kept
        ),
        success=success,
        score=score,
    )
    span = move_span(trajectory, kept[-1])
    if not span.quote or not task.text.strip():
        return None
    tags = ("success",) if success else ("partial",) if success is False else ("unjudged",)
    made = of_task(attempt, Kind.CASE, describe.case(payload), span)
    return replace(made, payload=write(payload), tags=tags, stage="cases", score=score)


def of_task(attempt: Attempt, kind: Kind, text: tuple[str, str], span: Span) -> Proposal:
    """Return a proposal under the key of the attempt's task, with `text` as its situation and body."""
    trajectory = attempt.trajectory
    task = trajectory.task
    return Proposal(
        kind=kind,
        key=content_id("task", task.id, task.text),
        when=text[0],
        body=text[1],
        family=task.family,
        evidence=support(span),
        origin=trajectory.origin,
        trust=attempt_trust(attempt),
    )


def _seen_before(trajectory: Trajectory, move: Move) -> str:
    """What the agent saw when it acted: the step's observation, else what the step before showed."""
    seen = trajectory.steps[move.position].observation
    return seen if seen or not move.position else effect(trajectory, move.position - 1)
