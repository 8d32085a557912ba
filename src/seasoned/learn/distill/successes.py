"""Learning from successes alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seasoned.knobs import distill_stage
from seasoned.learn.provenance import succeeded
from seasoned.protocols import Attempt, Distill, Reader
from seasoned.types import Proposal


@distill_stage
def successes(attempts: Sequence[Attempt], store: Reader, distill: Distill) -> Iterator[Proposal]:
    """Hand `distill` the runs that succeeded by an outcome that is not unverified, and no others."""
    yield from distill([attempt for attempt in attempts if succeeded(attempt)], store)
