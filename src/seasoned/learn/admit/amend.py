"""What an admission does to items beside the decision about each: put into the batch so that no edit undoes another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from seasoned.types import Decision, Edit, Experience, Operation


def brought(decisions: Sequence[Decision]) -> dict[str, Experience]:
    """Return id → the last version that the edits of a batch bring, in the order of the edits."""
    latest: dict[str, Experience] = {}
    for decision in decisions:
        for edit in (decision.edit, *decision.also):
            if edit is not None and edit.experience is not None:
                latest[edit.experience.id] = edit.experience
    return latest


def amended(
    decisions: Sequence[Decision], changes: Mapping[str, Experience], *, reason: str, stage: str, now: float
) -> list[Decision]:
    """Return `decisions` with each item of `changes` as it is there once the batch is written.

    An item that the batch brings is changed in its last edit; another gets an EDIT with the next version beside the
    last decision that writes anything. With no such decision nothing changes.
    """
    writing = [place for place, decision in enumerate(decisions) if decision.edit is not None]
    if not changes or not writing:
        return list(decisions)
    last: dict[str, tuple[int, int]] = {}
    edits = [[decision.edit, *decision.also] for decision in decisions]
    for place, row in enumerate(edits):
        for column, edit in enumerate(row):
            if edit is not None and edit.experience is not None:
                last[edit.experience.id] = (place, column)
    for name in sorted(changes):
        if name in last:
            place, column = last[name]
            edit = edits[place][column]
            assert edit is not None
            edits[place][column] = replace(edit, experience=changes[name])
        else:
            edits[writing[-1]].append(_revision(changes[name], reason, stage, now))
    return [
        replace(decision, edit=row[0], also=tuple(edit for edit in row[1:] if edit is not None))
        for decision, row in zip(decisions, edits, strict=True)
    ]


def _revision(changed: Experience, reason: str, stage: str, now: float) -> Edit:
    revised = replace(changed, version=changed.version + 1)
    return Edit(
        operation=Operation.EDIT,
        target=changed.id,
        experience=revised,
        evidence=revised.evidence,
        reason=reason,
        stage=stage,
        at=now,
    )
