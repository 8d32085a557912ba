"""What a run teaches stays in the lane of the run (SICE's parallel databases, arXiv 2505.00234)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seasoned.codec import content_id
from seasoned.knobs import distill_stage
from seasoned.lanes import lane_names, lane_of
from seasoned.protocols import Attempt, Distill, Reader
from seasoned.types import Proposal


@distill_stage
def into_lane(
    attempts: Sequence[Attempt], store: Reader, distill: Distill, lanes: int = 5, seed: int = 8
) -> Iterator[Proposal]:
    """Tag what `distill` makes of each attempt with its lane, which is part of the key: lanes share nothing they learn.

    The first `seed` experiences of a store belong to every lane: all begin with the same few examples. Attempts are
    distilled one by one. `lanes` >= 1, else InputError.
    """
    held = len(store.recent(limit=seed))
    for attempt in attempts:
        lane = lane_of(attempt.trajectory.id, lanes)
        for proposal in distill([attempt], store):
            held += 1
            if held <= seed:
                yield replace(proposal, tags=(*proposal.tags, *lane_names(lanes)))
                continue
            key = content_id("lane", lane, proposal.key)
            yield replace(proposal, key=key, tags=(*proposal.tags, lane))
