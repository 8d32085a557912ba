"""The tables of a store file, made by numbered migrations.

`scopes` and `log` are the truth and refuse UPDATE and DELETE. Every other table is a view that `seasoned.store.fold`
fills from the log; `state` holds the head of the hash chain and what the views were made with.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from seasoned.errors import StoreCorruptError, StoreVersionError
from seasoned.store.connection import immediate

APPLICATION_ID = 0x53454153
"""``SEAS``: marks a SQLite file as a store."""

VIEWS = (
    "trajectories",
    "outcomes",
    "diagnoses",
    "usages",
    "usage_items",
    "experiences",
    "vectors",
    "terms",
    "utility",
)
"""The view tables."""

LOG = """
CREATE TABLE scopes (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, project TEXT NOT NULL, role TEXT NOT NULL, principal TEXT NOT NULL,
    UNIQUE (tenant, project, role, principal)
);
CREATE TABLE log (
    seq INTEGER PRIMARY KEY, scope INTEGER NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL, at REAL NOT NULL,
    body BLOB NOT NULL, digest BLOB NOT NULL
);
CREATE INDEX log_scope ON log (scope);
CREATE INDEX log_kind ON log (scope, kind);
CREATE TABLE state (
    one INTEGER PRIMARY KEY CHECK (one = 1), head INTEGER NOT NULL, digest BLOB NOT NULL, views INTEGER NOT NULL,
    embedder TEXT NOT NULL, generation INTEGER NOT NULL, indexed INTEGER NOT NULL
);
INSERT INTO state VALUES (1, 0, zeroblob(32), 0, '', 0, 0);
CREATE TRIGGER scopes_keep BEFORE UPDATE ON scopes BEGIN SELECT RAISE(ABORT, 'scopes are never changed'); END;
CREATE TRIGGER scopes_stay BEFORE DELETE ON scopes BEGIN SELECT RAISE(ABORT, 'scopes are never removed'); END;
CREATE TRIGGER log_keep BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_stay BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
-- INSERT OR REPLACE would delete without firing the trigger above.
CREATE TRIGGER log_grow BEFORE INSERT ON log WHEN NEW.seq <= (SELECT max(seq) FROM log)
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
"""

VIEW_TABLES = """
CREATE TABLE trajectories (
    scope INTEGER NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, task TEXT NOT NULL, family TEXT NOT NULL,
    PRIMARY KEY (scope, id)
) WITHOUT ROWID;
CREATE INDEX trajectories_seq ON trajectories (scope, seq);
CREATE INDEX trajectories_task ON trajectories (scope, task, seq);
CREATE INDEX trajectories_family ON trajectories (scope, family, seq);
CREATE TABLE outcomes (
    scope INTEGER NOT NULL, trajectory TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (scope, trajectory)
) WITHOUT ROWID;
CREATE TABLE diagnoses (
    scope INTEGER NOT NULL, trajectory TEXT NOT NULL, digest BLOB NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (scope, trajectory, digest)
) WITHOUT ROWID;
CREATE TABLE usages (
    seq INTEGER PRIMARY KEY, scope INTEGER NOT NULL, id TEXT NOT NULL, trajectory TEXT NOT NULL,
    context TEXT NOT NULL, UNIQUE (scope, id)
);
CREATE INDEX usages_trajectory ON usages (scope, trajectory);
-- owner: the scope of the experience as it was seen from the scope of the usage.
CREATE TABLE usage_items (
    usage INTEGER NOT NULL, experience TEXT NOT NULL, owner INTEGER NOT NULL, share REAL NOT NULL,
    injected INTEGER NOT NULL, eligible INTEGER NOT NULL, PRIMARY KEY (usage, experience)
) WITHOUT ROWID;
CREATE INDEX usage_items_experience ON usage_items (experience, owner, usage);
-- seq: the event that holds the body; changed: the last event that changed anything.
CREATE TABLE experiences (
    row INTEGER PRIMARY KEY, scope INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, family TEXT NOT NULL,
    key TEXT NOT NULL, status TEXT NOT NULL, trust INTEGER NOT NULL, version INTEGER NOT NULL,
    seq INTEGER NOT NULL, changed INTEGER NOT NULL, UNIQUE (scope, id)
);
CREATE INDEX experiences_changed ON experiences (scope, changed);
CREATE INDEX experiences_kind ON experiences (scope, kind, changed);
CREATE INDEX experiences_family ON experiences (scope, family, changed);
CREATE INDEX experiences_key ON experiences (scope, key, changed);
CREATE TABLE vectors (row INTEGER PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE utility (
    owner INTEGER NOT NULL, experience TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (owner, experience)
) WITHOUT ROWID;
"""


def _script(statements: str) -> Callable[[sqlite3.Connection], None]:
    def migrate(connection: sqlite3.Connection) -> None:
        # executescript would commit the open transaction, so statements are run one by one.
        pending = ""
        for line in statements.splitlines():
            pending += line + "\n"
            if sqlite3.complete_statement(pending):
                connection.execute(pending)
                pending = ""

    return migrate


EDITION = """
-- edition: counts the changes of what is searched, so that what was read of it can be kept until the next one.
ALTER TABLE state ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;
"""

OWN_TERMS = """
-- Files of the first two versions have a full-text index instead, and count what it holds.
DROP TABLE IF EXISTS words;
CREATE TABLE terms (row INTEGER PRIMARY KEY, term BLOB NOT NULL);
ALTER TABLE state DROP COLUMN indexed;
"""

MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = tuple(
    map(_script, (LOG + VIEW_TABLES, EDITION, OWN_TERMS))
)
"""Migration n takes a file from version n to n + 1. Only ever add to the end."""


def migrate(connection: sqlite3.Connection, path: str) -> None:
    """Bring the file to the newest version, in one transaction.

    Raises StoreVersionError for a file of a newer version and StoreCorruptError for a SQLite file of another program.
    """
    if _version(connection, path) == len(MIGRATIONS):
        return
    with immediate(connection):
        # Another process may have migrated while this one waited for the lock.
        for step in MIGRATIONS[_version(connection, path) :]:
            step(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _version(connection: sqlite3.Connection, path: str) -> int:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application or version or tables:
            raise StoreCorruptError(f"{path} is a database of another program; choose another path for the store")
    if version > len(MIGRATIONS):
        raise StoreVersionError(
            f"{path} has version {version}, this Seasoned knows up to {len(MIGRATIONS)}: install a newer Seasoned"
        )
    return int(version)
