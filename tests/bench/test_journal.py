from __future__ import annotations

from pathlib import Path

import pytest

from bench.made import result
from seasoned.bench.journal import Journal
from seasoned.errors import InputError

ONE, TWO = result("none", [1.0, 0.0], lift=0.5), result("ours", [1.0])


def test_what_was_appended_is_there_again(tmp_path: Path):
    path = tmp_path / "deep" / "journal.jsonl"
    journal = Journal(path, "now")
    journal.append(ONE)
    journal.append(TWO)
    again = Journal(path, "now")
    assert list(again) == [ONE, TWO]
    assert ONE.unit in again


def test_results_of_other_code_or_data_are_kept_but_not_read(tmp_path: Path):
    path = tmp_path / "journal.jsonl"
    Journal(path, "before").append(ONE)
    now = Journal(path, "now")
    assert list(now) == []
    now.append(TWO)
    assert list(Journal(path, "before")) == [ONE]


def test_a_line_cut_off_by_a_crash_is_dropped_and_the_rest_stays(tmp_path: Path):
    path = tmp_path / "journal.jsonl"
    Journal(path, "now").append(ONE)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    journal = Journal(path, "now")
    assert list(journal) == [ONE]
    journal.append(TWO)
    assert list(Journal(path, "now")) == [ONE, TWO]


def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("my notes\n")
    with pytest.raises(InputError, match="line 1 is not a benchmark result"):
        Journal(path, "now")
    assert path.read_text() == "my notes\n"
    with pytest.raises(InputError, match="can't be used"):
        Journal(path / "below", "now")
