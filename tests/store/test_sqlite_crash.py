"""A writer that is killed loses nothing that it acknowledged."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from dump import dump

from seasoned.store import open_store

WRITER = """
import sys
sys.path.insert(0, sys.argv[3])
from samples import NOW, add, outcome, trajectory, usage
from seasoned.store import open_store
store = open_store(sys.argv[1])
n = int(sys.argv[2])
print("ready", flush=True)
while True:
    n += 1
    records = (add(f"e{n}"), trajectory(f"t{n}"), usage(f"u{n}", f"t{n}", f"e{n}"), outcome(f"t{n}"))
    if n % 3:
        for record in records:
            store.append(record, at=NOW)
    else:
        with store.batch():
            for record in records:
                store.append(record, at=NOW)
    print(n, flush=True)
"""


def killed_writer(path: Path, start: int, seconds: float) -> int:
    """Return the last number that a writer acknowledged before it was killed."""
    command = [sys.executable, "-c", WRITER, str(path), str(start), str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(seconds)
        os.kill(writer.pid, signal.SIGKILL)
        told = [line for line in writer.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    assert writer.returncode == -signal.SIGKILL
    return int(told[-1]) if told else start


def test_twenty_kills_lose_nothing_that_was_acknowledged(tmp_path: Path):
    path, rng, acknowledged = tmp_path / "store.db", random.Random(7), 0
    for _ in range(20):
        acknowledged = killed_writer(path, acknowledged, rng.uniform(0.0, 0.12))
        with open_store(path) as store:
            assert store.verify() is None
            kept = {event.record.id for event in store.log() if event.kind in ("trajectory", "usage")}
            assert kept >= {f"{letter}{n}" for n in range(1, acknowledged + 1) for letter in "tu"}
            assert len(store.experiences()) >= acknowledged
    assert acknowledged > 20
    with open_store(path) as store:
        before = dump(store)
        store.rebuild()
        assert dump(store) == before
