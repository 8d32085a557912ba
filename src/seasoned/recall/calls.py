"""Whether what an experience did can be done here: the tools that it called, and those on offer."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from seasoned.types import Experience, Kind, Query

_CALL = re.compile(r"([A-Za-z_][\w.\-]*)\(")
_TOOL = re.compile(r"[A-Za-z_][\w.\-]*")


def sequence_of(item: Experience) -> tuple[str, ...]:
    """Return the tools that a case called, in order; nothing of other kinds, and of actions that are no calls."""
    if item.kind is not Kind.CASE:
        return ()
    matches = (_CALL.match(str(step["action"])) for step in item.payload.get("steps", ()))
    return tuple(match.group(1) for match in matches if match is not None)


def calls_of(item: Experience) -> frozenset[str]:
    """Return the tools that a case called."""
    return frozenset(sequence_of(item))


def missing_here(query: Query) -> Callable[[Experience], frozenset[str] | None]:
    """Return a function from an experience to the tools it called that are not on offer; None where that can't be said,
    because it called none or because the query's valid actions do not name tools."""
    offered = _tools(query.valid_actions)

    def missing(item: Experience) -> frozenset[str] | None:
        called = calls_of(item) if offered else frozenset()
        return called - offered if called else None

    return missing


@lru_cache(maxsize=64)
def _tools(actions: tuple[str, ...]) -> frozenset[str]:
    return frozenset(actions) if all(map(_TOOL.fullmatch, actions)) else frozenset()
