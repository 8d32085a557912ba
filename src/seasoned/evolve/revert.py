"""Undo: edits that give back what earlier edits changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from seasoned.errors import UnknownIdError
from seasoned.protocols import Store
from seasoned.types import Edit, Experience, Operation, Status

ENDS_SOURCES = (Operation.MERGE, Operation.SUPERSEDE)
"""Operations by which a store ends the sources, and a target that is another item, without an edit of their own."""


def revert(edits: Sequence[Edit], store: Store, now: float) -> list[Edit]:
    """Return the edits that restore every experience that `edits` changed to what it was before them.

    The log keeps every version, so nothing is lost by an edit; the restored content gets a new, higher version number,
    whatever was done to the experience since. One that `edits` first brought in is retired. Edits that were never
    appended change nothing here. Raises UnknownIdError when an edited experience is not in the store.
    """
    wanted = _before(edits, store)
    previous = _logged(wanted, store)
    restored = []
    for name in sorted(wanted):
        current = store.experience(name)
        if current is None:
            raise UnknownIdError(f"cannot revert the edit of {name}: no such experience in this scope")
        found = previous.get(name)
        if found is not None and replace(found, version=current.version) == current:
            continue
        if found is None and current.status is Status.RETIRED:
            continue
        back = replace(current, status=Status.RETIRED) if found is None else found
        restored.append(
            Edit(
                operation=Operation.RETIRE if found is None else Operation.EDIT,
                target=name,
                experience=replace(back, version=current.version + 1),
                evidence=back.evidence,
                reason="reverted: it did not exist before" if found is None else f"reverted to version {found.version}",
                stage="revert",
                at=now,
            )
        )
    return restored


def _before(edits: Iterable[Edit], store: Store) -> dict[str, int]:
    """Return id → the version number from which on its versions are to be undone."""
    wanted: dict[str, int] = {}
    for edit in edits:
        if edit.experience is not None:
            name, version = edit.experience.id, edit.experience.version
            wanted[name] = min(version, wanted.get(name, version))
    for edit in edits:
        ended = (*edit.sources, edit.target) if edit.operation in ENDS_SOURCES else ()
        if edit.operation is Operation.RETIRE and edit.experience is None:
            ended = (edit.target,)
        for name in ended:
            # Only the status was changed, so the newest logged version is the one before.
            current = store.experience(name)
            if current is not None:
                wanted.setdefault(name, current.version + 1)
    return wanted


def _logged(wanted: Mapping[str, int], store: Store) -> dict[str, Experience]:
    """Return the latest logged version of each experience below the version given."""
    found: dict[str, Experience] = {}
    for event in store.log():
        edit = event.record
        if not isinstance(edit, Edit) or edit.experience is None or edit.experience.id not in wanted:
            continue
        name, version = edit.experience.id, edit.experience.version
        if version < wanted[name] and (name not in found or found[name].version <= version):
            found[name] = edit.experience
    return found
