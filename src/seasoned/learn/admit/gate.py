"""A gate on quality: ungated self-collected memory is worse than none (31.0 against 34.1 in EchoTrail-GUI)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seasoned.errors import InputError
from seasoned.protocols import Admit, Reader
from seasoned.types import Decision, Proposal, Verdict


@dataclass(frozen=True, slots=True)
class Gate:
    """An admission that rejects proposals with a score below `least` in [0, 1] and lets `admit` decide the others.

    EchoTrail-GUI (arXiv 2512.19396) keeps trails that its critic gives at least 4 of 5. Raises InputError for `least`
    out of range.
    """

    admit: Admit
    least: float = 0.8

    def __post_init__(self) -> None:
        if not 0.0 <= self.least <= 1.0:
            raise InputError(f"Gate needs least in [0, 1], not {self.least}")

    def __call__(self, proposals: Sequence[Proposal], store: Reader, now: float) -> list[Decision]:
        """Return one decision per proposal, in order."""
        passed = iter(self.admit([one for one in proposals if one.score >= self.least], store, now))
        return [next(passed) if one.score >= self.least else self._rejected(one) for one in proposals]

    def _rejected(self, proposal: Proposal) -> Decision:
        reason = f"its score {proposal.score:.2f} is below {self.least:.2f}"
        return Decision(proposal=proposal, verdict=Verdict.REJECTED, reason=reason)
