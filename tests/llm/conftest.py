"""A store for the tests of the stages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from seasoned.protocols import Store
from seasoned.store import open_store


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        yield opened
