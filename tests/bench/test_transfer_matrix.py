"""Experience with one family, tried on another."""

from __future__ import annotations

import pytest

from agents.pantry import Pantry
from bench.report.reported import BASIC, streams, told, view
from seasoned import envs
from seasoned.bench.report import markdown, page
from seasoned.bench.report.matrix import matrices
from seasoned.bench.rows import ALL, rows
from seasoned.bench.track import Item, Result, Setup, Unit
from seasoned.bench.tracks.stream_world import TRACK
from seasoned.bench.transfer import TRANSFER, pair_name, pair_of, transferred
from seasoned.streams import Arm

WORLD = Pantry()


def cell(source: str, target: str, gains: list[float], seed: int = 0) -> Result:
    items = tuple(Item(f"{target}-{at}", {TRANSFER: gain}) for at, gain in enumerate(gains))
    return Result(Unit("toy", pair_name("x", source, target), "ours", seed=seed), items)


CELLS = [
    cell(source, target, gains, seed)
    for source, target, gains in (("f", "f", [1, 1]), ("f", "g", [0, 1]), ("g", "f", [0, -1]), ("g", "g", [1, 1]))
    for seed in range(4)
]


def test_the_name_of_a_pair_says_what_was_learned_from_and_what_was_tried():
    assert pair_of(pair_name("textworld", "coin", "twc")) == ("coin", "twc")
    assert pair_of("textworld/coin") is None
    assert pair_of("textworld/mixed") is None


def test_experience_is_tried_read_only_on_tasks_that_it_did_not_learn_from():
    source, target = (WORLD.tasks("fetch", fold=fold, count=10, seed=0) for fold in ("train", "test"))
    items = list(transferred(WORLD, source, target, Arm("d", "default", corrections=True), 0))
    assert [item.id for item in items] == [task.id for task in target]
    assert sum(item.values[TRANSFER] for item in items) >= 5
    assert any(item.shown for item in items)
    # Read only: a task is met in the same way whatever came before it.
    assert items[5:] == list(transferred(WORLD, source, target[5:], Arm("d", "default", corrections=True), 0))


def test_a_failure_with_memory_where_there_was_none_without_counts_against_it():
    found = {row.family: row.value for row in rows(CELLS, {"toy": "success"}, ["ours"]) if row.metric == TRANSFER}
    assert found == {
        pair_name("x", "f", "f"): 1.0,
        pair_name("x", "f", "g"): 0.5,
        pair_name("x", "g", "f"): -0.5,
        pair_name("x", "g", "g"): 1.0,
    }


def test_pairs_change_no_figure_of_the_families_themselves():
    plain, more = (rows(results, {"toy": "success"}, ["ours"]) for results in (BASIC, [*BASIC, *CELLS]))
    assert [row for row in more if row.metric != TRANSFER] == plain
    assert ALL not in {row.family for row in more}


def test_the_matrix_has_a_row_for_each_source_and_a_column_for_each_target():
    ((entrant, table),) = matrices(view([*BASIC, *CELLS]))
    assert (entrant.system, table.columns) == ("ours", ("learned from", "x/f", "x/g"))
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["x/f", "+100.0", "+50.0"],
        ["x/g", "−50.0", "+100.0"],
    ]
    assert [cell.css for cell in table.rows[1][1:]] == ["down", "up"]
    assert matrices(view(BASIC)) == []


@pytest.mark.parametrize("write", [page, markdown])
def test_page_and_markdown_show_the_matrix(write):
    text = write(*told([*BASIC, *streams("none", [1], family="g"), *CELLS]).arguments)
    assert "Transfer between families" in text
    assert "learned from" in text


def test_pairs_are_only_run_where_they_are_asked_for():
    if (why_not := envs.available("textworld")) is not None:
        pytest.skip(why_not)
    families = ("textworld/coin", "textworld/twc")
    plain, more = (TRACK.units(Setup(seeds=1, families=families, transfer=on)) for on in (False, True))
    added = set(more) - set(plain)
    assert set(plain) < set(more)
    assert {pair_of(unit.family) for unit in added} == {
        (source, target) for source in ("coin", "twc") for target in ("coin", "twc")
    }
    assert {(unit.system, unit.arm) for unit in added} == {("default", "self"), ("default", "corrections")}
