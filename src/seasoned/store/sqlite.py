"""The store in one SQLite file: what is appended goes into the log and, in the same transaction, into the views."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import NoReturn

from seasoned.errors import InputError, StoreCorruptError, StoreError
from seasoned.protocols import Embedder
from seasoned.store import chain, scopes
from seasoned.store.agreement import view_digests
from seasoned.store.connection import Connection, immediate, translated
from seasoned.store.fold import VERSION, Fold, diagnosis_digest
from seasoned.store.reader import SQLiteReader
from seasoned.store.records import Draft, draft, unpack
from seasoned.store.schema import migrate
from seasoned.store.utilities import in_force
from seasoned.store.vectors import VectorCache
from seasoned.types import Diagnosis, Outcome, Record, Scope, Trajectory, Usage


class SQLiteStore(SQLiteReader):
    """A store file opened for one scope. Threads may share it; a forked child gets its own connection by itself.

    Implements `seasoned.protocols.Store`. Made by `seasoned.store.open_store`.
    """

    def __init__(self, path: str, scope: Scope, embedder: Embedder) -> None:
        scopes.writable(scope, scope)
        self.path = path
        self.scope = scope
        self._fold = Fold(embedder)
        self._numbers: dict[Scope, int] = {}
        super().__init__(
            scope, Connection(path, self._prepare), VectorCache(embedder.dimensions), self._settle_before_reading
        )

    def append(self, *records: Record, at: float) -> list[int]:
        """Append records in one durable transaction (or into the open `batch`) and return their sequence numbers.

        What is stored already is not appended again, and its number returned: a trajectory or usage with the same id, a
        diagnosis that says the same, an outcome that says the same as the one in force (whenever it was observed).

        Raises ScopeError for a record of another scope, InputError for a record that could not be read back, and
        UnknownIdError for a vote, a value or a retirement of an experience that this scope does not see; nothing of the
        call is kept then. StoreFullError on a full disk.
        """
        if not math.isfinite(at):
            raise InputError("`at` is a time in Unix seconds")
        drafts = [draft(record, self.scope) for record in records]
        vectors = self._fold.vectors([one.record for one in drafts])
        if not drafts:
            return []
        with self._file.transaction() as connection, translated(self.path):
            if self._file.depth == 1:
                self._fold.stale.clear()
            numbers = self._write(connection, drafts, vectors, float(at))
            if self._file.depth == 1:
                self._fold.settle(connection)
            return numbers

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Group commit: everything appended inside becomes durable together when the block ends, or not at all.

        A batch inside another joins it: it is undone alone when it fails, and becomes durable with the outer one. Other
        processes and threads wait to write until the block ends (threads also to read), so keep it to seconds.
        """
        with self._file.transaction() as connection:
            if self._file.depth == 1:
                self._fold.stale.clear()
                self._written.clear()
            yield
            self._written.clear()
            if self._file.depth == 1:
                with translated(self.path):
                    self._fold.settle(connection)

    def verify(self) -> str | None:
        """Check the file's pages and the hash chain of the whole log.

        None when intact, else a sentence naming the first bad event or the damage.
        """
        try:
            with self._file.use() as connection:
                (pages,) = connection.execute("PRAGMA quick_check(1)").fetchone()
                return chain.first_break(connection) or (None if pages == "ok" else f"the file is damaged: {pages}")
        except StoreCorruptError as problem:
            return str(problem)

    def rebuild(self) -> None:
        """Drop every view and fold it again from the log. Other scopes' views are rebuilt too."""
        with self._file.transaction() as connection, translated(self.path):
            self._fold.rebuild(connection)

    def disagreement(self) -> str | None:
        """Compare the views with what the log says: None when they agree, else a sentence naming the views that do not.

        Folds the whole log again and puts everything back as it was; `rebuild` repairs what this finds.
        """
        found: list[str] = []
        try:
            with self._file.transaction() as connection, translated(self.path):
                self._fold.settle(connection)
                before = view_digests(connection)
                self._fold.rebuild(connection)
                after = view_digests(connection)
                found = [name for name in before if before[name] != after[name]]
                _put_back()
        except _PutBackError:
            return f"not what the log says: {', '.join(found)}; rebuild the views" if found else None

    def close(self) -> None:
        """Release the file. Idempotent."""
        self._file.close()

    def __enter__(self) -> SQLiteStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Make a new connection ready: newest tables, numbered scope, views by this fold and this embedder."""
        migrate(connection, self.path)
        seen = scopes.wider(self.scope)
        made = connection.execute("SELECT views, embedder FROM state").fetchone()
        due = made != (VERSION, self._fold.embedder.fingerprint)
        if due or any(scopes.number(connection, scope) is None for scope in seen):
            with immediate(connection):
                scopes.enter(connection, self.scope)
                if due:
                    self._fold.rebuild(connection)
        numbers = scopes.enter(connection, self.scope)
        self._numbers = dict(zip(seen, numbers, strict=True))
        scopes.confine(connection, numbers)

    def _write(
        self, connection: sqlite3.Connection, drafts: Sequence[Draft], vectors: Sequence[bytes], at: float
    ) -> list[int]:
        # The head is read inside the write transaction, so no other process can add to it in between.
        head, before, *made = connection.execute("SELECT head, digest, views, embedder FROM state").fetchone()
        if made != [VERSION, self._fold.embedder.fingerprint]:
            raise StoreError(
                f"{self.path} was opened meanwhile with the embedder {made[1]} and views of version {made[0]}: "
                "use the same embedder and the same Seasoned in all processes, and open the store again"
            )
        numbers: list[int] = []
        for one, vector in zip(drafts, vectors, strict=True):
            scope = self._numbers[one.scope]
            known = _stored(connection, scope, one.record)
            if known is not None:
                numbers.append(known)
                continue
            head += 1
            names = (one.scope.tenant, one.scope.project, one.scope.role, one.scope.principal)
            before = chain.digest(before, head, names, one.kind, one.id, at, one.body)
            connection.execute(
                "INSERT INTO log (seq, scope, kind, record, at, body, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (head, scope, one.kind, one.id, at, one.body, before),
            )
            self._fold.apply(connection, head, scope, one.record, vector)
            if isinstance(one.record, Trajectory):
                self._written[head] = one.record
            numbers.append(head)
        connection.execute("UPDATE state SET head = ?, digest = ? WHERE one = 1", (head, before))
        return numbers

    def _settle_before_reading(self, connection: sqlite3.Connection) -> None:
        # Outside a transaction nothing is due; what a forked child inherited is its parent's business.
        if self._file.depth:
            self._fold.settle(connection)


class _PutBackError(Exception):
    """Ends a transaction that was only a trial."""


def _put_back() -> NoReturn:
    raise _PutBackError


def _stored(connection: sqlite3.Connection, scope: int, record: Record) -> int | None:
    """Return the event that holds the record already, or None."""
    values: tuple[str | bytes, ...]
    match record:
        case Trajectory():
            query, values = "SELECT seq FROM trajectories WHERE scope = ? AND id = ?", (record.id,)
        case Usage():
            query, values = "SELECT seq FROM usages WHERE scope = ? AND id = ?", (record.id,)
        case Diagnosis():
            query = "SELECT seq FROM diagnoses WHERE scope = ? AND trajectory = ? AND digest = ?"
            values = (record.trajectory_id, diagnosis_digest(record))
        case Outcome():
            return _stored_outcome(connection, scope, record)
        case _:
            return None
    row = connection.execute(query, (scope, *values)).fetchone()
    return None if row is None else int(row[0])


def _stored_outcome(connection: sqlite3.Connection, scope: int, outcome: Outcome) -> int | None:
    seq = in_force(connection, scope, outcome.trajectory_id)
    if seq is None:
        return None
    (body,) = connection.execute("SELECT body FROM log WHERE seq = ?", (seq,)).fetchone()
    same = replace(unpack("outcome", body), observed_at=outcome.observed_at) == outcome
    return seq if same else None
