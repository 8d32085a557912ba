"""Small records for the store's tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from seasoned.protocols import Store
from seasoned.recall.embed import HashingEmbedder
from seasoned.types import (
    Cause,
    Diagnosis,
    Edit,
    Experience,
    Kind,
    Operation,
    Outcome,
    Span,
    Step,
    Task,
    ToolCall,
    Trajectory,
    Usage,
)

NOW = 1_700_000_000.0

OpenScope = Callable[..., Store]


def experience(id: str, when: str = "a refund is asked for", body: str = "look the order up", **more: Any):
    return Experience(id=id, kind=more.pop("kind", Kind.INSIGHT), key=more.pop("key", id), when=when, body=body, **more)


def add(id: str, *text: str, **more: Any) -> Edit:
    return Edit(operation=Operation.ADD, target=id, experience=experience(id, *text, **more))


def change(operation: Operation, changed: Experience, *sources: str) -> Edit:
    return Edit(operation=operation, target=changed.id, experience=changed, sources=sources)


def judge(operation: Operation, id: str, value: float | None = None) -> Edit:
    return Edit(operation=operation, target=id, value=value)


def trajectory(id: str, task: str = "refund", family: str = "retail", **more: Any) -> Trajectory:
    step = Step(
        index=0,
        observation="the customer is angry",
        tool=ToolCall(name="get_order", arguments={"id": 7}, result="damaged"),
        reward=0.5,
        valid_actions=("get_order", "refund"),
    )
    return Trajectory(id=id, task=Task(id=task, text="refund order 7", family=family), steps=(step,), **more)


def outcome(trajectory_id: str, success: bool | None = True, **more: Any) -> Outcome:
    return Outcome(trajectory_id=trajectory_id, success=success, **more)


def diagnosis(trajectory_id: str, subject: str = "get_order") -> Diagnosis:
    span = Span(trajectory_id=trajectory_id, start=0, end=1, quote="damaged")
    return Diagnosis(trajectory_id=trajectory_id, cause=Cause.TOOL_ERROR, evidence=span, subject=subject)


def usage(id: str, trajectory_id: str, *selected: str, withheld: tuple[str, ...] = (), **more: Any) -> Usage:
    return Usage(
        id=id,
        trajectory_id=trajectory_id,
        step=more.pop("step", 0),
        query="a refund is asked for",
        selected=selected,
        withheld=withheld,
        **more,
    )


def store_vector(store: Store, id: str) -> np.ndarray:
    """Return the vector of a stored item's situation."""
    return HashingEmbedder()([store.experience(id).when])[0]
