"""What a tool is to an agent: its name, what its documentation says, and its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a tool. `type` is JSON's (``string``, ``integer``, ``number``, ``boolean``, ``array``,
    ``object``)."""

    name: str
    type: str
    description: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool on offer, as documented. Parameters stand in the order of positional arguments."""

    name: str
    description: str = ""
    parameters: tuple[Parameter, ...] = ()

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name, or None."""
        return next((one for one in self.parameters if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool by keyword arguments of plain data."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
