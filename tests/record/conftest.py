"""Fixtures of the record tests."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seasoned.record import Imported, Problem, read

Read = tuple[list[Imported], list[Problem]]


def read_all(path: Path, format: str | None = None) -> Read:
    """Return everything in a file: the imported and the problems."""
    found = list(read(path, format, now=1000.0))
    return [x for x in found if isinstance(x, Imported)], [x for x in found if isinstance(x, Problem)]


@pytest.fixture
def load() -> Callable[..., Read]:
    return read_all


@pytest.fixture
def log(tmp_path: Path) -> Callable[..., Read]:
    """Write rows (objects, or bytes as they are) as JSON lines and read them back."""

    def write(*rows: Any, name: str = "log.jsonl", packed: bool = False, format: str | None = None) -> Read:
        lines = [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in rows]
        data = b"\n".join(lines) + b"\n"
        path = tmp_path / name
        path.write_bytes(gzip.compress(data) if packed else data)
        return read_all(path, format)

    return write


@pytest.fixture
def hand_written() -> Path:
    """The folder of logs written by hand for the tests."""
    return Path(__file__).resolve().parent.parent / "data"
