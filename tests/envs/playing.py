"""Starting, playing and watching real environments."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

import pytest

from seasoned import envs
from seasoned.protocols import EnvTask, Observation

MARKS = {
    "textworld": pytest.mark.java,
    "scienceworld": (pytest.mark.java, pytest.mark.slow),
    "miniwob": pytest.mark.browser,
    "gym": (),
    "alfworld": (),
}
SEPARATE = [pytest.param(name, marks=MARKS[name]) for name in ("textworld", "miniwob", "gym")]
"""One environment for each sort of process: a Java machine, a browser, Python alone."""

EVERY = [pytest.param(name, marks=MARKS[name]) for name in envs.NAMES]


def start(name: str, **options: object) -> envs.WorkerEnvironment:
    """Return a new environment, or skip the test with the reason why there is none here."""
    reason = envs.available(name)
    if reason is not None:
        pytest.skip(reason)
    return envs.make(name, **options)


def play(environment: envs.WorkerEnvironment, task: EnvTask, actions: Sequence[str]) -> list[Observation]:
    """Return what is seen from the reset until the actions or the episode end."""
    seen = [environment.reset(task)]
    for action in actions:
        if seen[-1].done:
            break
        seen.append(environment.step(action))
    return seen


def alive(pids: Sequence[int], patience: float = 15.0) -> list[int]:
    """Return those of `pids` that still run after at most `patience` seconds (zombies do not)."""
    deadline = time.monotonic() + patience
    while (left := [pid for pid in pids if _runs(pid)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        if os.path.exists("/proc/self/stat"):
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
