"""`validate`: a model looks at proposals before admission does (ReMe, arXiv 2512.10696)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seasoned.errors import InputError
from seasoned.llm import material
from seasoned.llm.calls import Calls
from seasoned.llm.catalogue import VALIDATE
from seasoned.llm.fence import fenced
from seasoned.llm.numbering import wrong_numbers
from seasoned.llm.outputs import Checks
from seasoned.protocols import Admit, Reader
from seasoned.types import Decision, Proposal, Verdict


@dataclass(frozen=True, slots=True)
class _Validated:
    calls: Calls
    admit: Admit
    least: float
    together: int

    def __call__(self, proposals: Sequence[Proposal], store: Reader, now: float) -> list[Decision]:
        refused: dict[int, Decision] = {}
        for start in range(0, len(proposals), self.together):
            for at, reason in self._refusals(proposals[start : start + self.together]).items():
                refused[start + at] = Decision(proposal=proposals[start + at], verdict=Verdict.REJECTED, reason=reason)
        passed = iter(self.admit([one for at, one in enumerate(proposals) if at not in refused], store, now))
        return [refused[at] if at in refused else next(passed) for at in range(len(proposals))]

    def _refusals(self, group: Sequence[Proposal]) -> dict[int, str]:
        def check(answer: Checks) -> str:
            return "; ".join(wrong_numbers([one.item for one in answer.items], len(group), every=True))

        answer = self.calls.attempt(VALIDATE, fenced(material.proposals(group)), check)
        if answer is None:
            return {}
        return {
            one.item - 1: f"{self.calls.model} scores it {one.score:.2f}: {material.short(one.reason)}"
            for one in answer.items
            if not one.valid or one.score < self.least
        }


def validate(calls: Calls | None, admit: Admit, *, least: float = 0.5, together: int = 10) -> Admit:
    """Return an admission that rejects what the model finds invalid or scores below `least`, and lets `admit` decide
    the rest.

    The model can only refuse: form, quotes and quarantine stay with `admit`, which alone decides where the model gives
    no answer, and where there are no `calls`. `together` proposals are asked about in one call. Raises InputError for
    `least` outside [0, 1].
    """
    if not 0.0 <= least <= 1.0:
        raise InputError(f"validate() needs least in [0, 1], not {least}")
    if calls is None:
        return admit
    return _Validated(calls, admit, least, together)
