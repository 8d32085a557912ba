"""What is learned later changes how earlier items are found (A-MEM's memory evolution, arXiv 2502.12110)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from seasoned.errors import InputError
from seasoned.learn.admit.amend import amended, brought
from seasoned.learn.admit.linked import RELATED, linked_to
from seasoned.protocols import Admit, Reader
from seasoned.types import Decision, Experience, Operation, Proposal, Status

MOST_TAGS = 24
"""Tags of an item beyond which it takes none from others: one that is about everything is found for everything."""


@dataclass(frozen=True, slots=True)
class Revising:
    """An admission under which each new active item gives up to `most` of its tags, the first ones that they lack, to
    the active items it is linked with by `relation`. `most` >= 1, else InputError.

    Only what is linked may be touched, and of that only the tags: what it says, and how far it is trusted, stays. An
    item less trusted than its neighbour gives it nothing.
    """

    admission: Admit
    most: int = 3
    relation: str = RELATED

    def __post_init__(self) -> None:
        if self.most < 1:
            raise InputError(f"Revising() needs most >= 1, not {self.most}")

    def __call__(self, proposals: Sequence[Proposal], store: Reader, now: float) -> list[Decision]:
        """Return one decision per proposal, in order."""
        decisions = self.admission(proposals, store, now)
        batch = brought(decisions)
        added = [one.edit.target for one in decisions if one.edit is not None and one.edit.operation is Operation.ADD]
        changed: dict[str, Experience] = {}
        for name in dict.fromkeys(added):
            item = batch[name]
            for neighbour in linked_to(item, self.relation) if item.status is Status.ACTIVE else ():
                other = changed.get(neighbour) or batch.get(neighbour) or store.experience(neighbour)
                if other is None or other.status is not Status.ACTIVE or other.scope != item.scope:
                    continue
                tagged = with_tags(other, item, self.most)
                if tagged is not other:
                    changed[neighbour] = tagged
        return amended(decisions, changed, reason="a later item is about it too", stage="revising", now=now)


def with_tags(item: Experience, by: Experience, most: int) -> Experience:
    """Return `item` with up to `most` of the tags of `by` that it lacks, `MOST_TAGS` in all; as it is where there are
    none, or where `by` is less trusted."""
    new = [tag for tag in by.tags if tag not in item.tags][: max(0, min(most, MOST_TAGS - len(item.tags)))]
    return replace(item, tags=(*item.tags, *new)) if new and by.trust >= item.trust else item
