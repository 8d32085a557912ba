"""What is counted: plans, learning curves, the most useful experiences, the figures of --json."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import attempted, experience, results
from hypothesis import given
from hypothesis import strategies as st

from seasoned.demo import Plan, Stream
from seasoned.demo.results import window_of, windows
from seasoned.demo.summary import summary
from seasoned.demo.useful import best
from seasoned.errors import InputError


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"tasks": 0}, "--tasks"),
        ({"tasks": 1001}, "--tasks"),
        ({"seeds": 0}, "--seeds"),
        ({"processes": 0}, "--processes"),
        ({"difficulty": "extreme"}, "--difficulty"),
        ({"fold": "holdout"}, "--fold"),
        ({"families": ()}, "--families"),
        ({"families": ("twc", "twc")}, "--families"),
        ({"families": ("chess",)}, "chess"),
    ],
)
def test_a_plan_out_of_range_is_refused_by_the_name_of_its_flag(changes: dict[str, object], named: str) -> None:
    with pytest.raises(InputError, match=named):
        Plan(**changes)  # type: ignore[arg-type]


def test_every_stream_and_arm_has_a_store_of_its_own(tmp_path: Path) -> None:
    from seasoned.demo.plan import ARMS

    plan = Plan(seeds=3, out=tmp_path)
    paths = [plan.store(stream, arm) for stream in plan.streams for arm in ARMS]
    assert len(set(paths)) == len(plan.streams) * len(ARMS) == 27


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_a_learning_curve_counts_the_last_tasks_of_every_stream(solved: list[bool]) -> None:
    played = [
        attempted(Stream("twc", seed), n, {"without": won, "self": False, "corrections": True})
        for seed in (0, 1)
        for n, won in enumerate(solved)
    ]
    width = window_of(len(solved))
    counts = windows(played, "without", len(solved))
    assert counts == [
        (2 * sum(solved[max(0, end - width) : end]), 2 * min(end, width)) for end in range(1, len(solved) + 1)
    ]


def test_a_learning_curve_of_a_running_demo_ends_where_the_furthest_stream_is() -> None:
    played = [attempted(Stream("twc", 0), n, dict.fromkeys(("without", "self", "corrections"), True)) for n in (0, 1)]
    assert windows(played, "self", 40) == [(1, 1), (2, 2)]
    assert windows([], "self", 40) == []


def test_the_figures_are_with_minus_without_and_pair_by_task(tmp_path: Path) -> None:
    figures = summary(results(tmp_path))
    assert (figures["with"], figures["without"], figures["self"]) == (1.0, 0.333333, 0.333333)
    assert figures["difference"] == pytest.approx(figures["with"] - figures["without"], abs=1e-5)
    assert figures["interval"][0] <= figures["difference"] <= figures["interval"][1]
    assert figures["self_difference"] == 0.0
    assert figures["self_interval"] == [0.0, 0.0]
    assert figures["negative_transfer"] == {"with": 0.0, "self": 0.0}
    assert (figures["tasks"], figures["seeds"], figures["pairs"]) == (6, 2, 24)
    assert set(figures["families"]) == {"twc", "coin"}


def test_what_helped_most_comes_from_different_families_and_kinds() -> None:
    found = [
        experience(id="a", when="1", shown=30),
        experience(id="b", when="2", shown=12, kind="case"),
        experience(id="c", when="3", shown=11, stream=Stream("coin", 0), kind="workflow"),
        experience(id="d", when="4", shown=10, stream=Stream("mapreader", 0)),
    ]
    assert [one.id for one in best(found)] == ["a", "c", "d"]
    assert [one.id for one in best(found, count=4)] == ["a", "b", "c", "d"]


def test_of_items_that_gained_alike_the_best_evidenced_is_named() -> None:
    found = [experience(id="rare", shown=10, support=1), experience(id="common", shown=9, support=50)]
    assert [one.id for one in best(found)] == ["common"]


def test_a_lesson_learned_in_two_streams_is_named_once() -> None:
    found = [experience(id="one"), experience(id="two", stream=Stream("twc", 1))]
    assert len(best(found)) == 1
