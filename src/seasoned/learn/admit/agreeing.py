"""Votes by repetition: a run that says again what is stored agrees with it (F11; ExpeL, arXiv 2308.10144)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from seasoned.protocols import Admit, Reader
from seasoned.types import Decision, Edit, Kind, Operation, Proposal, Verdict


@dataclass(frozen=True, slots=True)
class Agreeing:
    """An admission under which a proposal of `kinds` that is merged into a stored item gives it one vote (AGREE)."""

    admission: Admit
    kinds: tuple[Kind, ...] = (Kind.INSIGHT,)

    def __call__(self, proposals: Sequence[Proposal], store: Reader, now: float) -> list[Decision]:
        """Return one decision per proposal, in order."""
        return [self._with_vote(decision, now) for decision in self.admission(proposals, store, now)]

    def _with_vote(self, decision: Decision, now: float) -> Decision:
        if decision.verdict is not Verdict.MERGED or decision.proposal.kind not in self.kinds:
            return decision
        vote = Edit(
            operation=Operation.AGREE,
            target=decision.experience_id,
            evidence=decision.proposal.evidence,
            reason="another run says the same",
            stage="agreeing",
            at=now,
        )
        return replace(decision, also=(*decision.also, vote))
