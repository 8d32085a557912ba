"""What a user can get wrong: each gives one line that says what to do, and exit code 2; nothing is left behind."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
from running import Seasoned, run_process, write_log

READING = [
    ("recall", "a task"),
    ("list",),
    ("list", "--runs"),
    ("show", "case-1"),
    ("explain",),
    ("stats",),
    ("evolve",),
    ("doctor",),
]


@pytest.mark.parametrize("command", [*READING, ("export", "out.jsonl")], ids=" ".join)
def test_reading_a_store_that_does_not_exist_says_so_and_makes_none(seasoned: Seasoned, command: tuple[str, ...]):
    message = seasoned.error(*command)
    assert "there is no store at" in message
    assert "seasoned learn" in message
    assert not seasoned.store.exists()


def test_a_path_that_does_not_exist(seasoned: Seasoned, tmp_path: Path):
    assert "nowhere.jsonl does not exist" in seasoned.error("learn", tmp_path / "nowhere.jsonl")
    assert "does not exist" in seasoned.error("preflight", tmp_path / "nowhere.jsonl", store=False)
    assert "cannot be read" in seasoned.error("import", tmp_path / "nowhere.jsonl")
    assert not seasoned.store.exists()


def test_a_folder_without_logs(seasoned: Seasoned, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    assert "no log file in" in seasoned.error("learn", tmp_path / "empty")
    assert "no task could be read" in seasoned.error("preflight", tmp_path / "empty", store=False)
    assert not seasoned.store.exists()


def test_a_binary_file(seasoned: Seasoned, tmp_path: Path):
    path = tmp_path / "photo.jsonl"
    path.write_bytes(bytes(range(256)) * 100)
    assert "no run could be read" in seasoned.error("learn", path)
    assert not seasoned.store.exists()


def test_a_truncated_gzip_gives_what_was_before_the_damage_and_exit_code_1(seasoned: Seasoned, tmp_path: Path):
    whole = write_log(tmp_path / "log.jsonl.gz", 800)
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    found = seasoned.json("learn", cut, code=1)
    assert 0 < found["new"] < 800
    assert found["problems"]["errors"] == 1
    assert "ends too early" in found["problems"]["first"][0]["message"]
    assert seasoned.json("stats")["trajectories"] == found["new"]


def test_a_gzip_that_holds_nothing_readable(seasoned: Seasoned, tmp_path: Path):
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(gzip.compress(b"{" * 1000)[:12])
    assert "no run could be read" in seasoned.error("learn", cut)


def test_a_broken_line_is_named_and_the_others_are_read(seasoned: Seasoned, tmp_path: Path):
    path = write_log(tmp_path / "log.jsonl", 3)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], lines[1][:50], lines[2]]))
    result = seasoned("learn", path, code=1)
    assert "2 new runs" in result.stdout
    assert "log.jsonl:2" in result.stdout.replace("\n", "")


def test_a_format_that_does_not_exist_or_does_not_fit(seasoned: Seasoned, log: Path):
    assert "no log format 'csv'" in seasoned.error("learn", log, "--format", "csv")
    assert "no log format 'csv'" in seasoned.error("preflight", log, "--format", "csv", store=False)
    assert "no run could be read" in seasoned.error("learn", log, "--format", "codex_rollout")
    assert not seasoned.store.exists()


def test_a_system_that_does_not_exist(seasoned: Seasoned, log: Path):
    message = seasoned.error("learn", log, "--system", "telepathy")
    assert "telepathy" in message
    assert "memrl" in message
    assert not seasoned.store.exists()
    seasoned("learn", log)
    assert "telepathy" in seasoned.error("recall", "x", "--system", "telepathy")
    assert "unexpected keyword" in seasoned.error("recall", "x", "--system", "no_memory", "--k", 3)


def test_a_store_of_a_newer_version(learned: Seasoned):
    with sqlite3.connect(learned.store) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    for command in READING:
        assert "install a newer Seasoned" in learned.error(*command)


def test_a_file_that_is_no_store(seasoned: Seasoned):
    seasoned.store.write_text("a shopping list, long enough to be read as a database header " * 20)
    for command in READING:
        assert "not a store" in seasoned.error(*command)
    assert seasoned.store.read_text().startswith("a shopping list")


def test_a_database_of_another_program(seasoned: Seasoned, log: Path):
    with sqlite3.connect(seasoned.store) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    for command in [*READING, ("learn", log)]:
        assert "another program" in seasoned.error(*command)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that not even root can write: /proc")
def test_a_read_only_folder(log: Path):
    assert "cannot be written" in Seasoned(Path("/proc/store.db")).error("learn", log)


def test_an_empty_store_says_what_to_do_next(learned: Seasoned):
    for command in (("recall", "a task"), ("list",), ("list", "--runs"), ("stats",)):
        text = learned(*command, "--project", "another").stdout
        assert "nothing for default/another yet" in text
        assert "seasoned learn" in text
    assert "nothing was recalled yet" in learned.error("explain", "--project", "a third")
    assert "Nothing to do" in learned("evolve", "--project", "another").stdout
    assert learned.json("stats", "--project", "another")["trajectories"] == 0


def test_ids_and_words_that_do_not_exist(learned: Seasoned):
    assert "no experience or run 'case-nope'" in learned.error("show", "case-nope")
    assert "no recall 'use-nope'" in learned.error("explain", "use-nope")
    assert "there is no kind 'poem'" in learned.error("list", "--kind", "poem")
    assert "there is no status 'sleepy'" in learned.error("list", "--status", "sleepy")
    assert "describe the task" in learned.error("recall", "  ")


def test_a_typo_in_a_command_suggests_the_nearest():
    result = run_process("lern", "x")
    assert result.returncode == 2
    assert "learn" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_export_is_never_overwritten_unasked(learned: Seasoned, tmp_path: Path):
    target = tmp_path / "out.jsonl"
    target.write_text("precious")
    assert "exists already" in learned.error("export", target)
    assert target.read_text() == "precious"
    learned("export", target, "--force")
    assert target.read_text().startswith('{"')
    assert "cannot be written" in learned.error("export", tmp_path / "no" / "folder.jsonl")


def test_what_is_no_export_is_not_imported(seasoned: Seasoned, log: Path):
    assert "is no export" in seasoned.error("import", log)
    assert not seasoned.store.exists()
