"""The latest wins: a later statement takes the place of an earlier one under the same key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from seasoned.learn.admit.admission import Admission
from seasoned.learn.evidence import unite
from seasoned.payloads import told_at
from seasoned.protocols import Reader
from seasoned.types import Decision, Edit, Experience, Kind, Operation, Proposal, Verdict


@dataclass(frozen=True, slots=True)
class LatestWins:
    """An admission under which a later statement of the same key replaces what is stored, text and all.

    The ordinary one decides everything else. Later is by the time of the run (`told_at`), so that an old log which is
    imported afterwards changes nothing; of equally late ones the later proposal counts.
    """

    admission: Admission

    def __call__(self, proposals: Sequence[Proposal], store: Reader, now: float) -> list[Decision]:
        """Return one decision per proposal, in order. A changed value is an edit ``supersede`` of the same item."""
        latest: dict[str, Experience] = {}
        decisions = []
        for decision in self.admission(proposals, store, now):
            edit = decision.edit
            if edit is not None and edit.experience is not None and decision.proposal.kind is Kind.FACT:
                if decision.verdict is Verdict.MERGED:
                    known = latest.get(edit.target) or store.experience(edit.target) or edit.experience
                    edit = _newer(edit, edit.experience, known, decision.proposal, now)
                    decision = replace(decision, edit=edit, reason=edit.reason)
                if edit.experience is not None:
                    latest[edit.target] = edit.experience
            decisions.append(decision)
        return decisions


def _newer(edit: Edit, merged: Experience, known: Experience, proposal: Proposal, now: float) -> Edit:
    """Return the edit with the content of `proposal`, or with that of `known`, which is in force, if it is later."""
    if told_at(proposal.payload, now) < told_at(known.payload, known.valid_from):
        stays = replace(known, version=merged.version, trust=merged.trust)
        return replace(edit, experience=stays, reason=f"older than what {edit.target} says")
    changed = proposal.payload.get("value") != known.payload.get("value")
    told = replace(
        merged,
        when=proposal.when,
        body=proposal.body,
        payload=proposal.payload,
        evidence=proposal.evidence if changed else unite(known.evidence, proposal.evidence),
        valid_from=now,
    )
    if not changed:
        return replace(edit, experience=told)
    reason = f"a later value than that of {edit.target}"
    return replace(edit, operation=Operation.SUPERSEDE, experience=told, reason=reason)
