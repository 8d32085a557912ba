"""A conversation so far: what the user said, what was called and what that gave."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from seasoned.agents.mentions import named
from seasoned.envs.toolset import Parameter, Tool
from seasoned.types import ToolCall


@dataclass(slots=True)
class Talk:
    """What was said, oldest first, and every call with its answer. The calls of the present turn start at `turn`."""

    said: list[str] = field(default_factory=list)
    done: list[ToolCall] = field(default_factory=list)
    turn: int = 0

    @property
    def results(self) -> tuple[str, ...]:
        """What the calls of the present turn gave so far, ``""`` for those that failed."""
        return tuple(call.result or "" for call in self.done[self.turn :])

    def latest(self, tool: Tool, parameter: Parameter) -> Any:
        """Return the latest value of the parameter's name: in a result, else as an argument of a call that worked."""
        for call in reversed(self.done):
            for key, value in values_of(call.result or ""):
                if _means(parameter.name, key.rpartition(".")[2], call.name) and _is(parameter, value):
                    return str(value) if parameter.type == "string" else value
            value = call.arguments.get(parameter.name)
            if value is not None and call.error is None and _is(parameter, value):
                return value
        return None


def _is(parameter: Parameter, value: Any) -> bool:
    if isinstance(value, bool) or parameter.type in ("boolean", "array", "object"):
        return False
    return isinstance(value, int | float) or parameter.type == "string"


def _means(parameter: str, key: str, tool: str) -> bool:
    """Return whether a result's key is what the parameter asks for: ``booking_id``, or ``id`` of ``create_booking``."""
    if key == parameter:
        return True
    wanted, got = named(parameter), named(key)
    return bool(got) and got < wanted and wanted - got <= named(tool)


def values_of(result: str) -> tuple[tuple[str, Any], ...]:
    """Return every plain value of a JSON text with its path (``order.id``); nothing of other texts."""
    return _values(result)


@lru_cache(maxsize=2_048)
def _values(result: str) -> tuple[tuple[str, Any], ...]:
    try:
        return tuple(_flat(json.loads(result), ""))
    except ValueError:
        return ()


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _flat(inner, f"{path}.{place}" if path else str(place))
    elif value is not None:
        yield path, value
