"""Upkeep: edits suggested by evidence. A stage writes nothing, so a dry run is the same call; `revert` undoes any."""

from seasoned.evolve.demote import demote
from seasoned.evolve.duplicates import merge_duplicates
from seasoned.evolve.promote import promote
from seasoned.evolve.prune import forget_unused, prune
from seasoned.evolve.revert import revert

__all__ = ["demote", "forget_unused", "merge_duplicates", "promote", "prune", "revert"]
