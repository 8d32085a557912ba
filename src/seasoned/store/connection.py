"""One SQLite file as one process sees it: a connection, the lock around it, transactions, errors that say what to do.

Threads share the connection and take turns: SQLite allows one writer at a time in any case, and an in-memory store has
no second connection. A forked child must not touch its parent's connection, so it opens its own.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from seasoned.errors import StoreCorruptError, StoreError, StoreFullError, StoreReadOnlyError

MEMORY = ":memory:"
BUSY_SECONDS = 30.0
"""How long a writer waits for another process. Waits of 3 s were measured under load, so 10 s is the least."""

_inherited: list[sqlite3.Connection] = []
"""Connections of a parent process, kept so that they are never finalised here: that could disturb its locks."""


class Connection:
    """The connection to one file. `prepare` is run on every connection right after it is opened."""

    def __init__(self, path: str, prepare: Callable[[sqlite3.Connection], None]) -> None:
        self.path = path
        self.undone = 0
        """How many times a transaction was rolled back: caches of uncommitted state are stale after that."""
        self._prepare = prepare
        self._lock = RLock()
        self._pid = os.getpid()
        self.depth = 0
        """How many transactions are open inside one another."""
        self._closed = False
        self._connection: sqlite3.Connection | None = None
        with self.use():
            pass

    @contextmanager
    def use(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection to this thread; errors of SQLite come out as errors of the store."""
        self._leave_parent()
        with self._lock:
            try:
                yield self._opened()
            except sqlite3.Error as problem:
                raise _store_error(self.path, problem) from problem

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for reads that belong together: all see the file as it is at the first of them."""
        with self.use() as connection:
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Do everything inside or nothing. A transaction inside another joins it and can be undone on its own."""
        self._leave_parent()
        with self._lock:
            with translated(self.path):
                connection = self._opened()
                outermost = self.depth == 0
                if not outermost and not connection.in_transaction:
                    raise StoreError("this batch failed and was undone already; leave it and start again")
                connection.execute("BEGIN IMMEDIATE" if outermost else "SAVEPOINT inner")
            self.depth += 1
            try:
                yield connection
                with translated(self.path):
                    connection.execute("COMMIT" if outermost else "RELEASE inner")
            except BaseException:
                self.undone += 1
                # After a full disk SQLite has rolled back by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK" if outermost else "ROLLBACK TO inner")
                    if not outermost:
                        connection.execute("RELEASE inner")
                raise
            finally:
                self.depth -= 1

    def close(self) -> None:
        """Close the connection. Idempotent."""
        self._leave_parent()
        with self._lock:
            self._closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _leave_parent(self) -> None:
        # A copy of an in-memory database belongs to the child alone and stays usable.
        if self._pid != os.getpid():
            self._pid = os.getpid()
            self._lock = RLock()
            if self._connection is not None and self.path != MEMORY:
                _inherited.append(self._connection)
                self._connection = None
                self.depth = 0
                self.undone += 1

    def _opened(self) -> sqlite3.Connection:
        if self._closed:
            raise StoreError("this store is closed; open it again")
        if self._connection is None:
            self._connection = _open(self.path, self._prepare)
        return self._connection


def _open(path: str, prepare: Callable[[sqlite3.Connection], None]) -> sqlite3.Connection:
    if path != MEMORY:
        _check_path(Path(path))
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -65536")
        _write_ahead(connection)
        prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction on a bare connection: committed at the end, undone by whatever ends it early, an interrupt
    as well."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL. The switch does not wait for other processes by itself, so waiting is done here."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
            if mode not in ("wal", "memory"):
                connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _check_path(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it")
    if not path.parent.is_dir():
        raise StoreError(f"there is no folder {path.parent}; create it or choose another path")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise StoreReadOnlyError(f"{path} cannot be written; change its permissions or choose another path")


@contextmanager
def translated(path: str) -> Iterator[None]:
    """Turn an error of SQLite into the store error that says what to do."""
    try:
        yield
    except sqlite3.Error as problem:
        raise _store_error(path, problem) from problem


def _store_error(path: str, problem: sqlite3.Error) -> StoreError:
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _disk_full(path)):
        return StoreFullError(f"there is no room to write {path}: free some space; nothing of this write was kept")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreCorruptError(f"{path} is damaged or not a store ({problem}): restore a copy or choose another path")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreReadOnlyError(f"{path} or its folder cannot be written ({problem}): check the permissions")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(f"another process kept {path} locked for {BUSY_SECONDS:g} s: try again when it is done")
    return StoreError(f"{path}: {problem}")


def _disk_full(path: str) -> bool:
    return path != MEMORY and shutil.disk_usage(Path(path).parent).free < 1 << 20
