"""Shared fixtures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine and in every run; HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

REPOSITORY = Path(__file__).resolve().parent.parent


def find_data() -> Path | None:
    """Return the folder of real agent data, or None where there is none."""
    folder = Path(os.environ.get("SEASONED_DATA", REPOSITORY.parent / "shared" / "data"))
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real agent data; tests that need it are skipped where it is absent."""
    folder = find_data()
    if folder is None:
        pytest.skip("no real agent data here: set SEASONED_DATA to its folder")
    return folder
