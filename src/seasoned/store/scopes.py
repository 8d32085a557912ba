"""The one place where scope is enforced.

Each scope has a number. Reads go through temporary views that hold nothing but the rows a scope may see, so a query
cannot forget the filter; writes ask `writable`.
"""

from __future__ import annotations

import sqlite3

from seasoned.errors import ScopeError
from seasoned.types import Scope

CONFINED = {
    "log": "scope",
    "trajectories": "scope",
    "outcomes": "scope",
    "diagnoses": "scope",
    "usages": "scope",
    "experiences": "scope",
    "utility": "owner",
}
"""Tables that hold rows of a scope, and the column that says whose. Reads use their views ``my_<table>``."""


def writable(own: Scope, record: Scope) -> None:
    """Raise ScopeError unless a store opened for `own` may write into the scope `record`.

    Allowed are its own scope and the wider ones that it sees: the same tenant and project, and a role and a principal
    that are the same or not named.
    """
    if not (record.tenant and record.project and own.tenant and own.project):
        raise ScopeError("a scope needs a tenant and a project: give both a name")
    if record != own and record not in wider(own):
        raise ScopeError(f"this store is open for {own}, the record belongs to {record}: open a store for that scope")


def wider(scope: Scope) -> list[Scope]:
    """Return the scopes that `scope` sees, most specific (itself) first, at most four."""
    found = [
        Scope(scope.tenant, scope.project, role, principal)
        for role, principal in (
            (scope.role, scope.principal),
            (scope.role, ""),
            ("", scope.principal),
            ("", ""),
        )
    ]
    return list(dict.fromkeys(found))


def number(connection: sqlite3.Connection, scope: Scope) -> int | None:
    """Return the number of a scope, or None when the file does not know it."""
    row = connection.execute(
        "SELECT id FROM scopes WHERE tenant = ? AND project = ? AND role = ? AND principal = ?",
        (scope.tenant, scope.project, scope.role, scope.principal),
    ).fetchone()
    return int(row[0]) if row else None


def enter(connection: sqlite3.Connection, scope: Scope) -> list[int]:
    """Return the numbers of the scopes that `scope` sees, most specific first; unknown ones are numbered now."""
    writable(scope, scope)
    numbers = [number(connection, seen) for seen in wider(scope)]
    if None not in numbers:
        return [n for n in numbers if n is not None]
    for seen in wider(scope):
        connection.execute(
            "INSERT OR IGNORE INTO scopes (tenant, project, role, principal) VALUES (?, ?, ?, ?)",
            (seen.tenant, seen.project, seen.role, seen.principal),
        )
    return enter(connection, scope)


def confine(connection: sqlite3.Connection, seen: list[int]) -> None:
    """Make the temporary views ``my_<table>`` of the rows that the scopes `seen` hold.

    Their column `rank` is 0 for the most specific scope: where two scopes hold the same id, the lowest rank counts.
    """
    # Literals: with one scope SQLite takes the list for an equality and can use an index for ORDER BY.
    numbers = ", ".join(str(n) for n in seen)
    ranks = " ".join(f"WHEN {n} THEN {rank}" for rank, n in enumerate(seen))
    for table, column in CONFINED.items():
        connection.execute(
            f"""CREATE TEMP VIEW my_{table} AS SELECT *, CASE {column} {ranks} END AS rank
                FROM {table} WHERE {column} IN ({numbers})"""
        )


def visible(connection: sqlite3.Connection, scope: int) -> list[int]:
    """Return the numbers of the scopes that the scope numbered `scope` sees, most specific first."""
    return [
        n
        for (n,) in connection.execute(
            """SELECT w.id FROM scopes n JOIN scopes w ON w.tenant = n.tenant AND w.project = n.project
               AND w.role IN ('', n.role) AND w.principal IN ('', n.principal) WHERE n.id = ?
               ORDER BY (w.role <> '') + (w.principal <> '') DESC, w.role DESC""",
            (scope,),
        )
    ]


def audience(connection: sqlite3.Connection, scope: int) -> list[int]:
    """Return the numbers of the scopes that see what the scope numbered `scope` holds, in order of number."""
    return [
        n
        for (n,) in connection.execute(
            """SELECT n.id FROM scopes w JOIN scopes n ON n.tenant = w.tenant AND n.project = w.project
               AND w.role IN ('', n.role) AND w.principal IN ('', n.principal) WHERE w.id = ? ORDER BY n.id""",
            (scope,),
        )
    ]


def text(connection: sqlite3.Connection, scope: int) -> tuple[str, str, str, str]:
    """Return the four names of a scope."""
    row: tuple[str, str, str, str] = connection.execute(
        "SELECT tenant, project, role, principal FROM scopes WHERE id = ?", (scope,)
    ).fetchone()
    return row
