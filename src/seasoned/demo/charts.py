"""Learning curves as inline SVG. Colours are classes of the page, so one drawing serves light and dark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

from seasoned import svg
from seasoned.credit.uplift import wilson
from seasoned.demo.wording import percent
from seasoned.svg import Frame as Frame

Counts = Sequence[tuple[int, int]]
"""(solved, attempted) at each task number."""

WIDE = Frame(900.0, 330.0)
NARROW = Frame(350.0, 260.0, left=36.0, right=48.0)

_LINE = 15.0
"""Least vertical distance of two labels."""

_TICKS = tuple((tick / 100, str(tick)) for tick in (0, 25, 50, 75, 100))


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
    parts = [
        *([] if names is None else [f"<style>\n{style()}</style>"]),
        *svg.grid(frame, _TICKS),
        *svg.task_numbers(frame, tasks),
        *(svg.band(frame, name, [_bounds(*count) for count in counts], tasks) for name, counts in curves.items()),
        *(svg.line(frame, name, [_share(*count) for count in counts], tasks) for name, counts in curves.items()),
        *_end_labels(frame, curves, tasks, names or {}),
    ]
    return svg.drawing(frame, description, parts, alone=names is not None)


def _share(solved: int, tried: int) -> float:
    return solved / tried


def _bounds(solved: int, tried: int) -> tuple[float, float]:
    return wilson(solved / tried, tried)


def _end_labels(frame: Frame, curves: Mapping[str, Counts], tasks: int, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the last value of each curve beside its end, moved apart where they would touch."""
    last = sorted((_share(*counts[-1]), name) for name, counts in curves.items())
    places = svg.apart([frame.y(share) for share, _ in last], frame.top, frame.y(0.0), _LINE)
    for (share, name), y in zip(last, places, strict=True):
        x = frame.x(tasks, tasks) + 7
        words = f"{percent(share)} {names.get(name, '')}".rstrip()
        yield f'<text class="end {name}" x="{x:.1f}" y="{y + 4:.1f}">{words}</text>'
