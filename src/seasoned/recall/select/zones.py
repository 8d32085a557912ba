"""So many of each zone of the library, a zone being several kinds together (SLEA-RL's strategies and warnings)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import limited, refused_where
from seasoned.types import Kind, Query


@select_stage
def zones(
    query: Query,
    candidates: Sequence[Scored],
    rng: Random,
    now: float,
    limits: Mapping[tuple[Kind, ...], int],
) -> list[Scored]:
    """Keep the first `limits[zone]` chosen ones of the kinds of each zone together, and none of other kinds.

    `quotas` limits each kind by itself. Raises InputError for a kind in two zones or a limit below 0.
    """
    zone_of = {kind: zone for zone in limits for kind in zone}
    if len(zone_of) < sum(map(len, limits)) or any(limit < 0 for limit in limits.values()):
        raise InputError("zones() needs each kind in one zone only, and limits of at least 0")
    known = refused_where(
        candidates,
        lambda item: "" if item.experience.kind in zone_of else f"kind {item.experience.kind} belongs to no zone",
    )
    return limited(known, lambda item: zone_of.get(item.experience.kind), limits, lambda zone: "of its zone")
