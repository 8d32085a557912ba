"""Real environments, shared by the tests of a run because starting one takes seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playing import start

from seasoned import envs


@pytest.fixture(scope="session")
def shared() -> Iterator[dict[str, envs.WorkerEnvironment]]:
    running: dict[str, envs.WorkerEnvironment] = {}
    yield running
    for environment in running.values():
        environment.close()


@pytest.fixture
def environment(request: pytest.FixtureRequest, shared: dict[str, envs.WorkerEnvironment]) -> envs.WorkerEnvironment:
    """The running environment that the test names by indirect parametrisation."""
    name: str = request.param
    if name not in shared:
        shared[name] = start(name)
    return shared[name]


@pytest.fixture
def textworld(shared: dict[str, envs.WorkerEnvironment]) -> envs.WorkerEnvironment:
    if "textworld" not in shared:
        shared["textworld"] = start("textworld")
    return shared["textworld"]
