"""What `seasoned bench` says in the terminal when it is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.made import result
from seasoned.bench.header import header
from seasoned.bench.results import Results
from seasoned.bench.rows import rows
from seasoned.bench.track import Setup
from seasoned.bench.tracks.stream_world import StreamWorld
from seasoned.bench.validity import validity
from seasoned.cli.bench import show


def test_the_summary_has_adjusted_p_values_and_says_whether_the_track_is_valid(capsys: pytest.CaptureFixture[str]):
    made = [
        result(system, solved, seed=seed)
        for system, solved in (("none", [0, 0, 0]), ("ours", [1, 0, 1]), ("recent", [1, 0, 1]))
        for seed in range(6)
    ]
    primary = {"toy": "success"}
    found = tuple(rows(made, primary, ["ours"]))
    checked = tuple(validity(made, found, primary, ["ours"]))
    show(Results(header(["toy"], Setup(seeds=6), "", []), found, (), checked), [StreamWorld(name="toy")], Path("out"))
    said = " ".join(capsys.readouterr().out.split())
    assert "p, Holm" in said
    assert "0.062" in said
    assert "INVALID: 0 of 1 checks passed, 2 could not be made" in said
    assert "recent is not told apart from ours" in said
