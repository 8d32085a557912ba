"""Whose experience it is: in a team each item names the roles whose steps it rests on (G-Memory, arXiv 2506.07398)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seasoned.knobs import distill_stage
from seasoned.protocols import Attempt, Distill, Reader
from seasoned.types import Proposal, Trajectory

ROLE = "role:"
"""What the name of a role is prefixed with among an item's tags."""


@distill_stage
def by_role(attempts: Sequence[Attempt], store: Reader, distill: Distill) -> Iterator[Proposal]:
    """Yield the proposals of `distill`, each tagged ``role:<actor>`` for the actors of the steps that it quotes.

    Where a run has one actor alone there are no roles, and no tag.
    """
    runs: dict[str, Trajectory | None] = {attempt.trajectory.id: attempt.trajectory for attempt in attempts}
    for proposal in distill(attempts, store):
        spans = (*proposal.evidence.supports, *proposal.evidence.contradicts)
        for earlier in {span.trajectory_id for span in spans} - runs.keys():
            runs[earlier] = store.trajectory(earlier)
        found = {
            step.actor
            for span in spans
            if (run := runs[span.trajectory_id]) is not None and len(_actors(run)) > 1
            for step in run.steps[span.start : span.end]
        }
        yield replace(proposal, tags=(*proposal.tags, *(ROLE + name for name in sorted(found))))


def _actors(run: Trajectory) -> frozenset[str]:
    return frozenset(step.actor for step in run.steps)
