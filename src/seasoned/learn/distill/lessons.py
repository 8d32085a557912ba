"""Titled lessons from failures: what to avoid and why (the failure branch of ReasoningBank, arXiv 2509.25140).

A lesson has a title, the situation it applies to (the task) and a content of a few lines. The paper's extractor is a
model that reads the judge's reason; here the diagnosed faults are the reason: each names the action to blame, what it
gave and what was seen next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seasoned.codec import content_id
from seasoned.learn.actions import action_text, effect
from seasoned.learn.describe import LONGEST_TASK
from seasoned.learn.evidence import clip, quote, support
from seasoned.learn.injected import strip_attempt
from seasoned.learn.provenance import attempt_trust, failed
from seasoned.protocols import Attempt, Reader
from seasoned.types import Cause, Diagnosis, Kind, Proposal

MOST = 3
"""Lessons of one run (the paper's limit)."""

LONGEST_ACTION = 300

AT_START = frozenset({Cause.TOOL_ERROR, Cause.INVALID_ACTION, Cause.WRONG_ARGUMENT})
"""Causes that blame the first action of their span; the others blame the last."""

WHOLE_RUN = frozenset({Cause.BUDGET_EXHAUSTED, Cause.STAGNATION})
"""Causes that blame no action: the last one taken may well have been right."""


def failure_lessons(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield up to `MOST` lessons per failed attempt, one per diagnosed fault, those nearest to the end first.

    A failure that nobody but the agent reports, or in which nothing was diagnosed, teaches nothing. Needs a `diagnose`
    stage (`seasoned.learn.diagnose.rules`).
    """
    for attempt in map(strip_attempt, attempts):
        if not failed(attempt):
            continue
        lessons: dict[str, Proposal] = {}
        for diagnosis in sorted(attempt.diagnoses, key=lambda one: one.evidence.start, reverse=True):
            position = blamed(diagnosis)
            if position is not None:
                lesson = _lesson(attempt, diagnosis, position)
                lessons.setdefault(lesson.key, lesson)
        yield from list(lessons.values())[:MOST]


def _lesson(attempt: Attempt, diagnosis: Diagnosis, position: int) -> Proposal:
    trajectory, task = attempt.trajectory, attempt.trajectory.task
    action = action_text(trajectory.steps[position]) or diagnosis.subject
    cause = "this run failed here" if diagnosis.cause is Cause.UNKNOWN else diagnosis.cause.value.replace("_", " ")
    # Every other line is the run's own words: a sentence of ours would be taken for an echo once it has been shown.
    shown = (diagnosis.evidence.quote, effect(trajectory, position).strip())
    lines = [f"Avoid ({cause}):", clip(action, LONGEST_ACTION)]
    lines += [quote(text.splitlines()[0]) for text in dict.fromkeys(shown) if text and text not in action]
    return Proposal(
        kind=Kind.INSIGHT,
        key=content_id("failure", diagnosis.cause, " ".join(action.casefold().split())),
        when=clip(task.text, LONGEST_TASK),
        body="\n".join(lines),
        family=task.family,
        evidence=support(diagnosis.evidence),
        origin=trajectory.origin,
        trust=attempt_trust(attempt),
        tags=("failure",),
        stage="failure_lessons",
        score=0.5,
    )


def blamed(diagnosis: Diagnosis) -> int | None:
    """Return the position of the step that a fault blames; None when it is the whole run's."""
    if diagnosis.cause in WHOLE_RUN:
        return None
    return diagnosis.evidence.start if diagnosis.cause in AT_START else diagnosis.evidence.end - 1
