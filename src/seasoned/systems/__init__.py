"""Memory systems: one short file each, a composition of shared stages. `load` finds one by name.

Third parties add theirs under the entry point group ``seasoned.systems``: a callable that returns a `System`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from importlib.metadata import entry_points

from seasoned.errors import InputError, UnknownSystemError
from seasoned.system import System
from seasoned.systems.default import default
from seasoned.systems.exprag import exprag
from seasoned.systems.facts import facts
from seasoned.systems.memrl import memrl
from seasoned.systems.no_memory import no_memory
from seasoned.systems.random_memory import random_memory
from seasoned.systems.recent import recent
from seasoned.systems.reme import reme

Factory = Callable[..., System]

BUILT_IN: dict[str, Factory] = {
    function.__name__: function for function in (default, no_memory, random_memory, recent, exprag, memrl, reme, facts)
}

GROUP = "seasoned.systems"
_CALL = re.compile(r"^\s*([\w.-]+)\s*(?:\((.*)\))?\s*$", re.DOTALL)


def names() -> tuple[str, ...]:
    """Return the names of all systems, the built-in ones first."""
    return (*BUILT_IN, *sorted(entry.name for entry in entry_points(group=GROUP) if entry.name not in BUILT_IN))


def load(spec: str) -> System:
    """Return the system that `spec` names: ``"memrl"``, or with knobs ``"memrl(weight=0.3)"``.

    Raises UnknownSystemError for an unknown name and InputError for knobs that are not literals or do not exist.
    """
    match = _CALL.match(spec)
    if match is None:
        raise InputError(f"{spec!r} is not a system: write a name, or a name with knobs like memrl(weight=0.3)")
    name, knobs = match.groups()
    factory = BUILT_IN.get(name) or _from_entry_point(name)
    try:
        return factory(**_keywords(knobs or ""))
    except TypeError as problem:
        raise InputError(f"system {name!r}: {problem}") from problem


def _from_entry_point(name: str) -> Factory:
    for entry in entry_points(group=GROUP, name=name):
        factory: Factory = entry.load()
        return factory
    raise UnknownSystemError(f"no memory system is called {name!r}; there are: {', '.join(names())}")


def _keywords(knobs: str) -> dict[str, object]:
    try:
        call = ast.parse(f"f({knobs})", mode="eval").body
        if not isinstance(call, ast.Call) or call.args:
            raise InputError(f"knobs are written name=value: {knobs!r}")
        return {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    except (SyntaxError, ValueError) as problem:
        raise InputError(f"knobs are written name=value with plain values, not {knobs!r}") from problem
