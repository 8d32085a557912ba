"""Self-verification: an insight is kept only if the task that it comes from was solved (AlphaOPT, arXiv 2510.18428).

The paper solves the source task again with the insight. Runs are not repeated here, so the proof is the run itself: one
that the proposal quotes must have solved its task.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seasoned.learn.provenance import succeeded
from seasoned.protocols import Admit, Attempt, Reader
from seasoned.types import Decision, Proposal, Verdict

REASON = "no run that it quotes solved its task"


@dataclass(frozen=True, slots=True)
class SourceSolved:
    """An admission that rejects what quotes no verified success and lets `admission` decide the rest."""

    admission: Admit

    def __call__(self, proposals: Sequence[Proposal], store: Reader, now: float) -> list[Decision]:
        """Return one decision per proposal, in order."""
        solved = [self._solved(proposal, store) for proposal in proposals]
        passed = iter(self.admission([one for one, well in zip(proposals, solved, strict=True) if well], store, now))
        return [
            next(passed) if well else Decision(proposal=proposal, verdict=Verdict.REJECTED, reason=REASON)
            for proposal, well in zip(proposals, solved, strict=True)
        ]

    def _solved(self, proposal: Proposal, store: Reader) -> bool:
        for name in sorted({span.trajectory_id for span in proposal.evidence.supports}):
            run = store.trajectory(name)
            if run is not None and succeeded(Attempt(run, store.outcome(name))):
                return True
        return False
