"""Admission as a transaction: a batch that can be taken back as a whole (MNL, arXiv 2512.11485).

What a batch adds is marked as on trial. What it would change stays as it was: the changed version becomes an item of
its own that stands in for the old one, and what it ends is marked as ended by it. So taking a batch back needs only
statuses, and gives exactly what was before (`seasoned.evolve.accept`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from seasoned.codec import content_id
from seasoned.protocols import Admit, Reader
from seasoned.types import SUPERSEDED_BY, Decision, Edit, Experience, Link, Operation, Proposal, Status

TRIAL = "trial"
"""Relation of an item to the batch that brought it and is not yet decided."""

ENDED_BY = "ended_by"
"""Relation of an item to the batch that superseded or displaced it."""


@dataclass(frozen=True, slots=True)
class Transactional:
    """An admission whose batches are on trial until upkeep commits them or takes them back.

    `admission` decides. A changed version starts with no record of use: it is a new hypothesis. What is not handed out
    (drafts, quarantine) changes in place.
    """

    admission: Admit

    def __call__(self, proposals: Sequence[Proposal], store: Reader, now: float) -> list[Decision]:
        """Return one decision per proposal, in order."""
        decisions = self.admission(proposals, store, now)
        cited = sorted({span.trajectory_id for one in proposals for span in one.evidence.supports})
        batch = _Batch(content_id("batch", store.scope, cited, now), store, now, {})
        return [batch.marked(decision) for decision in decisions]


@dataclass(frozen=True, slots=True)
class _Batch:
    name: str
    store: Reader
    now: float
    copies: dict[str, Experience]
    """What stands in for an earlier item, by that item's id."""

    def marked(self, decision: Decision) -> Decision:
        also = tuple(self._ended(edit) for edit in decision.also)
        edit = decision.edit
        if edit is None or edit.experience is None:
            return replace(decision, also=also)
        made = edit.experience
        before = self.store.experience(made.id)
        if before is None:
            return replace(decision, edit=replace(edit, experience=self._on_trial(made)), also=also)
        if made.status is not Status.ACTIVE:
            return replace(decision, also=also)
        known = self.copies.get(made.id)
        copy = self._copy(made, 1 if known is None else known.version + 1)
        self.copies[made.id] = copy
        if known is None and before.status is Status.ACTIVE:
            also = (self._superseded(before, copy), *also)
        operation = Operation.ADD if known is None else Operation.MERGE
        stands_in = replace(edit, operation=operation, target=copy.id, experience=copy)
        return replace(decision, edit=stands_in, also=also, experience_id=copy.id)

    def _on_trial(self, made: Experience) -> Experience:
        return replace(made, links=tuple(dict.fromkeys((*made.links, Link(TRIAL, self.name)))))

    def _copy(self, made: Experience, version: int) -> Experience:
        links = (*made.links, Link("supersedes", made.id))
        name = content_id("copy", made.id, self.name)
        return self._on_trial(replace(made, id=name, version=version, links=links, valid_from=self.now))

    def _superseded(self, old: Experience, copy: Experience) -> Edit:
        gone = replace(
            old,
            version=old.version + 1,
            status=Status.SUPERSEDED,
            links=(*old.links, Link(SUPERSEDED_BY, copy.id), Link(ENDED_BY, self.name)),
        )
        return Edit(
            operation=Operation.EDIT,
            target=old.id,
            experience=gone,
            reason=f"{copy.id} says more and is on trial",
            stage="transaction",
            at=self.now,
        )

    def _ended(self, edit: Edit) -> Edit:
        """Mark what a decision ends: an active item as ended by this batch, the batch's own as its own."""
        gone = edit.experience
        if gone is None:
            return edit
        if gone.id in self.copies:
            copy = self.copies[gone.id]
            gone = replace(copy, version=copy.version + 1, status=gone.status, tags=gone.tags, valid_to=gone.valid_to)
            return replace(edit, target=gone.id, experience=gone)
        before = self.store.experience(gone.id)
        if before is None:
            return replace(edit, experience=self._on_trial(gone))
        if before.status is not Status.ACTIVE:
            return edit
        return replace(edit, experience=replace(gone, links=(*gone.links, Link(ENDED_BY, self.name))))
