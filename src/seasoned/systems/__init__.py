"""Memory systems: one short file each, a composition of shared stages. `load` finds one by name.

A system is a function that returns a `System`, in a module of its name in this folder. Third parties add theirs under
the entry point group ``seasoned.systems``.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Callable
from importlib.metadata import entry_points

from seasoned.errors import InputError, UnknownSystemError
from seasoned.system import System

Factory = Callable[..., System]

BUILT_IN = tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))
"""The systems of this folder."""

GROUP = "seasoned.systems"
_LAMBDA = re.compile(r"(?<![\w'\"])lambda\s*=")
_CALL = re.compile(r"^\s*([\w.-]+)\s*(?:\((.*)\))?\s*$", re.DOTALL)


def names() -> tuple[str, ...]:
    """Return the names of all systems, the built-in ones first. None is imported."""
    return (*BUILT_IN, *sorted(entry.name for entry in entry_points(group=GROUP) if entry.name not in BUILT_IN))


def load(spec: str) -> System:
    """Return the system that `spec` names: ``"memrl"``, or with knobs ``"memrl(lambda=0.3)"``.

    Raises UnknownSystemError for an unknown name and InputError for knobs that are not literals or do not exist.
    """
    match = _CALL.match(spec)
    if match is None:
        raise InputError(f"{spec!r} is not a system: write a name, or a name with knobs like memrl(lambda=0.3)")
    name, knobs = match.groups()
    try:
        return factory(name)(**_keywords(knobs or ""))
    except TypeError as problem:
        raise InputError(f"system {name!r}: {problem}") from problem


def factory(name: str) -> Factory:
    """Return the function that makes system `name`. Raises UnknownSystemError."""
    if name in BUILT_IN:
        built_in: Factory = getattr(importlib.import_module(f"{__name__}.{name}"), name)
        return built_in
    for entry in entry_points(group=GROUP, name=name):
        theirs: Factory = entry.load()
        return theirs
    raise UnknownSystemError(f"no memory system is called {name!r}; there are: {', '.join(names())}")


def _keywords(knobs: str) -> dict[str, object]:
    # Papers have a λ, which Python does not let a parameter be called.
    plain = _LAMBDA.sub("lambda_=", knobs)
    try:
        call = ast.parse(f"f({plain})", mode="eval").body
        if not isinstance(call, ast.Call) or call.args:
            raise InputError(f"knobs are written name=value: {knobs!r}")
        return {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    except (SyntaxError, ValueError) as problem:
        raise InputError(f"knobs are written name=value with plain values, not {knobs!r}") from problem
