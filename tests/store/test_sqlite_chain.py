"""The log cannot be changed by accident, and a change made on purpose is named."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from samples import NOW, add, outcome, trajectory

from seasoned.store import open_store
from seasoned.types import Scope

DROP = "DROP TRIGGER log_keep; DROP TRIGGER log_stay; DROP TRIGGER log_grow; DROP TRIGGER scopes_keep;"
COLUMNS = "scope, kind, record, at, body, digest"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with open_store(tmp_path / "store.db") as store:
        store.append(trajectory("t"), *(outcome(f"t{n}") for n in range(8)), add("e"), at=NOW)
    return tmp_path / "store.db"


def run(path: Path, script: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()


def verdict(path: Path) -> str | None:
    with open_store(path) as store:
        return store.verify()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET at = 0 WHERE seq = 3",
        "DELETE FROM log WHERE seq = 3",
        f"INSERT OR REPLACE INTO log SELECT 3, {COLUMNS} FROM log WHERE seq = 4",
        "INSERT INTO log SELECT 0, scope, kind, record, at, body, digest FROM log WHERE seq = 4",
        "UPDATE scopes SET tenant = 'x'",
        "DELETE FROM scopes",
    ],
)
def test_the_file_itself_refuses_to_change_the_log(path: Path, statement: str):
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|never"):
        run(path, statement)
    assert verdict(path) is None


@pytest.mark.parametrize(
    ("named", "statement"),
    [
        ("event 3", "UPDATE log SET body = replace(CAST(body AS TEXT), 'true', 'null') WHERE seq = 3"),
        ("event 3", "UPDATE log SET body = CAST(replace(CAST(body AS TEXT), 't1', 't7') AS BLOB) WHERE seq = 3"),
        ("event 4", "UPDATE log SET at = at + 1 WHERE seq = 4"),
        ("event 4", "UPDATE log SET kind = 'usage' WHERE seq = 4"),
        ("event 4", "UPDATE log SET record = 'other' WHERE seq = 4"),
        ("event 5", "UPDATE log SET digest = randomblob(32) WHERE seq = 5"),
        ("event 1", "UPDATE scopes SET tenant = 'other' WHERE id = (SELECT scope FROM log WHERE seq = 1)"),
        ("event 5", "DELETE FROM log WHERE seq = 5"),
        ("event 1", "DELETE FROM log WHERE seq = 1"),
        ("event 10", "DELETE FROM log WHERE seq = 10"),
        ("event 11", f"INSERT INTO log SELECT 11, {COLUMNS} FROM log WHERE seq = 10"),
        (
            "event 5",
            "UPDATE log SET seq = -1 WHERE seq = 5; UPDATE log SET seq = 5 WHERE seq = 6;"
            "UPDATE log SET seq = 6 WHERE seq = -1;",
        ),
        ("event 5", "DELETE FROM log WHERE seq = 5; UPDATE log SET seq = seq - 1 WHERE seq > 5;"),
    ],
    ids=[
        "edited",
        "edited in place",
        "time",
        "kind",
        "record",
        "digest",
        "scope renamed",
        "deleted",
        "first deleted",
        "last deleted",
        "added",
        "swapped",
        "closed up",
    ],
)
def test_verify_names_the_first_bad_event(path: Path, named: str, statement: str):
    run(path, DROP + statement)
    problem = verdict(path)
    assert problem is not None
    assert named in problem


def test_verify_covers_all_scopes_of_the_file(path: Path):
    with open_store(path, Scope("other")) as store:
        store.append(outcome("x"), at=NOW)
    run(path, DROP + "UPDATE log SET at = 0 WHERE seq = 11")
    assert "event 11" in (verdict(path) or "")


def test_a_person_can_read_the_log_with_any_sqlite(path: Path):
    connection = sqlite3.connect(path)
    (body,) = connection.execute(
        "SELECT json_extract(CAST(body AS TEXT), '$.experience.when') FROM log WHERE seq = 10"
    ).fetchone()
    connection.close()
    assert body == "a refund is asked for"
