"""What is shown: curves in the terminal, curves as SVG, the page, the ending."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from handmade import experience, results
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from seasoned.credit.uplift import Uplift
from seasoned.demo import ending, report
from seasoned.demo.canvas import draw
from seasoned.demo.charts import NARROW, WIDE, learning_curve
from seasoned.demo.live import LineView, picture
from seasoned.demo.wording import signed, utility

SHARES = st.lists(st.floats(0.0, 1.0), max_size=50)
COUNTS = st.integers(1, 30).flatmap(lambda tried: st.tuples(st.integers(0, tried), st.just(tried)))


@given(SHARES, st.integers(1, 60), st.integers(1, 40), st.integers(1, 12))
def test_a_drawing_has_the_size_asked_for(values: list[float], length: int, width: int, height: int) -> None:
    lines = draw([(values[:length], "red")], length, width, height)
    assert [len(line.plain) for line in lines] == [width] * height


def test_a_curve_at_the_top_leaves_the_other_rows_empty() -> None:
    top, *others = draw([([1.0] * 10, "red")], 10, 20, 4)
    assert "\u2800" not in top.plain
    assert {line.plain for line in others} == {"\u2800" * 20}


def test_a_curve_half_way_fills_half_the_width() -> None:
    (line,) = draw([([0.0] * 5, "red")], 9, 20, 1)
    drawn = len(line.plain.rstrip("\u2800"))
    assert 9 <= drawn <= 11


@given(st.lists(COUNTS, min_size=1, max_size=40))
def test_a_chart_is_well_formed_and_stays_inside_its_frame(counts: list[tuple[int, int]]) -> None:
    for frame in (WIDE, NARROW):
        curves = {"without": counts, "self": counts, "corrections": counts}
        drawing = ElementTree.fromstring(learning_curve(curves, frame, 'solved "more" & faster'))
        places = [
            [float(number) for number in pair.split(",")]
            for shape in drawing
            for pair in shape.get("points", "").split()
        ]
        assert all(0 <= x <= frame.width and 0 <= y <= frame.height for x, y in places)
        labels = sorted(float(text.get("y", "nan")) for text in drawing if "end" in text.get("class", ""))
        assert all(below - above > 14.9 for above, below in pairwise(labels))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.references += [value or "" for name, value in attrs if name in {"src", "href", "srcset", "action"}]


def test_the_page_needs_nothing_from_elsewhere(tmp_path: Path) -> None:
    page = report.page(results(tmp_path, useful=(experience(),)))
    read = _Page()
    read.feed(page)
    assert read.references == []
    assert not {"script", "link", "iframe"} & set(read.tags)
    assert not re.search(r"url\(|@import|https?://", page)
    assert read.tags.count("svg") == 2 + 2
    assert "prefers-color-scheme: dark" in page


def test_what_a_log_says_cannot_become_markup_of_the_page(tmp_path: Path) -> None:
    hostile = experience(when="<script>alert(1)</script>", body="</pre><img src=x>", quote="<b>", id="<i>")
    read = _Page()
    read.feed(report.page(results(tmp_path, useful=(hostile,))))
    assert not {"script", "img", "i"} & set(read.tags)


def test_the_ending_names_the_figures_the_evidence_and_the_next_commands(tmp_path: Path) -> None:
    said = io.StringIO()
    console = Console(file=said, width=100)
    ending.tell(results(tmp_path, useful=(experience(body="[bold]as it is[/bold]"),)), console, 12.0, "bin/seasoned")
    text = said.getvalue()
    assert "solved 100% of the tasks, without memory 33%: +67 points" in text
    assert "[bold]as it is[/bold]" in text
    assert "8 of the 10 runs it was shown in succeeded" in text
    assert "step 2: “take coin”" in text
    assert "bin/seasoned show rule-1 --store demo/twc-0-corrections.db" in text


def test_a_measured_uplift_is_told_once_enough_runs_were_without_the_item() -> None:
    assert "withheld" not in utility(experience(uplift=Uplift(0.2, -0.1, 0.5, injected=20.0, withheld=2.0)))
    told = utility(experience(uplift=Uplift(0.2, -0.1, 0.5, injected=20.0, withheld=8.0)))
    assert "8 runs it was withheld from at random: +0.20 [−0.10, +0.50]" in told


def test_a_number_that_rounds_to_zero_has_no_sign() -> None:
    assert [signed(value) for value in (-0.4, 0.4, -0.6, 0.6)] == ["0", "0", "−1", "+1"]


def test_outside_of_a_terminal_each_finished_stream_is_one_line(tmp_path: Path) -> None:
    said = io.StringIO()
    shown = results(tmp_path)
    lines = LineView(shown.plan, Console(file=said))
    for one in shown.attempted:
        lines.add(one)
    assert said.getvalue().splitlines() == [
        f"[{at}/4] {name}: solved of 6: without memory 2, learning from itself 2, learning from corrections 6"
        for at, name in enumerate(("twc, seed 0", "coin, seed 0", "twc, seed 1", "coin, seed 1"), 1)
    ]


def test_in_a_terminal_curves_are_drawn_from_the_first_task_on(tmp_path: Path) -> None:
    shown = results(tmp_path)
    for reached in (0, 1, len(shown.attempted)):
        lines = [line.plain for line in picture(shown.plan, shown.attempted[:reached], 80)]
        assert max(map(len, lines)) <= 80
    assert any("learning from corrections" in line and "100%" in line for line in lines)
