"""Write at once, refine later (MemOS, arXiv 2507.03724): what a distiller proposes, marked as raw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seasoned.codec import content_id
from seasoned.knobs import distill_stage
from seasoned.protocols import Attempt, Distill, Reader
from seasoned.types import Proposal

FAST = "fast"
"""Tag of what was written raw and is still to be refined by `seasoned.evolve.consolidate`."""


@distill_stage
def fast(attempts: Sequence[Attempt], store: Reader, inner: Distill) -> Iterator[Proposal]:
    """Yield what the cheap distiller `inner` proposes with the tag `FAST` and a key of its own run: it takes the place
    of nothing, and a later run never falls into what was archived before."""
    for proposal in inner(attempts, store):
        runs = (span.trajectory_id for span in proposal.evidence.supports)
        yield replace(proposal, key=content_id(FAST, proposal.key, *runs), tags=(*proposal.tags, FAST))
