"""Situated cases: (state, task, plan, outcome), one for every attempt, whatever came of it (MINDSTORES, 2501.19318).

A failure is kept beside the successes, since it says what comes of a plan. The key is the whole triple (state, task,
plan): doing the same again adds to the evidence, for when it worked and against when it did not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seasoned.codec import content_id
from seasoned.learn.distill.case import whole_runs
from seasoned.learn.evidence import clip
from seasoned.learn.injected import strip_attempt
from seasoned.protocols import Attempt, Reader
from seasoned.types import Evidence, Proposal, Query, Trajectory

LONGEST_TASK = 2000
LONGEST_STATE = 800
"""Characters of the task and of the state that a situation is described by."""


def situated_cases(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield one case per attempt with its first state in `when`; a failure is evidence against its plan."""
    for attempt in map(strip_attempt, attempts):
        for case in whole_runs((attempt,), store):
            when = _situation(attempt.trajectory)
            plan = [str(step["action"]) for step in case.payload["steps"]]
            failed = attempt.outcome is not None and attempt.outcome.success is False
            spans = case.evidence.supports
            yield replace(
                case,
                key=content_id("situated", when, plan),
                when=when,
                evidence=Evidence(contradicts=spans, contradict_count=1) if failed else case.evidence,
                stage="situated_cases",
            )


def of_query(query: Query) -> str:
    """Return the situation of a query as `situated_cases` writes it: the task, and what is seen, at the start too."""
    return _written(query.text, query.observation)


def _situation(trajectory: Trajectory) -> str:
    first = trajectory.steps[0]
    return _written(trajectory.task.text, str(first.metadata.get("state", "")) or first.observation)


def _written(task: str, state: str) -> str:
    return "\n".join(part for part in (clip(task, LONGEST_TASK), clip(state, LONGEST_STATE)) if part.strip())
