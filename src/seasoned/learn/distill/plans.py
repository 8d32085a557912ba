"""Plans: an attempt abstracted to what to do, what not to do again and what works instead (SAGE, arXiv 2511.05931).

SAGE lets a model criticise an exploring run and write a plan with key steps, limits and corrections, which the second
attempt at the same task follows. Here the steps that stood are the key steps, and what was refused, failed or is blamed
by a diagnosis is to be avoided. How the run ended need not be known: a plan does not say that it works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from seasoned.codec import content_id
from seasoned.knobs import distill_stage
from seasoned.learn import describe
from seasoned.learn.actions import Move, moves
from seasoned.learn.clean import clean
from seasoned.learn.distill.lessons import blamed
from seasoned.learn.distill.pair import repair
from seasoned.learn.evidence import clip, move_span, support
from seasoned.learn.injected import strip_attempt
from seasoned.learn.merge_plans import AVOID
from seasoned.learn.provenance import attempt_trust, succeeded
from seasoned.payloads import TaskPlan, write
from seasoned.protocols import Attempt, Reader
from seasoned.types import Kind, Origin, Proposal, Task, Trajectory, Trust

Words = Callable[[Trajectory], str]
"""The text that stands for a run, such as `seasoned.llm.state`; ``""`` for none."""

INSTEAD = "instead"
"""Section of what was refused → what worked in its place."""

MOST_STEPS = 60
MOST_NOTES = 20
LONGEST_STEP = 300
LONGEST_NOTE = 160


def task_key(task: Task) -> str:
    """Return the key of what is known of this very task; `cases` has the same."""
    return content_id("task", task.id, task.text)


@dataclass(frozen=True, slots=True, repr=False)
class ByRules:
    """No words: the plan reads as the rules describe it. An object, so that a stage with it prints the same always."""

    def __call__(self, trajectory: Trajectory) -> str:
        """Return ``""``."""
        return ""

    def __repr__(self) -> str:
        return "by_rules"


by_rules = ByRules()
"""The fallback of words by a model."""


@distill_stage
def plans(attempts: Sequence[Attempt], store: Reader, words: Words = by_rules) -> Iterator[Proposal]:
    """Yield one plan per attempt, whatever came of it, keyed on its task, so that a later attempt's is merged into it.

    `words` may write the text of the plan from the run (``llm.state(calls, fallback=by_rules)``); without words it is
    described by rules. An attempt without steps or without a task text gives none.
    """
    for attempt in map(strip_attempt, attempts):
        trajectory = attempt.trajectory
        taken = [move for move in moves(trajectory) if move_span(trajectory, move).quote]
        if not taken or not trajectory.task.text.strip():
            continue
        text = words(trajectory)
        # Like a pair, it repeats what the environment answered; only a success claims how the run ended.
        origin = Origin.MODEL if text else trajectory.origin
        trust = attempt_trust(attempt) if succeeded(attempt) else Trust.OBSERVED
        payload = abstracted(attempt, text)
        if not (payload.text or payload.steps or any(payload.sections.values())):
            continue
        when, body = describe.plan(payload)
        yield Proposal(
            kind=Kind.PLAN,
            key=task_key(trajectory.task),
            when=when,
            body=body,
            family=trajectory.task.family,
            payload=write(payload),
            evidence=support(move_span(trajectory, taken[-1])),
            origin=origin,
            trust=min(trust, Trust.OBSERVED) if text else trust,
            stage="plans",
            score=1.0 if payload.success else 0.5,
        )


def abstracted(attempt: Attempt, text: str = "") -> TaskPlan:
    """Return the plan of one attempt: its cleaned steps but for those to avoid, what to avoid, and what works
    instead."""
    trajectory = attempt.trajectory
    seen = moves(trajectory)
    success = succeeded(attempt)
    kept = [clip(" ".join(move.action.split()), LONGEST_STEP) for move in clean(trajectory, seen)]
    avoid = _refused(seen, frozenset(kept) if success else frozenset())
    if not success:
        avoid |= _blamed(attempt)
    sections: Mapping[str, Mapping[str, str]] = {
        AVOID: dict(list(avoid.items())[-MOST_NOTES:]),
        INSTEAD: dict(list(_repaired(seen).items())[-MOST_NOTES:]),
    }
    return TaskPlan(
        goal=clip(trajectory.task.text, describe.LONGEST_TASK),
        steps=tuple(step for step in kept if step not in avoid)[:MOST_STEPS],
        sections={name: notes for name, notes in sections.items() if notes},
        text=text,
        success=success,
    )


def _blamed(attempt: Attempt) -> dict[str, str]:
    """What the diagnoses blame, the action → the words that show it."""
    by_position = {move.position: move.action for move in moves(attempt.trajectory)}
    found: dict[str, str] = {}
    for diagnosis in attempt.diagnoses:
        position = blamed(diagnosis)
        action = by_position.get(position, "") if position is not None else ""
        if action:
            quoted = diagnosis.evidence.quote
            found[_line(action)] = "" if quoted in action else clip(quoted, LONGEST_NOTE)
    return found


def _refused(seen: Sequence[Move], stood: frozenset[str]) -> dict[str, str]:
    """Moves that were refused or failed, the action → its error; not what stood in the end."""
    return {
        _line(move.action): clip(" ".join(move.error.split()), LONGEST_NOTE)
        for move in seen
        if move.failed and move.action and _line(move.action) not in stood
    }


def _repaired(seen: Sequence[Move]) -> dict[str, str]:
    repairs = ((move, repair(seen, at)) for at, move in enumerate(seen) if move.failed and move.action)
    return {_line(wrong.action): _line(right.action) for wrong, right in repairs if right is not None}


def _line(action: str) -> str:
    return clip(" ".join(action.split()), LONGEST_STEP)
