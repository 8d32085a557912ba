"""Environments: task streams that an agent can be measured on, each run in a process of its own.

with envs.make("textworld") as environment:
    for task in environment.tasks("coin", fold="train", count=10, seed=0):
        seen = environment.reset(task)
        while not seen.done:
            seen = environment.step(choose(seen.valid_actions))
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

from seasoned.envs.worker import WorkerEnvironment
from seasoned.errors import EnvironmentUnavailableError, InputError, MissingExtraError

__all__ = ["NAMES", "WorkerEnvironment", "available", "make"]


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where an environment is defined, how much memory its processes may use together, in MiB, and after how many
    resets they are replaced where nothing else is asked for."""

    module: str
    kind: str
    memory_mb: int
    recycle_every: int | None = None


_ENTRIES = {
    "textworld": _Entry("seasoned.envs.textworld", "TextWorld", 1536),
    "scienceworld": _Entry("seasoned.envs.scienceworld", "ScienceWorld", 2560),
    "miniwob": _Entry("seasoned.envs.miniwob", "MiniWoB", 3072),
    "gym": _Entry("seasoned.envs.gym", "Gym", 1024),
    "alfworld": _Entry("seasoned.envs.alfworld", "ALFWorld", 1024, recycle_every=100),
}

NAMES = tuple(_ENTRIES)
"""The environments that `make` knows."""


def available(name: str) -> str | None:
    """Return why environment `name` cannot run on this machine, or None when it can. Starts nothing."""
    try:
        importlib.import_module(_entry(name).module).check()
    except (EnvironmentUnavailableError, MissingExtraError) as problem:
        return str(problem)
    return None


def make(
    name: str,
    *,
    memory_mb: int | None = None,
    recycle_every: int | None = None,
    timeout: float = 180.0,
    **options: Any,
) -> WorkerEnvironment:
    """Return environment `name`, to be run in a process of its own; `options` go to its constructor.

    Nothing is started before the first call. See `WorkerEnvironment` for `memory_mb`, `recycle_every`, `timeout`.
    Raises MissingExtraError or EnvironmentUnavailableError when something it needs is missing; the message says what to
    install.
    """
    entry = _entry(name)
    importlib.import_module(entry.module).check()
    return WorkerEnvironment(
        name,
        f"{entry.module}:{entry.kind}",
        options,
        memory_mb=memory_mb or entry.memory_mb,
        recycle_every=recycle_every or entry.recycle_every,
        timeout=timeout,
    )


def _entry(name: str) -> _Entry:
    if name not in _ENTRIES:
        raise InputError(f"no environment is called {name!r}; there are {', '.join(NAMES)}")
    return _ENTRIES[name]
