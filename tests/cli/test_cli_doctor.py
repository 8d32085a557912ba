"""`seasoned doctor`: finds damage, changes nothing, and tells junk from experience."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from running import Seasoned

from seasoned.cli.app import app
from seasoned.codec import content_id
from seasoned.doctor import examine, junk, quality
from seasoned.memory import Memory
from seasoned.payloads import Pair, write
from seasoned.store import open_store
from seasoned.types import Edit, Experience, Kind, Operation


def test_a_sound_store_is_called_sound_and_left_as_it_is(learned: Seasoned):
    before = learned.store.read_bytes()
    found = learned.json("doctor")
    assert found["sound"] is True
    assert found["quality"]["active"] > 0
    assert found["quality"]["unused"] == found["quality"]["active"]
    assert "intact over" in learned("doctor").stdout
    assert learned.store.read_bytes() == before


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("DELETE FROM trajectories WHERE rowid IN (SELECT rowid FROM trajectories LIMIT 1)", "trajectories"),
        ("UPDATE experiences SET status = 'retired' WHERE row = (SELECT min(row) FROM experiences)", "experiences"),
        ("DELETE FROM vectors", "vectors"),
        ("DELETE FROM outcomes", "outcomes"),
        ("DELETE FROM terms", "terms"),
    ],
)
def test_a_view_that_differs_from_its_log_is_trouble_that_can_be_repaired(learned: Seasoned, damage: str, named: str):
    with closing(sqlite3.connect(learned.store)) as connection:
        connection.execute(damage.replace("rowid IN (SELECT rowid", "(scope, id) IN (SELECT scope, id"))
        connection.commit()
    found = learned.json("doctor", code=1)
    assert found["sound"] is False
    assert found["soundness"]["changed"] == [named]
    assert "doctor --repair" in learned("doctor", code=1).stdout
    assert learned.json("doctor", "--repair")["repaired"] is True
    assert learned.json("doctor")["sound"] is True


def test_a_changed_event_is_named(learned: Seasoned):
    with closing(sqlite3.connect(learned.store)) as connection:
        connection.execute("DROP TRIGGER log_keep")
        connection.execute("UPDATE log SET at = at + 1 WHERE seq = 5")
        connection.commit()
    found = learned.json("doctor", code=1)
    assert "event 5" in found["soundness"]["chain"]
    assert "restore a copy" in learned("doctor", code=1).stdout


def test_damaged_pages_are_trouble(learned: Seasoned):
    content = bytearray(learned.store.read_bytes())
    for at in range(8 * 4096, len(content) - 4096, 4096):
        content[at : at + 64] = b"\xff" * 64
    learned.store.write_bytes(content)
    result = learned.runner.invoke(app, ["doctor", "--store", str(learned.store)])
    assert result.exit_code in (1, 2)
    assert "damaged" in result.output
    assert "Traceback" not in result.output


def test_a_store_in_use_can_be_examined(learned: Seasoned):
    with Memory(learned.store) as memory, memory.store.batch():
        memory.recall("Please refund my order W3", family="shop")
        assert examine(learned.store).sound


def experience(body: str, *, when: str = "asked to refund an order", number: int = 0) -> Experience:
    pair = Pair(wrong="a", right="b")
    name = content_id("pair", body, when, number)
    return Experience(id=name, kind=Kind.PAIR, key=name, when=when, body=body, payload=write(pair))


def test_junk_is_what_cannot_help():
    assert junk(experience("leave out the number sign before the order")) == ""
    assert junk(experience("do it")) == "it says next to nothing"
    assert junk(experience("asked to refund an order")) == "it only repeats its situation"
    assert junk(experience("leave out the number sign", when=" ")) == "it does not say when it applies"
    broken = experience("leave out the number sign")
    assert junk(Experience(id="x", kind=Kind.PAIR, key="x", when="w", body=broken.body)) == "its payload cannot be read"


def test_duplicates_are_counted_beyond_the_first():
    texts = ["leave out the number sign", "Leave out: the NUMBER sign!", "leave out the sign", "ask for the order"]
    with open_store(":memory:") as store:
        for number, text in enumerate(texts):
            item = experience(text, number=number)
            store.append(Edit(operation=Operation.ADD, target=item.id, experience=item), at=1.0)
        found = quality(store)
    assert (found.active, found.duplicates, found.unevidenced) == (4, 1, 4)
