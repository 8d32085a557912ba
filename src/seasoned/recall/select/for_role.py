"""Each role of a team sees what its own steps taught, and what concerns all (G-Memory, arXiv 2506.07398)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.knobs import select_stage
from seasoned.learn.distill.by_role import ROLE
from seasoned.protocols import Scored
from seasoned.recall.marks import refused_where
from seasoned.types import Query


@select_stage
def for_role(query: Query, candidates: Sequence[Scored], rng: Random, now: float, role: str = "") -> list[Scored]:
    """Refuse what is tagged with other roles (``role:<name>``) and not with `role`; ``""`` sees everything."""

    def why(item: Scored) -> str:
        roles = [tag.removeprefix(ROLE) for tag in item.experience.tags if tag.startswith(ROLE)]
        return f"concerns {', '.join(roles)}" if role and roles and role not in roles else ""

    return refused_where(candidates, why)
