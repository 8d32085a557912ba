"""Several processes and threads work on one file at once."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from dump import dump
from samples import NOW, add, judge, outcome, trajectory, usage

from seasoned.errors import StoreError
from seasoned.recall.embed import HashingEmbedder
from seasoned.store import open_store
from seasoned.types import Operation

WRITES = 40

WRITER = """
import sys
sys.path.insert(0, sys.argv[3])
from samples import NOW, add, judge, outcome, trajectory, usage
from seasoned.store import open_store
from seasoned.types import Operation
me = sys.argv[2]
with open_store(sys.argv[1]) as store:
    for n in range(40):
        store.append(add(f"e{me}-{n}"), trajectory(f"t{me}-{n}"), at=NOW)
        with store.batch():
            store.append(usage(f"u{me}-{n}", f"t{me}-{n}", "shared", f"e{me}-{n}"), at=NOW)
            store.append(outcome(f"t{me}-{n}"), judge(Operation.AGREE, "shared"), at=NOW)
"""

READER = """
import sys
from seasoned.recall.embed import HashingEmbedder
from seasoned.store import open_store
query = HashingEmbedder()(["a refund is asked for"])[0]
seen = 0
with open_store(sys.argv[1]) as store:
    for _ in range(60):
        ids = store.recent(limit=1000)
        assert len(ids) >= seen
        seen = len(ids)
        assert len(store.experiences(ids)) >= seen
        found = {id for id, score in store.search_text("refund", limit=1000)}
        assert found >= set(ids)
        assert len(store.search_vector(query, limit=1000)) >= len(found)
        store.utilities(ids)
        store.stats()
"""


def start(script: str, *arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", script, *map(str, arguments), str(Path(__file__).parent)]
    return subprocess.Popen(command, stderr=subprocess.PIPE)


def test_four_writers_and_four_readers_at_once_lose_nothing(tmp_path: Path):
    path = tmp_path / "store.db"
    with open_store(path) as store:
        store.append(add("shared"), at=NOW)
        processes = [start(WRITER, path, n) for n in range(4)] + [start(READER, path) for _ in range(4)]
        for process in processes:
            _, problem = process.communicate(timeout=120)
            assert process.returncode == 0, problem.decode()
        stats = store.stats()
        assert (stats.experiences, stats.trajectories, stats.usages) == (4 * WRITES + 1, 4 * WRITES, 4 * WRITES)
        shared = store.utilities(["shared"])["shared"]
        assert (shared.votes, shared.helped) == (4 * WRITES, 4 * WRITES)
        assert store.verify() is None
        before = dump(store)
        store.rebuild()
        assert dump(store) == before


def test_many_processes_may_make_the_same_file_at_once(tmp_path: Path):
    path = tmp_path / "store.db"
    script = "import sys; from seasoned.store import open_store; open_store(sys.argv[1]).close()"
    processes = [start(script, path) for _ in range(6)]
    for process in processes:
        _, problem = process.communicate(timeout=60)
        assert process.returncode == 0, problem.decode()
    with open_store(path) as store:
        assert store.verify() is None


def test_threads_share_one_store(tmp_path: Path):
    with open_store(tmp_path / "store.db") as store:

        def work(n: int) -> int:
            with store.batch():
                store.append(add(f"e{n}"), trajectory(f"t{n}"), at=NOW)
                store.append(usage(f"u{n}", f"t{n}", f"e{n}"), outcome(f"t{n}"), at=NOW)
            assert store.experience(f"e{n}") is not None
            store.append(judge(Operation.AGREE, f"e{n}"), at=NOW)
            return len(store.search_text("refund", limit=1000)) + len(list(store.trajectories()))

        with ThreadPoolExecutor(8) as threads:
            assert min(threads.map(work, range(64))) >= 2
        assert {utility.votes for utility in store.utilities([f"e{n}" for n in range(64)]).values()} == {1.0}
        assert store.verify() is None
        assert store.stats().events == 64 * 5


@pytest.mark.parametrize("inside_a_batch", [False, True])
def test_a_forked_child_works_on_its_own_connection(tmp_path: Path, inside_a_batch: bool):
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("this platform cannot fork")
    with open_store(tmp_path / "store.db") as store:
        store.append(add("parent"), at=NOW)
        if inside_a_batch:
            with store.batch():
                store.append(add("unfinished"), at=NOW)
                assert in_child(lambda: store.experience("unfinished") is None and store.stats().experiences == 1) == 0
            assert store.experience("unfinished") is not None
        else:
            assert in_child(lambda: store.append(add("child"), at=NOW) == [2]) == 0
            assert store.experience("child") is not None
        assert store.append(add("after"), at=NOW) == [3]
        assert store.verify() is None


def in_child(work) -> int:
    """Run `work` in a forked child and return its exit status: 0 when it returned True."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if work() else 1)
        finally:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_writer_with_another_embedder_is_refused(tmp_path: Path):
    path = tmp_path / "store.db"
    with open_store(path) as old, open_store(path, embedder=HashingEmbedder(dimensions=64)) as new:
        new.append(add("a"), at=NOW)
        with pytest.raises(StoreError, match="hashing-v2-64"):
            old.append(add("b"), at=NOW)


def test_an_iteration_goes_on_while_others_write(tmp_path: Path):
    with open_store(tmp_path / "store.db") as store:
        store.append(*(trajectory(f"t{n}") for n in range(400)), at=NOW)
        seen = []
        for one in store.trajectories():
            seen.append(one.id)
            store.append(trajectory(f"new-{one.id}"), at=NOW)
        assert len(seen) == 400
