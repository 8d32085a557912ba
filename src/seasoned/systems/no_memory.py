"""No memory: runs are recorded, nothing is learned or recalled. The control of every comparison."""

from __future__ import annotations

from seasoned.learn.judge import default as facts
from seasoned.system import System


def no_memory() -> System:
    """Return the empty composition."""
    return System(name="no_memory", judge=facts)
