"""The SQLite store is held to the contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from contract import StoreContract, store
from samples import OpenScope

from seasoned.store import SQLiteStore, open_store
from seasoned.types import Scope

__all__ = ["store"]


class TestSQLiteStore(StoreContract):
    @pytest.fixture
    def open_scope(self, tmp_path: Path) -> Iterator[OpenScope]:
        opened: list[SQLiteStore] = []

        def open_scope(scope: Scope = Scope()) -> SQLiteStore:
            opened.append(open_store(tmp_path / "store.db", scope))
            return opened[-1]

        yield open_scope
        for one in opened:
            one.close()
