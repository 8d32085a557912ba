"""The store: one append-only log and the views folded from it, in one SQLite file.

`open_store` opens or makes the file. `seasoned.protocols.Store` is the contract; tests/store/contract.py holds any
other store to it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from seasoned.errors import StoreError
from seasoned.protocols import Embedder
from seasoned.store.sqlite import SQLiteStore
from seasoned.types import Scope

__all__ = ["SQLiteStore", "copy_store", "open_store"]


def copy_store(path: Path, target: Path) -> None:
    """Copy a store's file as it stands now, whoever is writing to it. Raises StoreError where that can't be done."""
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    except sqlite3.Error as problem:
        raise StoreError(f"{path} cannot be copied to {target}: {problem}") from problem


def open_store(path: str | Path, scope: Scope = Scope(), embedder: Embedder | None = None) -> SQLiteStore:
    """Open the store in the file `path` for one scope, making the file if there is none.

    `path` may be ``":memory:"`` for a store that ends with its process. `embedder` makes the vectors of experiences
    (default: `seasoned.recall.embed.HashingEmbedder`); a file last written with another embedder is embedded anew.

    Raises ScopeError for a scope without tenant or project, StoreVersionError for a file of a newer version,
    StoreCorruptError for a file that is damaged or not a store, StoreReadOnlyError where nothing can be written,
    StoreFullError on a full disk and StoreError for anything else that keeps the file from being opened.
    """
    if embedder is None:
        from seasoned.recall.embed import HashingEmbedder

        embedder = HashingEmbedder()
    return SQLiteStore(str(path), scope, embedder)
