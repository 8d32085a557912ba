"""Cost against success: tokens per task and the primary metric, a point for each system."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from operator import itemgetter

from seasoned import svg
from seasoned.bench.report.leaderboard import TOKENS
from seasoned.bench.report.palette import css
from seasoned.bench.report.placing import Box, placed
from seasoned.bench.report.scale import Scale, has_interval, plain
from seasoned.bench.report.view import Entrant, View
from seasoned.bench.roles import Role
from seasoned.bench.rows import Row
from seasoned.svg import Frame

WIDE = Frame(900.0, 400.0, left=44.0, right=20.0, bottom=46.0)
NARROW = Frame(340.0, 330.0, left=34.0, right=12.0, bottom=44.0)

_INSET = 0.03
"""Share of the width that stays free on either side."""

_BEND = 100.0
"""Below so many tokens their axis is about linear, above about logarithmic."""

_RADIUS = 5.0
_LETTER = 8.0
"""Width of a letter of a label, on the safe side."""
_LINE = 15.0
_APART = 36.0
"""Least distance of two labels of the axis."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A system's place. `label` is what stands beside it, `name` what a pointer over it is told."""

    tokens: float
    row: Row
    label: str
    name: str
    css: str


def scatter(view: View) -> str:
    """Return a wide drawing with names, and a narrow one with places in the leaderboard and their key, of which the
    style sheet shows one; "" below two points."""
    ranked = list(enumerate(view.entrants[view.family], 1))
    found = [(rank, one, spot) for rank, one in ranked if (spot := _spot(view, one)) is not None]
    if len(found) < 2:
        return ""
    # Labels of those under test get their places first.
    found.sort(key=lambda one: (view.role(one[1].system) is not Role.TESTED, one[0]))
    wide = [spot for _, _, spot in found]
    narrow = [Spot(one.tokens, one.row, str(rank), one.name, one.css) for rank, _, one in found]
    key = "".join(
        f'<li class="{css(view, one.system)}"><b>{rank}</b>{escape(one.label)}</li>'
        for rank, one, _ in sorted(found, key=itemgetter(0))
    )
    return (
        f'<div class="wide">{_drawn(view, wide, WIDE)}</div>'
        f'<div class="narrow">{_drawn(view, narrow, NARROW)}<ol class="key">{key}</ol></div>'
    )


def _spot(view: View, entrant: Entrant) -> Spot | None:
    row, tokens = view.result(view.family, entrant), view.row(view.family, entrant, TOKENS)
    if row is None or tokens is None or tokens.value < 0.0:
        return None
    told = f"{entrant.label}: {view.scale.interval(row)}{view.scale.unit}, {plain(tokens.value)} tokens"
    return Spot(tokens.value, row, entrant.label, told, css(view, entrant.system))


def _drawn(view: View, spots: Sequence[Spot], frame: Frame) -> str:
    heights = _heights(view.scale, [spot.row for spot in spots])
    most = max(spot.tokens for spot in spots)
    places = [(_across(frame, spot.tokens, most), frame.y(heights.place(spot.row.value))) for spot in spots]
    within = Box(frame.left, 0.0, frame.width, frame.y(0.0))
    boxes = placed(places, [(len(spot.label) * _LETTER + 4, _LINE) for spot in spots], within, _RADIUS + 1)
    ticks = [(heights.place(value), view.scale.brief(value)) for value in _steps(heights.low, heights.high)]
    parts = [
        *svg.grid(frame, ticks),
        *_token_ticks(frame, most),
        *(_whisker(heights, spot, x, frame) for spot, (x, _) in zip(spots, places, strict=True)),
        *(_pointer(box, place) for box, place in zip(boxes, places, strict=True) if box is not None),
        *(_point(spot, place) for spot, place in zip(spots, places, strict=True)),
        *(_label(spot, box, x) for spot, box, (x, _) in zip(spots, boxes, places, strict=True) if box is not None),
    ]
    return svg.drawing(frame, "; ".join(spot.name for spot in spots), parts)


def _across(frame: Frame, tokens: float, most: float) -> float:
    share = math.log1p(tokens / _BEND) / math.log1p(most / _BEND) if most else 0.0
    return frame.across(_INSET + share * (1.0 - 2 * _INSET))


def _heights(scale: Scale, rows: Sequence[Row]) -> Scale:
    """Return the part of the metric's range that holds all rows, out to whole steps."""
    low = min(row.low if has_interval(row) else row.value for row in rows)
    high = max(row.high if has_interval(row) else row.value for row in rows)
    step = _step(low, high)
    low, high = step * math.floor(low / step), step * math.ceil(high / step)
    if low == high:
        low, high = low - step, high + step
    return Scale(max(scale.low, low), min(scale.high, high))


def _step(low: float, high: float) -> float:
    """Return 1, 2 or 5 times a power of ten, so that about five steps lie between both."""
    rough = (high - low) / 5 if high > low else 0.1
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= rough * 0.999)


def _steps(low: float, high: float) -> list[float]:
    step = _step(low, high)
    return [low + at * step for at in range(round((high - low) / step) + 1)]


def _token_ticks(frame: Frame, most: float) -> Iterator[str]:
    below = frame.height - frame.bottom + 18
    marks = [0.0] + [mark for power in range(1, 9) for mark in (10.0**power, 3 * 10.0**power) if mark <= most]
    last = -math.inf
    for mark in marks:
        x = _across(frame, mark, most)
        if x - last >= _APART:
            last = x
            yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{frame.y(0.0):.1f}" y2="{frame.y(0.0) + 4:.1f}"/>'
            yield f'<text class="tick" x="{x:.1f}" y="{below:g}" text-anchor="middle">{mark:,.0f}</text>'
    middle = frame.across(0.5)
    yield f'<text class="tick" x="{middle:.1f}" y="{below + 19:g}" text-anchor="middle">tokens per task</text>'


def _whisker(heights: Scale, spot: Spot, x: float, frame: Frame) -> str:
    if not has_interval(spot.row):
        return ""
    low, high = (frame.y(heights.place(bound)) for bound in (spot.row.low, spot.row.high))
    return f'<line class="range {spot.css}" x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}"/>'


def _point(spot: Spot, place: tuple[float, float]) -> str:
    x, y = place
    return (
        f'<circle class="dot {spot.css}" cx="{x:.1f}" cy="{y:.1f}" r="{_RADIUS:g}">'
        f"<title>{escape(spot.name)}</title></circle>"
    )


def _pointer(box: Box, place: tuple[float, float]) -> str:
    """Return a thin line from a point to its label where that stands away from it."""
    x, y = place
    near = min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
    if math.dist(near, place) < 3 * _RADIUS:
        return ""
    return f'<line class="pointer" x1="{x:.1f}" x2="{near[0]:.1f}" y1="{y:.1f}" y2="{near[1]:.1f}"/>'


def _label(spot: Spot, box: Box, x: float) -> str:
    if box.left >= x:
        at, anchor = box.left + 2, "start"
    elif box.right <= x:
        at, anchor = box.right - 2, "end"
    else:
        at, anchor = (box.left + box.right) / 2, "middle"
    return (
        f'<text class="end {spot.css}" x="{at:.1f}" y="{box.bottom - 3.5:.1f}" text-anchor="{anchor}">'
        f"{escape(spot.label)}</text>"
    )
