"""The store: one append-only log and the views folded from it, in one SQLite file.

`open_store` opens or makes the file. `seasoned.protocols.Store` is the contract; tests/store/contract.py holds any
other store to it.
"""

from __future__ import annotations

from pathlib import Path

from seasoned.protocols import Embedder
from seasoned.store.sqlite import SQLiteStore
from seasoned.types import Scope

__all__ = ["SQLiteStore", "open_store"]


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
