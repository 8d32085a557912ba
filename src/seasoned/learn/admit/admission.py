"""The admission of a batch of proposals: validate, quarantine, dedup, cap, one decision each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from seasoned.codec import content_id
from seasoned.learn.admit.cap import CAPS, room
from seasoned.learn.admit.dedup import NEAR, NearDuplicates, same_key
from seasoned.learn.admit.ledger import Ledger
from seasoned.learn.admit.quarantine import CONTRADICTED, DISPLACED, effective_trust, must_wait, standing
from seasoned.learn.admit.validate import validate
from seasoned.learn.merge import merge
from seasoned.protocols import Attempt, Reader
from seasoned.types import (
    SUPERSEDED_BY,
    Creator,
    Decision,
    Edit,
    Experience,
    Kind,
    Link,
    Operation,
    Proposal,
    Scope,
    Status,
    Trajectory,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Decides proposals. `caps` are experiences per kind and family; `near` the overlap that makes a duplicate.

    `known` holds trajectories of the batch, so that quotes are checked without reading the store; see `over`.
    """

    caps: Mapping[Kind, int] = field(default_factory=lambda: CAPS)
    near: float = NEAR
    system: str = ""
    known: Mapping[str, Trajectory] = field(default_factory=dict)

    def over(self, attempts: Iterable[Attempt]) -> Admission:
        """Return the same admission, knowing the trajectories of `attempts`."""
        return replace(self, known={attempt.trajectory.id: attempt.trajectory for attempt in attempts})

    def __call__(self, proposals: Sequence[Proposal], store: Reader, now: float) -> list[Decision]:
        """Return one decision per proposal, in order; later proposals see the earlier ones as stored.

        A decision's `edit` is what to append; `also` are further edits that it causes (a displaced resident retired).
        """
        ledger = Ledger(store, self.known)
        duplicates = NearDuplicates(self.near)
        return [self._decide(proposal, ledger, duplicates, now) for proposal in proposals]

    def _decide(self, proposal: Proposal, ledger: Ledger, duplicates: NearDuplicates, now: float) -> Decision:
        reason = validate(proposal, ledger)
        if reason:
            return Decision(proposal=proposal, verdict=Verdict.REJECTED, reason=reason)
        trust = effective_trust(proposal, ledger)
        waits = must_wait(trust)
        proposal = replace(proposal, trust=trust)
        if waits and any(one.status is not Status.QUARANTINED for one in ledger.keyed(proposal)):
            return Decision(
                proposal=proposal,
                verdict=Verdict.REJECTED,
                reason="unverified, and a verified experience says this already",
            )
        resident = same_key(proposal, waits, ledger)
        why = "same key"
        if resident is None and not waits:
            resident, why = duplicates.find(proposal, ledger), "nearly the same words"
        if resident is not None:
            return self._merged(proposal, resident, why, ledger, duplicates, now)
        return self._stored(proposal, waits, ledger, duplicates, now)

    def _merged(
        self,
        proposal: Proposal,
        resident: Experience,
        why: str,
        ledger: Ledger,
        duplicates: NearDuplicates,
        now: float,
    ) -> Decision:
        merged = _with_standing(merge(resident, proposal))
        also: tuple[Edit, ...] = ()
        if merged.status is Status.ACTIVE and resident.status is not Status.ACTIVE:
            admitted, loser = room(merged, ledger, self.caps)
            if not admitted:
                merged = replace(merged, status=resident.status)
            also = _retire(loser, merged, ledger, now)
        ledger.put(merged)
        duplicates.add(merged)
        reason = f"{why} as {resident.id}"
        if merged.status is not resident.status:
            reason = f"{reason}; now {merged.status.value}"
        edit = Edit(
            operation=Operation.MERGE,
            target=merged.id,
            experience=merged,
            evidence=proposal.evidence,
            reason=reason,
            stage=proposal.stage,
            before=ledger.strength(resident),
            after=ledger.strength(merged),
            at=now,
        )
        waits = merged.status is Status.QUARANTINED
        return Decision(
            proposal=proposal,
            verdict=Verdict.QUARANTINED if waits else Verdict.MERGED,
            reason=reason,
            experience_id=merged.id,
            edit=edit,
            also=also,
        )

    def _stored(
        self, proposal: Proposal, waits: bool, ledger: Ledger, duplicates: NearDuplicates, now: float
    ) -> Decision:
        made = _with_standing(self._experience(proposal, waits, ledger.store.scope, now))
        if made.status is Status.RETIRED:
            return Decision(
                proposal=proposal,
                verdict=Verdict.REJECTED,
                reason="what speaks against it outweighs what speaks for it",
            )
        admitted, loser = room(made, ledger, self.caps)
        if not admitted:
            limit = f"{proposal.kind.value} of family {proposal.family!r}"
            return Decision(
                proposal=proposal,
                verdict=Verdict.REJECTED,
                reason=f"full: not better than the weakest {limit}",
            )
        also = _retire(loser, made, ledger, now)
        if not waits:
            for old in ledger.keyed(proposal):
                also += _supersede(old, made, ledger, now)
        ledger.put(made)
        duplicates.add(made)
        verdict, reason = Verdict.STORED, "new"
        if waits:
            verdict, reason = Verdict.QUARANTINED, "its outcome is unverified"
        elif made.status is Status.DRAFT:
            reason = "new; a draft until another run supports it"
        edit = Edit(
            operation=Operation.ADD,
            target=made.id,
            experience=made,
            evidence=proposal.evidence,
            reason=reason,
            stage=proposal.stage,
            after=ledger.strength(made),
            at=now,
        )
        return Decision(proposal=proposal, verdict=verdict, reason=reason, experience_id=made.id, edit=edit, also=also)

    def _experience(self, proposal: Proposal, waits: bool, scope: Scope, now: float) -> Experience:
        lane = "unverified" if waits else ""
        return Experience(
            id=content_id(proposal.kind.value, scope, proposal.family, proposal.key, lane),
            kind=proposal.kind,
            key=proposal.key,
            when=proposal.when,
            body=proposal.body,
            family=proposal.family,
            payload=proposal.payload,
            evidence=proposal.evidence,
            scope=scope,
            origin=proposal.origin,
            trust=proposal.trust,
            status=Status.QUARANTINED if waits else Status.ACTIVE,
            principal=scope.principal,
            parents=proposal.parents,
            tags=proposal.tags,
            valid_from=now,
            created_by=Creator(system=self.system, stage=proposal.stage),
        )


def _with_standing(experience: Experience) -> Experience:
    status = standing(experience)
    if status is experience.status:
        return experience
    tags = tuple(tag for tag in experience.tags if tag not in (DISPLACED, CONTRADICTED))
    if status is Status.RETIRED:
        return replace(experience, status=status, tags=(*tags, CONTRADICTED))
    return replace(experience, status=status, tags=tags, valid_to=None)


def _retire(loser: Experience | None, winner: Experience, ledger: Ledger, now: float) -> tuple[Edit, ...]:
    if loser is None:
        return ()
    gone = replace(
        loser,
        version=loser.version + 1,
        status=Status.RETIRED,
        tags=tuple(dict.fromkeys((*loser.tags, DISPLACED))),
        valid_to=now,
    )
    ledger.put(gone)
    return (
        Edit(
            operation=Operation.RETIRE,
            target=gone.id,
            experience=gone,
            reason=f"weakest of a full family; {winner.id} takes its place",
            stage="cap",
            before=ledger.strength(loser),
            at=now,
        ),
    )


def _supersede(old: Experience, new: Experience, ledger: Ledger, now: float) -> tuple[Edit, ...]:
    if old.status is not Status.QUARANTINED:
        return ()
    gone = replace(
        old,
        version=old.version + 1,
        status=Status.SUPERSEDED,
        links=(*old.links, Link(SUPERSEDED_BY, new.id)),
        valid_to=now,
    )
    ledger.put(gone)
    return (
        Edit(
            operation=Operation.SUPERSEDE,
            target=gone.id,
            experience=gone,
            reason=f"a verified run says the same: {new.id}",
            stage="quarantine",
            at=now,
        ),
    )
