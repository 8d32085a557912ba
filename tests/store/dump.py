"""Every view of a store file as plain rows, for comparing two states exactly."""

from __future__ import annotations

from seasoned.store import SQLiteStore
from seasoned.store.schema import VIEWS


def dump(store: SQLiteStore) -> dict[str, list[tuple]]:
    """Return all rows of all view tables."""
    with store._file.use() as connection:
        return {table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in VIEWS}
