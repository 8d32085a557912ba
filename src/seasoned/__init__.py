"""Seasoned: an experience layer for LLM agents.

It records what an agent did and how it ended, learns what helps, hands the useful part back at the right moment, and
measures whether it really helped.

    from seasoned import Memory

    memory = Memory("agent.db")
    with memory.episode("Refund order W123", family="retail/refund") as episode:
        hint = episode.recall()
        ...
        episode.finish(success=True)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seasoned.episode import Episode
    from seasoned.memory import AsyncMemory, Memory
    from seasoned.store import open_store
    from seasoned.system import System
    from seasoned.types import (
        Experience,
        Hint,
        Kind,
        Outcome,
        OutcomeSource,
        Scope,
        Step,
        Task,
        ToolCall,
        Trajectory,
    )

__version__ = "0.1.0"

__all__ = [
    "AsyncMemory",
    "Episode",
    "Experience",
    "Hint",
    "Kind",
    "Memory",
    "Outcome",
    "OutcomeSource",
    "Scope",
    "Step",
    "System",
    "Task",
    "ToolCall",
    "Trajectory",
    "__version__",
    "open_store",
]

_HOMES = {
    "AsyncMemory": "memory",
    "Episode": "episode",
    "Memory": "memory",
    "System": "system",
    "open_store": "store",
}


def __getattr__(name: str) -> object:
    # Loaded on first use, so that `import seasoned` stays cheap.
    if name.startswith("__") or name not in __all__:
        raise AttributeError(f"module 'seasoned' has no attribute {name!r}")
    return getattr(import_module(f"seasoned.{_HOMES.get(name, 'types')}"), name)
