"""Opening a store for a command."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from seasoned.errors import InputError

if TYPE_CHECKING:
    from seasoned.memory import Memory

DEFAULT = "default"


def create(store: Path, tenant: str, project: str, system: str = DEFAULT) -> Memory:
    """Open the store, making the file if there is none."""
    from seasoned.memory import Memory
    from seasoned.types import Scope

    return Memory(store, system=system, scope=Scope(tenant, project), clock=time.time)


def existing(store: Path, tenant: str, project: str, system: str = DEFAULT) -> Memory:
    """Open a store that exists. Raises InputError where there is no file: reading must not make one."""
    if not store.exists():
        raise InputError(missing(store))
    return create(store, tenant, project, system)


def missing(store: Path) -> str:
    """Return what to say where there is no store file."""
    return (
        f"there is no store at {store}: make one with `seasoned learn LOGS --store {store}`, "
        "or name another with --store or $SEASONED_STORE"
    )


def nothing_yet(memory: Memory) -> str:
    """Return why nothing is to be seen where a scope holds nothing at all, or ``""``."""
    found = memory.stats()
    if found.trajectories or found.experiences:
        return ""
    scope = memory.scope
    where = "" if (scope.tenant, scope.project) == (DEFAULT, DEFAULT) else f" for {scope.tenant}/{scope.project}"
    return f"This store holds nothing{where} yet.\nLearn from logs: seasoned learn LOGS"


def attended() -> bool:
    """Return whether a person watches standard error, so that progress is worth drawing."""
    return sys.stderr.isatty()
