"""Learning curves as inline SVG. Colours are classes of the page, so one drawing serves light and dark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from seasoned.credit.uplift import wilson
from seasoned.demo.wording import percent

Counts = Sequence[tuple[int, int]]
"""(solved, attempted) at each task number."""

_LINE = 15.0
"""Least vertical distance of two labels."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing in pixels and the room around its plot."""

    width: float
    height: float
    left: float = 40.0
    right: float = 48.0
    top: float = 10.0
    bottom: float = 30.0

    def x(self, number: float, tasks: int) -> float:
        """Return the place of task `number`, counted from 1."""
        inside = self.width - self.left - self.right
        return self.left + (inside * (number - 1) / (tasks - 1) if tasks > 1 else inside / 2)

    def y(self, share: float) -> float:
        """Return the place of a share in [0, 1]."""
        return self.top + (1.0 - share) * (self.height - self.top - self.bottom)


WIDE = Frame(900.0, 330.0)
NARROW = Frame(350.0, 260.0, left=36.0, right=48.0)


def style() -> str:
    """Return the CSS of the curves, for a page's ``<style>`` or that of a drawing by itself."""
    return files("seasoned.demo").joinpath("curve.css").read_text(encoding="utf-8")


def learning_curve(
    curves: Mapping[str, Counts], frame: Frame, description: str, *, names: Mapping[str, str] | None = None
) -> str:
    """Return an SVG of the share solved over task numbers, one line with its 95% Wilson band per arm.

    An arm's name becomes the CSS class of its line, its band and its label. With `names`, the labels name the arms and
    the drawing carries its own style: it is then a file of its own, which wants a frame with room on the right.
    """
    tasks = max(len(counts) for counts in curves.values())
    size = f"0 0 {frame.width:g} {frame.height:g}"
    space = "" if names is None else ' xmlns="http://www.w3.org/2000/svg"'
    parts = [
        f'<svg{space} viewBox="{size}" role="img" aria-label="{escape(description)}">',
        *([] if names is None else [f"<style>\n{style()}</style>"]),
        *_axes(frame, tasks),
        *(_band(frame, name, counts, tasks) for name, counts in curves.items()),
        *(_line(frame, name, counts, tasks) for name, counts in curves.items()),
        *_end_labels(frame, curves, tasks, names or {}),
        "</svg>",
    ]
    return "\n".join(parts)


def _axes(frame: Frame, tasks: int) -> Iterator[str]:
    left, right = frame.left, frame.width - frame.right
    for tick in (0, 25, 50, 75, 100):
        y = frame.y(tick / 100)
        yield f'<line class="grid" x1="{left:g}" x2="{right:g}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="tick" x="{left - 6:g}" y="{y + 4:.1f}" text-anchor="end">{tick}</text>'
    below = frame.height - frame.bottom + 18
    marks = sorted({1, tasks} | ({round(tasks / 2)} if tasks > 3 else set()))
    for number in marks:
        anchor = "end" if number == tasks > 1 else "middle"
        words = f"task {number}" if number == 1 else str(number)
        anchor = "start" if number == 1 < tasks else anchor
        yield f'<text class="tick" x="{frame.x(number, tasks):.1f}" y="{below:g}" text-anchor="{anchor}">{words}</text>'


def _band(frame: Frame, name: str, counts: Counts, tasks: int) -> str:
    bounds = [wilson(solved / tried, tried) for solved, tried in counts]
    upper = [f"{frame.x(at, tasks):.1f},{frame.y(high):.1f}" for at, (_, high) in enumerate(bounds, 1)]
    lower = [f"{frame.x(at, tasks):.1f},{frame.y(low):.1f}" for at, (low, _) in enumerate(bounds, 1)]
    return f'<polygon class="band {name}" points="{" ".join([*upper, *reversed(lower)])}"/>'


def _line(frame: Frame, name: str, counts: Counts, tasks: int) -> str:
    places = [f"{frame.x(at, tasks):.1f},{frame.y(solved / tried):.1f}" for at, (solved, tried) in enumerate(counts, 1)]
    if len(places) == 1:
        x, y = places[0].split(",")
        return f'<circle class="dot {name}" cx="{x}" cy="{y}" r="4"/>'
    return f'<polyline class="line {name}" points="{" ".join(places)}"/>'


def _end_labels(frame: Frame, curves: Mapping[str, Counts], tasks: int, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the last value of each curve beside its end, moved apart where they would touch."""
    last = sorted((counts[-1][0] / counts[-1][1], name) for name, counts in curves.items())
    below = frame.y(0.0) + _LINE
    for at, (share, name) in enumerate(last):
        ceiling = frame.top + (len(last) - 1 - at) * _LINE  # the labels above this one need their room
        y = below = max(ceiling, min(frame.y(share), below - _LINE))
        x = frame.x(tasks, tasks) + 7
        words = f"{percent(share)} {names.get(name, '')}".rstrip()
        yield f'<text class="end {name}" x="{x:.1f}" y="{y + 4:.1f}">{words}</text>'
