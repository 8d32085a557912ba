"""Random memory of equal size: the default system's store, its items drawn at random.

The control that tells whether it matters *what* is recalled, or only that something is.
"""

from __future__ import annotations

from seasoned.recall.search import all_of
from seasoned.recall.select import epsilon, top_k
from seasoned.system import System
from seasoned.systems.default import default


def random_memory(k: int = 15) -> System:
    """Return the default system with `k` = 15 items (what the default shows at most) drawn evenly from the store."""
    return default(withhold=0.0).but(
        name="random_memory",
        citation="control",
        search=all_of(limit=2000),
        select=epsilon(1.0) >> top_k(k),
    )
