"""`state`: where a run stands, as a short text: what is known, what holds, what is still to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from seasoned.learn.actions import action_text
from seasoned.learn.evidence import clip
from seasoned.learn.injected import strip
from seasoned.llm import material
from seasoned.llm.calls import Calls
from seasoned.llm.catalogue import STATE
from seasoned.llm.fence import fenced
from seasoned.recall.fence import harmless
from seasoned.types import Trajectory

State = Callable[[Trajectory], str]
"""The text that stands for a run so far."""


def last_seen(trajectory: Trajectory) -> str:
    """Return the state by rule: the task, the last three actions and what was seen last, in at most 1000 characters."""
    steps = trajectory.steps
    seen = trajectory.final_observation or (steps[-1].observation if steps else "")
    did = [f"did: {clip(action_text(step), 120)}" for step in steps[-3:]]
    return "\n".join([f"task: {clip(trajectory.task.text, 300)}", *did, f"saw: {clip(seen, 300)}"])


@dataclass(frozen=True, slots=True)
class _Stated:
    calls: Calls
    fallback: State
    budget: int

    def __call__(self, trajectory: Trajectory) -> str:
        clean = strip(trajectory)
        answer = self.calls.attempt(STATE, fenced(material.run(clean, 1, self.budget)))
        if answer is None:
            return self.fallback(clean)
        lines = [answer.summary.strip()]
        lines += [f"- {fact.subject} {fact.relation} {fact.object}" for fact in answer.facts]
        lines += [f"{at}. {step}" for at, step in enumerate(answer.plan, 1)]
        return harmless("\n".join(lines))


def state(calls: Calls | None, *, fallback: State = last_seen, budget: int = material.BUDGET) -> State:
    """Return a function from a run so far to the text of where it stands: summary, facts (``-``), plan (numbered).

    The text is the model's and may repeat what the run holds: it is data wherever it is shown. Without `calls` it is
    the fallback.
    """
    return fallback if calls is None else _Stated(calls, fallback, budget)
