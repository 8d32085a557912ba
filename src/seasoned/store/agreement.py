"""Whether the views are what the log says: a digest of each view, to be compared before and after a rebuild."""

from __future__ import annotations

import hashlib
import sqlite3

from seasoned import codec
from seasoned.store.schema import VIEWS


def view_digests(connection: sqlite3.Connection) -> dict[str, str]:
    """Return a digest of the content of each view, by name."""
    queries = {table: f"SELECT * FROM {table}" for table in VIEWS}
    queries["state"] = "SELECT embedder, views FROM state"
    return {name: _digest(connection, query) for name, query in queries.items()}


def _digest(connection: sqlite3.Connection, query: str) -> str:
    width = len(connection.execute(f"{query} LIMIT 0").description)
    order = ", ".join(str(n) for n in range(1, width + 1))
    digest = hashlib.blake2b(digest_size=16)
    for row in connection.execute(f"{query} ORDER BY {order}"):
        digest.update(codec.encode(row))
    return digest.hexdigest()
