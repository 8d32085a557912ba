"""`seasoned learn`: real logs in, a report out, and the same again changes nothing."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from running import SEASONED, Seasoned, run_process, write_log

from seasoned.bulk import gist, learn_files
from seasoned.memory import Memory
from seasoned.record import files
from seasoned.store import open_store


def test_the_report_says_what_was_read_learned_and_what_recurs(seasoned: Seasoned, log: Path):
    report = seasoned("learn", log).stdout
    assert "12 new runs" in report
    assert re.search(r"shop +12 +67%", report)
    assert "tool error" in report
    assert "find_order: no such order" in report
    assert re.search(r"instead of find_order\(order=#W\d+\)", report)
    assert "seasoned recall" in report
    assert max(map(len, report.splitlines())) <= 80
    assert "\x1b" not in report


def test_json_holds_the_whole_report(seasoned: Seasoned, log: Path):
    found = seasoned.json("learn", log)
    assert (found["trajectories"], found["new"], found["known"], found["judged"]) == (12, 12, 0, 12)
    assert found["families"]["shop"] == {"runs": 12, "judged": 12, "success": pytest.approx(2 / 3), "steps": 40}
    assert set(found["agents"]) == {"model-a", "model-b"}
    assert found["files"][0]["format"] == "episodes"
    assert found["diagnosed"]["tool_error"] > 0
    assert {one["verdict"] for one in found["proposals"]} >= {"stored"}
    assert found["recurring"]["tools"][0] == {
        "name": "find_order",
        "calls": 32,
        "errors": 24,
        "worst": "no such order: leave out the #",
    }
    assert found["store"]["trajectories"] == 12


def test_a_second_run_changes_nothing(learned: Seasoned, log: Path):
    with open_store(learned.store) as store:
        before = [(event.seq, event.digest) for event in store.log()]
    again = learned.json("learn", log)
    assert (again["new"], again["known"]) == (0, 12)
    assert again["families"]["shop"]["runs"] == 12
    with open_store(learned.store) as store:
        assert [(event.seq, event.digest) for event in store.log()] == before


def test_a_copy_of_a_log_under_another_name_teaches_nothing_new(learned: Seasoned, log: Path, tmp_path: Path):
    shutil.copy(log, tmp_path / "copy.jsonl")
    found = learned.json("learn", log, tmp_path / "copy.jsonl")
    assert (found["trajectories"], found["new"]) == (24, 0)
    assert found["families"]["shop"]["runs"] == 12


def test_a_folder_is_read_with_its_folders(seasoned: Seasoned, tmp_path: Path):
    (tmp_path / "logs" / "deep").mkdir(parents=True)
    write_log(tmp_path / "logs" / "a.jsonl", 3)
    write_log(tmp_path / "logs" / "deep" / "b.jsonl.gz", 2, family="other")
    (tmp_path / "logs" / "notes.txt").write_text("not a log")
    found = seasoned.json("learn", tmp_path / "logs")
    assert found["trajectories"] == 5
    assert [Path(file["path"]).name for file in found["files"]] == ["a.jsonl", "b.jsonl.gz"]


def test_limit_stops_after_so_many_runs(seasoned: Seasoned, log: Path):
    assert seasoned.json("learn", log, "--limit", 5)["new"] == 5
    assert seasoned.json("learn", log, "--limit", 7)["new"] == 2


def test_real_logs_of_several_formats_are_learned_from(seasoned: Seasoned, data_dir: Path):
    names = ("fixtures", "medagentbench_4models.jsonl.gz", "tau1_airline_gpt4o_4trials.jsonl.gz")
    found = seasoned.json("learn", *(data_dir / name for name in names))
    formats = {file["format"] for file in found["files"] if file["trajectories"]}
    assert formats >= {"episodes", "tau_bench", "tau2_bench", "intercode", "swe_agent", "mini_swe_agent", "inspect_log"}
    assert found["problems"]["errors"] == 0
    assert found["store"]["experiences"] > 100
    assert seasoned.json("learn", *(data_dir / name for name in names))["new"] == 0


def test_batches_become_durable_one_by_one(tmp_path: Path):
    path = write_log(tmp_path / "many.jsonl", 450)
    seen: list[tuple[int, int]] = []
    with Memory(tmp_path / "s.db") as memory:
        for report in learn_files(lambda: memory, [path], now=1.0):
            with open_store(tmp_path / "s.db") as other:
                seen.append((report.new, other.stats().trajectories))
    assert seen == [(200, 200), (400, 400), (450, 450)]


def test_long_runs_fill_a_batch_by_their_steps(tmp_path: Path):
    path = write_log(tmp_path / "long.jsonl", 10, repeat=1000)
    with Memory(":memory:") as memory:
        reports = [report.new for report in learn_files(lambda: memory, [path], now=1.0)]
    assert reports == [4, 8, 10]


def test_what_was_asked_to_stop_keeps_whole_batches(tmp_path: Path):
    path = write_log(tmp_path / "many.jsonl", 450)
    with Memory(":memory:") as memory:
        asked = iter([False] * 300)
        *_, report = learn_files(lambda: memory, [path], now=1.0, stop=lambda: next(asked, True))
        assert report.stopped
        assert report.trajectories == 300
        assert report.new == memory.stats().trajectories == 200


def test_ctrl_c_keeps_what_was_committed_and_says_so(tmp_path: Path):
    path = write_log(tmp_path / "many.jsonl", 20_000)
    store = tmp_path / "s.db"
    process = subprocess.Popen(
        [*SEASONED, "learn", str(path), "--store", str(store)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "80"},
    )
    try:
        for _ in range(600):
            time.sleep(0.05)
            if store.exists() and store.stat().st_size and _runs(store):
                break
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130
    kept = re.search(r"stopped: ([\d,]+) new runs are kept", err)
    assert kept is not None, err
    assert "Traceback" not in err
    runs = _runs(store)
    assert 0 < runs < 20_000
    assert runs == int(kept[1].replace(",", ""))
    assert f"{runs:,} new runs" in out
    assert run_process("doctor", "--store", store).returncode == 0
    assert run_process("learn", path, "--limit", runs + 200, "--store", store).returncode == 0
    assert _runs(store) == runs + 200


def _runs(store: Path) -> int:
    with open_store(store) as opened:
        return opened.stats().trajectories


def test_reasons_are_counted_without_their_names_and_numbers():
    assert gist("same key as case-0123456789abcdef0123") == "same key as …"
    assert gist("the quote is not in steps 3-4 of trajectory 'x-1'") == "the quote is not in steps # of trajectory …"


def test_progress_adds_up_to_the_bytes_of_the_files(tmp_path: Path):
    paths = [write_log(tmp_path / "a.jsonl", 30), write_log(tmp_path / "b.jsonl.gz", 30)]
    consumed: list[int] = []
    with Memory(":memory:") as memory:
        list(learn_files(lambda: memory, files(paths), now=1.0, progress=consumed.append))
    assert sum(consumed) == sum(path.stat().st_size for path in paths)
