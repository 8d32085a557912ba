"""Fixtures of the command line's tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Seasoned, write_log


@pytest.fixture
def seasoned(tmp_path: Path) -> Seasoned:
    return Seasoned(tmp_path / "store.db")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write_log(tmp_path / "runs.jsonl", 12)


@pytest.fixture
def learned(seasoned: Seasoned, log: Path) -> Seasoned:
    seasoned("learn", log)
    return seasoned
