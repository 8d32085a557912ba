"""Runs and answers that several tests of the model calls share."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from seasoned.protocols import Attempt
from seasoned.types import Cause, Diagnosis, Outcome, Span, Step, Task, ToolCall, Trajectory

pytest.importorskip("pydantic_ai", reason="the extra llm is not installed: pip install 'seasoned[llm]'")
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.models.test import TestModel

REFUND = Task(id="t1", text="Refund order W123 of Ann", family="retail/refund")


def call(index: int, name: str, *, result: str | None = None, error: str | None = None, **arguments: str) -> Step:
    return Step(index=index, tool=ToolCall(name=name, arguments=arguments, result=result, error=error))


def refund(name: str, *, failed: bool = False, task: Task = REFUND) -> Trajectory:
    last = (
        call(1, "refund", error="order id must start with #", order="W123")
        if failed
        else call(1, "refund", result="refunded 20 EUR", order="#W123")
    )
    return Trajectory(
        id=name,
        task=task,
        steps=(call(0, "find_order", result="order #W123, 20 EUR", customer="Ann"), last),
        final_observation="the order is open" if failed else "the order is refunded",
    )


def attempt(trajectory: Trajectory, success: bool) -> Attempt:
    fault = Diagnosis(
        trajectory_id=trajectory.id,
        cause=Cause.TOOL_ERROR,
        evidence=Span(trajectory_id=trajectory.id, start=1, end=2, quote="order id must start with #"),
    )
    return Attempt(
        trajectory,
        Outcome(trajectory_id=trajectory.id, success=success, score=float(success)),
        () if success else (fault,),
    )


def obliging() -> TestModel:
    """Return a model that makes up an answer which fits any schema."""
    return TestModel()


def answering(
    *answers: Mapping[str, Any] | str, meanwhile: Callable[[], None] = lambda: None
) -> tuple[FunctionModel, list[list[ModelMessage]]]:
    """Return a model that gives these answers in order, the last one for ever, and the list of what it was asked.

    A string is sent as the tool's arguments as it is, so that it may be broken JSON. `meanwhile` runs before each.
    """
    asked: list[list[ModelMessage]] = []

    def respond(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        asked.append(list(messages))
        meanwhile()
        answer = answers[min(len(asked), len(answers)) - 1]
        text = answer if isinstance(answer, str) else json.dumps(answer)
        if info.output_tools:
            return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, text)])
        return ModelResponse(parts=[TextPart(text)])

    return FunctionModel(respond, model_name="scripted"), asked


def said(messages: list[ModelMessage]) -> str:
    """Return everything that a request held, as one text."""
    return "\n".join(str(getattr(part, "content", "")) for message in messages for part in message.parts)


SUCCESS: dict[str, Any] = {"verdict": "success", "score": 1.0, "confidence": 0.9, "reason": "the order is refunded"}
