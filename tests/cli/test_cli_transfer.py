"""Export and import: the same log, so the same experiences and utilities."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from running import Seasoned

from seasoned.errors import ImportFormatError, InputError, ScopeError
from seasoned.memory import Memory
from seasoned.store import SQLiteStore, open_store
from seasoned.transfer import Imported, export_log, import_log
from seasoned.types import Scope


def used(seasoned: Seasoned) -> Seasoned:
    """Let a few episodes recall and end, so that there is utility to carry over; correct one of them."""
    with Memory(seasoned.store) as memory:
        for number in range(6):
            with memory.episode("Please refund my order W5", family="shop", task_id=f"t{number}") as episode:
                episode.recall()
                episode.step(action="refund W5")
                episode.finish(success=number % 2 == 0)
        memory.observe(episode.id, True, source="human")
        memory.evolve()
    return seasoned


def content(store: SQLiteStore) -> tuple[object, ...]:
    items = store.experiences(statuses=None)
    return (
        {item.id: item for item in items},
        store.utilities([item.id for item in items]),
        [(event.seq, event.kind, event.at, event.record) for event in store.log()],
    )


@pytest.mark.parametrize("name", ["log.jsonl", "log.jsonl.gz"])
def test_a_round_trip_gives_the_same_experiences_and_utilities(learned: Seasoned, tmp_path: Path, name: str):
    used(learned)
    learned("export", tmp_path / name)
    other = Seasoned(tmp_path / "other.db")
    found = other.json("import", tmp_path / name)
    assert found["known"] == 0
    with open_store(learned.store) as one, open_store(other.store) as two:
        assert content(one) == content(two)
        assert any(utility.helped for utility in two.utilities([e.id for e in two.experiences()]).values())
    other("export", tmp_path / f"again-{name}")
    assert (tmp_path / f"again-{name}").read_bytes() == (tmp_path / name).read_bytes()


def test_importing_twice_changes_nothing(learned: Seasoned, tmp_path: Path):
    learned("export", tmp_path / "log.jsonl")
    other = Seasoned(tmp_path / "other.db")
    count = other.json("import", tmp_path / "log.jsonl")["appended"]
    again = other.json("import", tmp_path / "log.jsonl")
    assert (again["appended"], again["known"]) == (0, count)


def test_an_interrupted_import_goes_on_where_it_stopped(learned: Seasoned, tmp_path: Path):
    whole = tmp_path / "log.jsonl"
    learned("export", whole)
    lines = whole.read_bytes().splitlines(keepends=True)
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(b"".join(lines[: len(lines) // 2]))
    with open_store(tmp_path / "other.db") as store:
        with pytest.raises(ImportFormatError, match="those before were imported"):
            import_log(store, cut)
        done = import_log(store, whole)
        assert done == Imported(appended=len(lines) - len(lines) // 2, known=len(lines) // 2 - 1)
        with open_store(learned.store) as origin:
            assert content(store) == content(origin)


def test_a_store_with_other_content_is_left_alone(learned: Seasoned, tmp_path: Path):
    learned("export", tmp_path / "log.jsonl")
    other = Seasoned(tmp_path / "other.db")
    with Memory(other.store) as memory, memory.episode("Write a poem") as episode:
        episode.finish(success=True)
    before = other.json("stats")
    assert "import into an empty store" in other.error("import", tmp_path / "log.jsonl")
    assert other.json("stats") == before


def test_another_project_is_named(learned: Seasoned, tmp_path: Path):
    learned("export", tmp_path / "log.jsonl")
    other = Seasoned(tmp_path / "other.db")
    message = other.error("import", tmp_path / "log.jsonl", "--project", "elsewhere")
    assert "add --tenant default --project default" in message
    assert not other.store.exists()


def test_a_damaged_record_is_named_by_its_line(learned: Seasoned, tmp_path: Path):
    path = tmp_path / "log.jsonl"
    learned("export", path)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3] = b'{"kind":"outcome","at":1.0,"record":{"success":"maybe"}}\n'
    path.write_bytes(b"".join(lines))
    with open_store(tmp_path / "other.db") as store, pytest.raises(ImportFormatError, match=r"log\.jsonl:4"):
        import_log(store, path)


def test_a_cut_off_packed_export_is_an_error_and_not_a_short_log(learned: Seasoned, tmp_path: Path):
    path = tmp_path / "log.jsonl.gz"
    learned("export", path)
    path.write_bytes(path.read_bytes()[:-200])
    with open_store(tmp_path / "other.db") as store, pytest.raises(ImportFormatError, match="ends too early"):
        import_log(store, path)


def test_a_newer_export_is_refused(tmp_path: Path):
    path = tmp_path / "log.jsonl"
    path.write_text('{"seasoned":"log","version":9,"scope":{},"events":0}\n')
    with open_store(":memory:") as store, pytest.raises(ImportFormatError, match="newer"):
        import_log(store, path)


def test_a_part_of_a_project_is_not_exported(tmp_path: Path):
    with open_store(":memory:", Scope(role="cook")) as store, pytest.raises(ScopeError, match="whole project"):
        export_log(store, tmp_path / "log.jsonl")


def test_an_export_that_fails_leaves_no_file(tmp_path: Path):
    with open_store(":memory:") as store, pytest.raises(InputError, match="cannot be written"):
        export_log(store, tmp_path / "missing" / "log.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_the_packed_export_is_ordinary_gzip(learned: Seasoned, tmp_path: Path):
    learned("export", tmp_path / "log.jsonl")
    learned("export", tmp_path / "log.jsonl.gz")
    assert gzip.decompress((tmp_path / "log.jsonl.gz").read_bytes()) == (tmp_path / "log.jsonl").read_bytes()
