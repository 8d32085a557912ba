"""Preflight is scored against what was gained."""

from __future__ import annotations

import pytest

from seasoned.bench.predicted import CORRELATION, PREDICTED, likeness
from seasoned.bench.rows import ALL, rows
from seasoned.bench.track import NONE, Item, Result, Unit


def stream(family: str, system: str, values: list[float], likely: float | None = None) -> Result:
    items = tuple(Item(str(place), {"success": value}) for place, value in enumerate(values))
    return Result(Unit("t", family, system), items, {} if likely is None else {PREDICTED: likely})


def correlation(gains: dict[str, tuple[float, float]]) -> list[tuple[float, int]]:
    results = [stream(family, NONE, [0.0, 0.0], likely) for family, (likely, _) in gains.items()]
    results += [stream(family, "good", [gain, gain]) for family, (_, gain) in gains.items()]
    found = rows(results, {"t": "success"}, ["good"])
    return [(round(row.value, 6), row.n) for row in found if row.metric == CORRELATION and row.family == ALL]


def test_a_prediction_that_rises_with_the_gain_scores_one_and_one_that_falls_minus_one() -> None:
    assert correlation({"a": (0.2, 0.1), "b": (0.5, 0.4), "c": (0.8, 0.7)}) == [(1.0, 3)]
    assert correlation({"a": (0.8, 0.1), "b": (0.5, 0.4), "c": (0.2, 0.7)}) == [(-1.0, 3)]


def test_r_is_pearsons_computed_by_hand() -> None:
    # x = .1 .2 .6, y = 0 .5 .4: means .3 .3; sum xy - n·mx·my = .34 - .27 = .07; √(.14 · .14) = .14
    assert correlation({"a": (0.1, 0.0), "b": (0.2, 0.5), "c": (0.6, 0.4)}) == [(0.5, 3)]


def test_two_families_or_equal_predictions_say_nothing() -> None:
    assert correlation({"a": (0.2, 0.1), "b": (0.5, 0.4)}) == []
    assert correlation({"a": (0.5, 0.1), "b": (0.5, 0.4), "c": (0.5, 0.2)}) == []


def test_the_figure_of_a_stream_is_what_preflight_says_of_its_tasks() -> None:
    assert (
        likeness(["buy a red shirt", "buy a blue shirt"])[PREDICTED] > likeness(["buy a red shirt", "mow"])[PREDICTED]
    )
    assert likeness(["the same"] * 4)[PREDICTED] == pytest.approx(0.75), "three of four were met before"
