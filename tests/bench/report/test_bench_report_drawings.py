"""Curves, bands, places and colours of what is drawn."""

from __future__ import annotations

from itertools import combinations, pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.report.reported import BASIC, streams, view
from seasoned.bench.report.curves import curve, family_curves, window_of
from seasoned.bench.report.palette import css
from seasoned.bench.report.placing import Box, placed
from seasoned.bench.report.scatter import NARROW, WIDE, scatter
from seasoned.bench.report.view import Entrant
from seasoned.svg import apart

STREAMS = st.lists(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30), min_size=1, max_size=8)


@given(STREAMS, st.integers(1, 10))
def test_a_curve_and_its_band_stay_within_what_was_measured(values: list[list[float]], window: int) -> None:
    found = curve(values, window)
    every = [value for one in values for value in one]
    low, high = min(every) - 1e-9, max(every) + 1e-9
    assert all(low <= mean <= high for mean in found.means)
    assert all(low <= below <= above <= high for below, above in found.bounds)
    assert len(found.bounds) == (0 if len(values) == 1 else len(found.means))


def test_a_curve_is_the_mean_of_the_last_tasks_of_every_stream():
    found = curve([[0, 0, 1, 1], [1, 1, 1, 1]], 2)
    assert found.means == pytest.approx((0.5, 0.5, 0.75, 1.0))


def test_a_curve_ends_at_the_figure_of_the_last_quarter():
    found = view(BASIC)
    last = found.row("f", Entrant("ours"), "success, last quarter")
    assert last is not None
    assert family_curves(found, "f")[Entrant("ours")].means[-1] == last.value


def test_a_curve_ends_where_most_streams_have_ended():
    assert len(curve([[1.0] * 4, [1.0] * 4, [1.0] * 9], 2).means) == 4
    assert len(curve([[1.0] * 4, [1.0] * 9], 2).means) == 9


def test_a_band_is_wider_the_more_streams_differ():
    def width(values: list[list[float]]) -> float:
        low, high = curve(values, 2).bounds[-1]
        return high - low

    assert width([[0.5] * 4] * 6) == 0.0
    assert width([[0.4] * 4, [0.6] * 4] * 3) < width([[0.0] * 4, [1.0] * 4] * 3)


def test_streams_too_short_for_a_curve_have_none():
    assert family_curves(view([*streams("none", [1, 0, 1]), *streams("ours", [1, 1, 1])]), "f") == {}


def test_the_window_is_a_quarter_of_the_stream():
    assert [window_of(tasks) for tasks in (1, 4, 10, 40)] == [1, 1, 2, 10]


@given(
    st.lists(st.tuples(st.floats(44, 880), st.floats(10, 354)), min_size=1, max_size=24),
    st.lists(st.integers(3, 22), min_size=24, max_size=24),
)
def test_labels_neither_touch_each_other_nor_a_point(points: list[tuple[float, float]], letters: list[int]) -> None:
    within = Box(44, 0, 900, 354)
    sizes = [(8.0 * count, 15.0) for count in letters[: len(points)]]
    boxes = [box for box in placed(points, sizes, within, 6.0) if box is not None]
    assert boxes
    assert all(within.holds(box) for box in boxes)
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
    dots = [Box(x - 6, y - 6, x + 6, y + 6) for x, y in points]
    assert not any(box.meets(dot) for box in boxes for dot in dots)


def test_as_many_systems_as_a_benchmark_has_all_find_room_for_their_names():
    rng = np.random.default_rng(0)
    for _ in range(20):
        points = [(44 + 830 * x, 20 + 320 * y) for x, y in rng.random((20, 2))]
        assert None not in placed(points, [(22 * 8.0, 15.0)] * 20, Box(44, 0, 900, 354), 6.0)


def test_every_system_is_a_point_within_both_drawings():
    drawn = scatter(view(BASIC))
    figures = ElementTree.fromstring(f"<figure>{drawn}</figure>").iter("svg")
    for figure, frame in zip(figures, (WIDE, NARROW), strict=True):
        dots = list(figure.iter("circle"))
        assert len(dots) == 5
        for dot in dots:
            assert frame.left <= float(dot.get("cx", "nan")) <= frame.width - frame.right
            assert frame.top <= float(dot.get("cy", "nan")) <= frame.height - frame.bottom


def test_one_system_is_no_scatter_plot():
    assert scatter(view(streams("ours", [1, 0]))) == ""


def test_no_control_looks_like_a_system_under_test_or_like_another_control():
    controls = [f"control {at:02}" for at in range(12)]
    for tested in (("ours",), ("ours", "theirs")):
        systems = [*tested, *controls]
        found = view([one for system in systems for one in streams(system, [1, 0], seeds=1)], tested)
        looks = {system: css(found, system).split()[1:] for system in systems}
        assert len(set(map(tuple, looks.values()))) == len(systems)
        colours = {looks[system][0] for system in tested}
        assert not any(looks[control][0] in colours for control in controls)


@given(st.lists(st.floats(10.0, 200.0), min_size=1, max_size=10))
def test_labels_beside_curves_are_moved_apart_and_stay_in_the_frame(wanted: list[float]) -> None:
    found = apart(sorted(wanted, reverse=True), 10.0, 200.0, 14.0)
    assert all(below - above > 13.99 for below, above in pairwise(found))
    assert all(9.99 <= y <= 200.01 for y in found)
