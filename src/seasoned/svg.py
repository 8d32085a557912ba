"""Parts of inline SVG charts. Colours are classes of the page, so one drawing serves light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing in pixels and the room around its plot."""

    width: float
    height: float
    left: float = 40.0
    right: float = 48.0
    top: float = 10.0
    bottom: float = 30.0

    def across(self, share: float) -> float:
        """Return the place of a share in [0, 1] of the plot's width."""
        return self.left + share * (self.width - self.left - self.right)

    def x(self, number: float, tasks: int) -> float:
        """Return the place of task `number`, counted from 1."""
        return self.across((number - 1) / (tasks - 1) if tasks > 1 else 0.5)

    def y(self, share: float) -> float:
        """Return the place of a share in [0, 1] of the plot's height, counted from below."""
        return self.top + (1.0 - share) * (self.height - self.top - self.bottom)


def drawing(frame: Frame, description: str, parts: Iterable[str], *, alone: bool = False) -> str:
    """Return the SVG of `parts`. `alone` makes it a file of its own instead of a part of a page."""
    space = ' xmlns="http://www.w3.org/2000/svg"' if alone else ""
    size = f"0 0 {frame.width:g} {frame.height:g}"
    return "\n".join([f'<svg{space} viewBox="{size}" role="img" aria-label="{escape(description)}">', *parts, "</svg>"])


def grid(frame: Frame, ticks: Iterable[tuple[float, str]]) -> Iterator[str]:
    """Yield a horizontal line with its label for each (share of the height, label)."""
    left, right = frame.left, frame.width - frame.right
    for share, label in ticks:
        y = frame.y(share)
        yield f'<line class="grid" x1="{left:g}" x2="{right:g}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="tick" x="{left - 6:g}" y="{y + 4:.1f}" text-anchor="end">{escape(label)}</text>'


def task_numbers(frame: Frame, tasks: int) -> Iterator[str]:
    """Yield the first, the middle and the last task number below the plot."""
    below = frame.height - frame.bottom + 18
    marks = sorted({1, tasks} | ({round(tasks / 2)} if tasks > 3 else set()))
    for number in marks:
        anchor = "end" if number == tasks > 1 else "middle"
        words = f"task {number}" if number == 1 else str(number)
        anchor = "start" if number == 1 < tasks else anchor
        yield f'<text class="tick" x="{frame.x(number, tasks):.1f}" y="{below:g}" text-anchor="{anchor}">{words}</text>'


def band(frame: Frame, name: str, bounds: Sequence[tuple[float, float]], tasks: int) -> str:
    """Return the area between the (lower, upper) shares at each task number, of CSS class `name`."""
    upper = [f"{frame.x(at, tasks):.1f},{frame.y(high):.1f}" for at, (_, high) in enumerate(bounds, 1)]
    lower = [f"{frame.x(at, tasks):.1f},{frame.y(low):.1f}" for at, (low, _) in enumerate(bounds, 1)]
    return f'<polygon class="band {name}" points="{" ".join([*upper, *reversed(lower)])}"/>'


def line(frame: Frame, name: str, shares: Sequence[float], tasks: int) -> str:
    """Return the line through the shares at each task number, a dot where there is one; of CSS class `name`."""
    places = [f"{frame.x(at, tasks):.1f},{frame.y(share):.1f}" for at, share in enumerate(shares, 1)]
    if len(places) == 1:
        x, y = places[0].split(",")
        return f'<circle class="dot {name}" cx="{x}" cy="{y}" r="4"/>'
    return f'<polyline class="line {name}" points="{" ".join(places)}"/>'


def apart(wanted: Sequence[float], top: float, bottom: float, gap: float) -> list[float]:
    """Return heights near those `wanted`, ordered from the bottom up, at least `gap` apart and within [top, bottom]
    where there is room for all."""
    places = []
    below = bottom + gap
    for at, y in enumerate(wanted):
        ceiling = top + (len(wanted) - 1 - at) * gap  # the labels above this one need their room
        below = max(ceiling, min(y, below - gap))
        places.append(below)
    return places
