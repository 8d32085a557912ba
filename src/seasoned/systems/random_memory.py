"""Random memory of equal size: learns like the default and shows as many items, drawn evenly from its store.

The control that tells whether it matters *what* is recalled, or only that something is.
"""

from __future__ import annotations

from seasoned.recall.search import all_of
from seasoned.recall.select import equally_many
from seasoned.stage import SearchStage
from seasoned.system import System
from seasoned.systems.default import default


def random_memory() -> System:
    """Return the default system with every chosen item exchanged for a random one."""
    system = default(withhold=0.0)
    return system.but(
        name="random_memory",
        citation="control",
        search=SearchStage.of(system.search, all_of(limit=2000)),
        select=equally_many(system.select),
    )
