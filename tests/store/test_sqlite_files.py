"""Files that cannot be opened or written give the error that says so, and lose nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from samples import NOW, add, outcome, trajectory

from seasoned.errors import (
    StoreCorruptError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    StoreVersionError,
)
from seasoned.store import open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with open_store(tmp_path / "store.db") as store:
        store.append(*(trajectory(f"t{n}", final_observation="damaged " * 300) for n in range(200)), at=NOW)
        store.append(*(add(f"e{n}") for n in range(50)), at=NOW)
    return tmp_path / "store.db"


def test_a_file_of_a_newer_version_is_named_as_such_and_left_alone(path: Path):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreVersionError, match="newer"):
        open_store(path)
    assert path.read_bytes() == before


FIRST_WORDS = """CREATE VIRTUAL TABLE words USING fts5(
    "when", body, context, tags, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);
DROP TABLE terms;
ALTER TABLE state ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;
"""


@pytest.mark.parametrize(
    "older",
    [
        f"{FIRST_WORDS} UPDATE state SET views = 2; PRAGMA user_version = 2;",
        f"{FIRST_WORDS} ALTER TABLE state DROP COLUMN edition; UPDATE state SET views = 1; PRAGMA user_version = 1;",
    ],
)
def test_a_file_of_an_older_version_is_brought_up_to_date(path: Path, older: str):
    connection = sqlite3.connect(path)
    connection.executescript(older)
    connection.close()
    with open_store(path) as store:
        store.append(add("new", "the zebra"), at=NOW)
        assert [id for id, _ in store.search_text("zebra")] == ["new"]
        assert len(store.search_text("refund", limit=100)) == 50
        assert store.disagreement() is None
        assert store.stats().experiences == 51


def test_a_text_file_is_not_a_store(tmp_path: Path):
    for content in (b"hello\n" * 1000, b"\x1f\x8b" + os.urandom(5000)):
        (tmp_path / "notes.txt").write_bytes(content)
        with pytest.raises(StoreCorruptError, match=r"notes\.txt"):
            open_store(tmp_path / "notes.txt")
        assert (tmp_path / "notes.txt").read_bytes() == content


def test_a_database_of_another_program_is_left_alone(tmp_path: Path):
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("CREATE TABLE mine (x)")
    connection.close()
    with pytest.raises(StoreCorruptError, match="another program"):
        open_store(tmp_path / "other.db")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_damaged(path: Path, part: float):
    os.truncate(path, int(path.stat().st_size * part))
    with pytest.raises(StoreCorruptError, match="damaged"):
        open_store(path)


def test_damage_in_the_middle_is_found_by_verify(path: Path):
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(os.urandom(20_000))
    with open_store(path) as store:
        assert store.verify() is not None


def test_a_body_that_cannot_be_read_is_a_corrupt_store(path: Path):
    connection = sqlite3.connect(path)
    connection.executescript("DROP TRIGGER log_keep; UPDATE log SET body = x'78017b00' WHERE seq = 3")
    connection.close()
    with open_store(path) as store:
        assert "event 3" in store.verify()
        with pytest.raises(StoreCorruptError, match="damaged"):
            store.trajectory("t2")
        assert store.trajectory("t3") is not None


def test_an_empty_file_becomes_a_store(tmp_path: Path):
    (tmp_path / "store.db").touch()
    with open_store(tmp_path / "store.db") as store:
        assert store.append(outcome("t"), at=NOW) == [1]


def test_a_path_that_is_no_place_for_a_file_is_named(tmp_path: Path):
    with pytest.raises(StoreError, match="is a folder"):
        open_store(tmp_path)
    with pytest.raises(StoreError, match="there is no folder"):
        open_store(tmp_path / "missing" / "store.db")
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="there is no folder"):
        open_store(tmp_path / "file" / "store.db")


def test_a_closed_store_says_so(path: Path):
    store = open_store(path)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.stats()


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_cannot_be_written_is_read_only(path: Path, what: str):
    target = path if what == "file" else path.parent / "locked"
    if what == "folder":
        target.mkdir()
        shutil.copy(path, target / "store.db")
        path = target / "store.db"
    with locked(target), pytest.raises(StoreReadOnlyError, match="cannot be written"):
        open_store(path)
    with open_store(path) as store:
        assert store.verify() is None


def test_a_new_store_in_a_read_only_folder_is_refused(tmp_path: Path):
    (tmp_path / "locked").mkdir()
    with locked(tmp_path / "locked"), pytest.raises(StoreReadOnlyError, match="cannot be written"):
        open_store(tmp_path / "locked" / "store.db")


class locked:
    """Make a file or folder read-only: by its bits, and by the immutable flag for root, whom bits do not stop."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __enter__(self) -> None:
        self.target.chmod(0o555)
        if os.access(self.target, os.W_OK):
            chattr = shutil.which("chattr")
            if chattr is None or subprocess.run([chattr, "+i", self.target], capture_output=True).returncode:
                self.target.chmod(0o755)
                pytest.skip("root may write everywhere, and this file system has no immutable flag")

    def __exit__(self, *_: object) -> None:
        if chattr := shutil.which("chattr"):
            subprocess.run([chattr, "-i", self.target], capture_output=True, check=False)
        self.target.chmod(0o755)


def test_a_full_disk_is_named_and_loses_nothing(path: Path):
    with open_store(path) as store:
        with store._file.use() as connection:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            # SQLite answers the same as on a full disk when a file may not grow.
            connection.execute(f"PRAGMA max_page_count = {pages}")
        before = store.stats()
        big = trajectory("big", final_observation=os.urandom(200_000).hex())
        with pytest.raises(StoreFullError, match="free some space"):
            store.append(big, at=NOW)
        assert store.stats() == before
        with store.batch():
            store.append(outcome("small"), at=NOW)
            with pytest.raises(StoreFullError):
                store.append(big, at=NOW)
            store.append(outcome("another"), at=NOW)
        assert [event.record.trajectory_id for event in store.log(after=250)] == ["small", "another"]
        assert store.trajectory("big") is None
        assert store.verify() is None


def test_a_real_full_disk_is_named_and_loses_nothing(tmp_path: Path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = (
        shutil.which("mount")
        and not subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], capture_output=True).returncode
    )
    if not mounted:
        pytest.skip("no small disk can be mounted here")
    try:
        acknowledged: list[int] = []

        def write_on() -> None:
            while True:
                one = trajectory(f"t{len(acknowledged)}", final_observation=os.urandom(20_000).hex())
                acknowledged.extend(store.append(one, at=NOW))

        with open_store(disk / "store.db") as store:
            with pytest.raises(StoreFullError, match="free some space"):
                write_on()
            assert store.stats().trajectories == len(acknowledged) > 5
        shutil.copytree(disk, tmp_path / "larger")
        with open_store(tmp_path / "larger" / "store.db") as store:
            assert store.verify() is None
            assert store.stats().trajectories == len(acknowledged)
    finally:
        subprocess.run(["umount", disk], check=True)
