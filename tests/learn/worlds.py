"""Small hand-made runs: a text world with states, and an agent that calls tools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from seasoned.learn.admit import Admission
from seasoned.learn.diagnose import rules
from seasoned.protocols import Attempt, Distill, Store
from seasoned.store import open_store
from seasoned.types import (
    Decision,
    Experience,
    Kind,
    Outcome,
    OutcomeSource,
    Status,
    Step,
    Task,
    ToolCall,
    Trajectory,
)

NOW = 1_700_000_000.0


def acts(*lines: tuple[str, ...], rewards: Mapping[int, float] | None = None, **rest: Any) -> tuple[Step, ...]:
    """Steps of a text world from ``(state, action)`` or ``(state, action, observation)``."""
    earned = rewards or {}
    return tuple(
        Step(
            index=at,
            state_key=line[0],
            action=line[1],
            observation=line[2] if len(line) > 2 else f"you are at {line[0]}",
            reward=earned.get(at),
            **rest,
        )
        for at, line in enumerate(lines)
    )


def call(name: str, /, error: str | None = None, result: str = "ok", **arguments: Any) -> ToolCall:
    return ToolCall(
        name=name, arguments=arguments, error=error, result=None if error is not None else f"{name}: {result}"
    )


def calls(*tools: ToolCall) -> tuple[Step, ...]:
    return tuple(Step(index=at, tool=tool) for at, tool in enumerate(tools))


def run(
    name: str,
    steps: Sequence[Step],
    task: str = "put the apple in the fridge",
    *,
    task_id: str = "",
    family: str = "kitchen",
    **rest: Any,
) -> Trajectory:
    metadata = rest.pop("task_metadata", {})
    return Trajectory(
        id=name,
        task=Task(id=task_id or task, text=task, family=family, metadata=metadata),
        steps=tuple(steps),
        **rest,
    )


def ended(
    trajectory: Trajectory,
    success: bool | None,
    score: float | None = None,
    source: OutcomeSource = OutcomeSource.ENVIRONMENT,
    **rest: Any,
) -> Attempt:
    outcome = Outcome(trajectory_id=trajectory.id, success=success, score=score, source=source, **rest)
    return Attempt(trajectory, outcome, tuple(rules(trajectory, outcome)))


def keep(store: Store, attempts: Iterable[Attempt]) -> None:
    for attempt in attempts:
        store.append(attempt.trajectory, at=NOW)
        if attempt.outcome is not None:
            store.append(attempt.outcome, at=NOW)


def teach(
    store: Store, attempts: Sequence[Attempt], *stages: Distill, admission: Admission | None = None, at: float = NOW
) -> list[Decision]:
    """Store the attempts and what the stages make of them; return the decisions."""
    keep(store, attempts)
    proposals = [proposal for stage in stages for proposal in stage(attempts, store)]
    decisions = (admission or Admission())(proposals, store, at)
    for decision in decisions:
        for edit in (decision.edit, *decision.also):
            if edit is not None:
                store.append(edit, at=at)
    return decisions


def taught(attempts: Sequence[Attempt], *stages: Distill, one_by_one: bool = False) -> Store:
    """A store that learned from the attempts, in one batch or one by one."""
    store = open_store(":memory:")
    for batch in [[attempt] for attempt in attempts] if one_by_one else [attempts]:
        teach(store, batch, *stages)
    return store


def held(store: Store, kind: Kind, *statuses: Status) -> dict[str, Experience]:
    """What a store holds of a kind, by key."""
    found = store.experiences(kinds=(kind,), statuses=statuses or None)
    return {experience.key: experience for experience in found}
