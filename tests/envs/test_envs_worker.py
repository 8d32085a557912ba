from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playing import SEPARATE, alive, start

from seasoned import envs
from seasoned.envs import processes
from seasoned.errors import (
    EnvironmentCrashedError,
    EnvironmentUnavailableError,
    EpisodeError,
    InputError,
    MissingExtraError,
)
from seasoned.protocols import EnvTask

LAKE = "FrozenLake-v1"

OUTLIVED = """
import sys, time
from seasoned import envs
environment = envs.make(sys.argv[1])
environment.families()
print(*environment.pids(), flush=True)
time.sleep(600)
"""


def lake(environment: envs.WorkerEnvironment, count: int = 1) -> list[EnvTask]:
    return environment.tasks(LAKE, fold="train", count=count, seed=0)


@pytest.mark.parametrize("name", SEPARATE)
def test_closing_leaves_no_process_behind(name: str) -> None:
    environment = start(name)
    environment.families()
    pids = environment.pids()
    assert pids
    environment.close()
    environment.close()
    assert alive(pids) == []
    with pytest.raises(EpisodeError, match="closed"):
        environment.families()


@pytest.mark.parametrize("name", SEPARATE)
def test_a_killed_worker_is_a_typed_error_that_leaves_no_process_and_a_reset_starts_afresh(name: str) -> None:
    with start(name) as environment:
        family = environment.families()[0]
        (task,) = environment.tasks(family, fold="train", count=1, seed=0)
        first = environment.reset(task)
        pids = environment.pids()
        os.kill(min(pids), signal.SIGKILL)  # the worker itself; its Java machine or browser is left alone
        with pytest.raises(EnvironmentCrashedError, match=r"died.*Exit code -9"):
            environment.step(first.valid_actions[0])
        assert alive(pids) == []
        with pytest.raises(EpisodeError, match="reset"):
            environment.step(first.valid_actions[0])
        assert environment.reset(task) == first
        assert environment.restarts == 1


@pytest.mark.java
def test_a_dead_java_machine_is_a_typed_error_that_says_what_happened() -> None:
    with start("textworld") as environment:
        (task,) = environment.tasks("coin", fold="train", count=1, seed=0)
        environment.reset(task)
        os.kill(max(environment.pids()), signal.SIGKILL)
        with pytest.raises(EnvironmentCrashedError, match="java_gateway"):
            environment.step("look around")


@pytest.mark.parametrize("name", SEPARATE)
def test_processes_end_when_the_caller_is_killed(name: str) -> None:
    start(name).close()
    caller = subprocess.Popen([sys.executable, "-c", OUTLIVED, name], stdout=subprocess.PIPE, text=True)
    assert caller.stdout is not None
    pids = [int(pid) for pid in caller.stdout.readline().split()]
    caller.kill()
    caller.wait()
    caller.stdout.close()
    assert pids
    assert alive(pids) == []


def test_a_worker_over_its_memory_ceiling_is_ended() -> None:
    with start("gym", memory_mb=10) as environment:
        with pytest.raises(EnvironmentCrashedError, match="ceiling of 10 MiB"):
            environment.families()
        assert environment.pids() == []


def test_a_worker_that_nears_its_ceiling_is_replaced_between_episodes() -> None:
    with start("gym") as environment:
        (task,) = lake(environment)
        first = environment.reset(task)
        size = environment.resident_bytes()
    with start("gym", memory_mb=int(size / 2**20 * 1.1)) as environment:
        environment.reset(task)
        before = environment.pids()
        deadline = time.monotonic() + 30.0  # the weight is looked at every two seconds
        while not environment.restarts and time.monotonic() < deadline:
            assert environment.reset(task) == first
            time.sleep(0.1)
        assert environment.restarts
        assert environment.pids() != before


def test_a_worker_is_recycled_after_as_many_resets_as_asked() -> None:
    with start("gym", recycle_every=3) as environment:
        tasks = lake(environment, 7)
        seen = [environment.reset(task) for task in tasks]
        assert environment.restarts == 2
    with start("gym") as environment:
        assert [environment.reset(task) for task in tasks] == seen


def test_a_worker_that_does_not_answer_in_time_is_ended() -> None:
    with start("gym", timeout=0.001) as environment:
        with pytest.raises(EnvironmentCrashedError, match=r"did not answer within 0\.001 s"):
            environment.families()
        assert environment.pids() == []


def test_dropping_an_environment_ends_its_worker() -> None:
    environment = start("gym")
    environment.families()
    pids = environment.pids()
    del environment
    assert alive(pids) == []


def test_long_observations_arrive_whole() -> None:
    with start("gym") as environment:
        tasks = environment.tasks(LAKE, fold="train", count=5_000, seed=0)
        assert len({task.seed for task in tasks}) == 5_000


def test_options_are_refused_before_anything_runs() -> None:
    with pytest.raises(InputError, match="textworld, scienceworld, miniwob, gym"):
        envs.make("chess")
    with start("gym", no_such_option=1) as wrong, pytest.raises(EnvironmentCrashedError, match="no_such_option"):
        wrong.families()


def test_what_is_missing_is_named_together_with_its_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if envs.available("miniwob") is None:
        monkeypatch.setenv("PATH", str(tmp_path))
        assert "apt-get install chromium" in str(envs.available("miniwob"))
        with pytest.raises(EnvironmentUnavailableError, match="chromedriver"):
            envs.make("miniwob")
    monkeypatch.setitem(sys.modules, "textworld_express", None)
    assert "pip install 'seasoned[textworld]'" in str(envs.available("textworld"))
    with pytest.raises(MissingExtraError):
        envs.make("textworld")


def test_a_group_of_processes_is_weighed_and_ended_as_a_whole() -> None:
    script = "sleep 600 & sleep 600 & echo ready; wait"
    leader = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, start_new_session=True)
    assert leader.stdout is not None
    leader.stdout.readline()
    pids = [pid for pid, _ in processes.members(leader.pid)]
    assert len(pids) == 3
    assert processes.resident_bytes(leader.pid) > 0
    processes.end(leader.pid)
    leader.wait()
    leader.stdout.close()
    assert alive(pids) == []
    processes.end(leader.pid)  # nothing left to end
