"""Every view of a store file as plain rows, for comparing two states exactly."""

from __future__ import annotations

import sqlite3

from seasoned.store import SQLiteStore
from seasoned.store.schema import VIEWS


def dump(store: SQLiteStore) -> dict[str, list[tuple]]:
    """Return all rows of all view tables and every entry of the full-text index."""
    with store._file.use() as connection:
        views = {table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in VIEWS}
        views["words"] = words(connection)
        views["indexed"] = connection.execute("SELECT indexed FROM state").fetchall()
    return views


def words(connection: sqlite3.Connection) -> list[tuple]:
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.entries USING fts5vocab(main, words, instance)")
    entries = connection.execute('SELECT term, doc, col, "offset" FROM entries').fetchall()
    lengths = connection.execute("SELECT id, sz FROM words_docsize").fetchall()
    return sorted(entries) + sorted(lengths)
