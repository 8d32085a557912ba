"""The view of experiences: rows, terms and vectors, folded from edits."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from seasoned.errors import StoreCorruptError, UnknownIdError
from seasoned.store.lexical import terms
from seasoned.store.records import unpack
from seasoned.store.scopes import visible
from seasoned.types import Edit, Experience, Operation, Status


def vector_text(experience: Experience) -> str:
    """Return the text whose embedding stands for an experience: the situation and the tags."""
    return " ".join((experience.when, *experience.tags))


def fold_edit(connection: sqlite3.Connection, seq: int, scope: int, edit: Edit, vector: bytes) -> None:
    """Apply an edit that changes an experience. `vector` is the embedding of the new version, if it has one.

    MERGE and SUPERSEDE also end the `sources` that exist, and SUPERSEDE its target.
    """
    if edit.experience is None:
        if edit.operation is Operation.RETIRE:
            _set_status(connection, seq, _row(connection, scope, edit.target), Status.RETIRED)
        return
    _put(connection, seq, scope, edit.experience, vector)
    if edit.operation in (Operation.MERGE, Operation.SUPERSEDE):
        ended = dict.fromkeys((*edit.sources, edit.target))
        ended.pop(edit.experience.id, None)
        for id in ended:
            row = find(connection, scope, id)
            if row is not None:
                _set_status(connection, seq, row[0], Status.SUPERSEDED)


def find(connection: sqlite3.Connection, scope: int, id: str) -> tuple[int, int] | None:
    """Return row and owner of the experience that a scope sees under an id: the most specific one; None if there is
    none."""
    for owner in visible(connection, scope):
        row = connection.execute("SELECT row FROM experiences WHERE scope = ? AND id = ?", (owner, id)).fetchone()
        if row is not None:
            return row[0], owner
    return None


def body_at(connection: sqlite3.Connection, seq: int) -> Experience:
    """Return the experience that the edit `seq` carries."""
    (body,) = connection.execute("SELECT body FROM log WHERE seq = ?", (seq,)).fetchone()
    return held(unpack("edit", body))


def held(edit: Edit) -> Experience:
    """Return the experience that an edit carries."""
    if edit.experience is None:
        raise StoreCorruptError(f"the edit of {edit.target} carries no experience: rebuild the views of the store")
    return edit.experience


def _row(connection: sqlite3.Connection, scope: int, id: str) -> int:
    found = find(connection, scope, id)
    if found is None:
        raise UnknownIdError(f"there is no experience {id} in this scope")
    return found[0]


def _put(connection: sqlite3.Connection, seq: int, scope: int, new: Experience, vector: bytes) -> None:
    old = connection.execute(
        "SELECT row, status FROM experiences WHERE scope = ? AND id = ?", (scope, new.id)
    ).fetchone()
    values = (new.kind, new.family, new.key, new.status, int(new.trust), new.version, seq, seq)
    if old is None:
        row = connection.execute(
            """INSERT INTO experiences (kind, family, key, status, trust, version, seq, changed, scope, id)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (*values, scope, new.id),
        ).lastrowid
        assert row is not None
    else:
        row = old[0]
        if old[1] == Status.ACTIVE:
            _unindex(connection, row)
        connection.execute(
            """UPDATE experiences SET kind = ?, family = ?, key = ?, status = ?, trust = ?, version = ?, seq = ?,
               changed = ? WHERE row = ?""",
            (*values, row),
        )
    if new.status is Status.ACTIVE:
        connection.execute("INSERT INTO terms VALUES (?, ?)", (row, terms(new)))
        connection.execute("INSERT INTO vectors VALUES (?, ?)", (row, vector))
        connection.execute("UPDATE state SET edition = edition + 1 WHERE one = 1")


def _set_status(connection: sqlite3.Connection, seq: int, row: int, status: Status) -> None:
    (old,) = connection.execute("SELECT status FROM experiences WHERE row = ?", (row,)).fetchone()
    # What was retired on purpose stays so.
    if old in (status, Status.RETIRED):
        return
    if old == Status.ACTIVE:
        _unindex(connection, row)
    connection.execute("UPDATE experiences SET status = ?, changed = ? WHERE row = ?", (status, seq, row))


def _unindex(connection: sqlite3.Connection, row: int) -> None:
    connection.execute("DELETE FROM terms WHERE row = ?", (row,))
    connection.execute("DELETE FROM vectors WHERE row = ?", (row,))
    connection.execute("UPDATE state SET edition = edition + 1 WHERE one = 1")


def current(experience: Experience, status: str) -> Experience:
    """Return the experience with the status in force, which a later event may have changed."""
    return experience if experience.status == status else replace(experience, status=Status(status))
