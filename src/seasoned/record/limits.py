"""Size limits of what is recorded, with a mark in the text wherever something was left out.

All limits count characters (Unicode code points) unless the name says otherwise. They bound what one trajectory can
cost: 10^6 steps, a gigabyte in one field or a deeply nested value are cut to a size that every later stage can hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from seasoned.codec import encode
from seasoned.types import Step, ToolCall

TASK = 32_000
OBSERVATION = 16_000
THOUGHT = 8_000
ACTION = 16_000
RESULT = 16_000
ARGUMENT = 8_000
"""One argument of a tool call; a call keeps at most `ARGUMENTS` of them."""
ARGUMENTS = 64
METADATA = 8_000
"""One metadata field, as JSON; a record keeps at most `FIELDS` of them."""
FIELDS = 64
STEPS = 10_000
"""Steps of one trajectory."""
TRAJECTORY = 8_000_000
"""Characters of all steps of one trajectory together."""

_INTEGER = 2**63


def clip(text: str, limit: int, total: int | None = None) -> str:
    """Return `text`, or its beginning and a mark ``… [truncated: 12,345 of 20,000 characters]``.

    The result is never longer than `limit`, or than the mark where `limit` has no room for more. Clipping twice to one
    limit is the same as clipping once. `total` is the length of the whole where `text` is only its beginning.
    """
    total = max(total or 0, len(text))
    if total <= limit:
        return text
    room = max(0, limit - len(_mark(limit, total)))
    return text[:room] + _mark(room, total)


def _mark(kept: int, total: int) -> str:
    return f"… [truncated: {kept:,} of {total:,} characters]"


def bounded(value: Any, limit: int = METADATA) -> Any:
    """Return `value` (JSON types) if its JSON has at most `limit` characters, else the clipped text of it.

    Integers beyond 64 bits become text as well: a store cannot hold them as numbers.
    """
    if isinstance(value, str):
        return clip(value, limit)
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if -_INTEGER <= value < _INTEGER else clip(hex(value), limit)
    text = encode(value)
    return value if len(text) <= limit else clip(text.decode(), limit)


def bounded_fields(fields: Mapping[str, Any], limit: int = METADATA, most: int = FIELDS) -> dict[str, Any]:
    """Return `fields` with every value `bounded`; beyond `most` of them the rest is named under ``…``."""
    kept = {clip(name, 200): bounded(value, limit) for name, value in list(fields.items())[:most]}
    if len(fields) > most:
        kept["…"] = f"[truncated: {most} of {len(fields):,} fields]"
    return kept


def clip_step(step: Step) -> Step:
    """Return `step` within the limits: the same object when it already is."""
    tool = step.tool and clip_tool(step.tool)
    if (
        tool is step.tool
        and len(step.observation) <= OBSERVATION
        and len(step.thought) <= THOUGHT
        and len(step.action) <= ACTION
        and not (step.metadata and _large(step.metadata, METADATA))
    ):
        return step
    return replace(
        step,
        observation=clip(step.observation, OBSERVATION),
        thought=clip(step.thought, THOUGHT),
        action=clip(step.action, ACTION),
        tool=tool,
        metadata=bounded_fields(step.metadata),
    )


def clip_tool(tool: ToolCall) -> ToolCall:
    """Return `tool` within the limits: the same object when it already is."""
    if (
        (tool.result is None or len(tool.result) <= RESULT)
        and (tool.error is None or len(tool.error) <= RESULT)
        and not (tool.arguments and _large(tool.arguments, ARGUMENT, ARGUMENTS))
        and len(tool.name) <= 200
    ):
        return tool
    return replace(
        tool,
        name=clip(tool.name, 200),
        arguments=bounded_fields(tool.arguments, ARGUMENT, ARGUMENTS),
        result=None if tool.result is None else clip(tool.result, RESULT),
        error=None if tool.error is None else clip(tool.error, RESULT),
    )


def _large(fields: Mapping[str, Any], limit: int, most: int = FIELDS) -> bool:
    if len(fields) > most:
        return True
    return any(len(name) > 200 or bounded(value, limit) is not value for name, value in fields.items())
