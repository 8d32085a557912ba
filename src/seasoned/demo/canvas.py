"""Curves in a terminal: two by four dots per character cell, drawn with Braille patterns."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""Bit of the dot in column 0 or 1 and row 0 to 3 of a cell (Unicode block U+2800)."""


def draw(curves: Sequence[tuple[Sequence[float], str]], length: int, width: int, height: int) -> list[Text]:
    """Return `height` lines of `width` cells with curves of values in [0, 1], each given with its style.

    The whole width stands for `length` values; a shorter curve ends early. Where two curves share a cell it takes the
    colour of the later one.
    """
    cells = [[(0, "")] * width for _ in range(height)]
    for values, style in curves:
        for column, row in _points(values, length, width * 2, height * 4):
            bits, _ = cells[row // 4][column // 2]
            cells[row // 4][column // 2] = (bits | _DOTS[column % 2][row % 4], style)
    return [Text.assemble(*((chr(0x2800 + bits), style) for bits, style in line)) for line in cells]


def _points(values: Sequence[float], length: int, columns: int, rows: int) -> set[tuple[int, int]]:
    """Return the dots of one curve, neighbours joined by vertical strokes."""
    if not values:
        return set()
    points, before = set(), None
    reach = columns if length < 2 else round((len(values) - 1) / (length - 1) * (columns - 1)) + 1
    for column in range(reach):
        place = column / max(1, columns - 1) * (length - 1)
        at = min(int(place), len(values) - 1)
        after = min(at + 1, len(values) - 1)
        value = values[at] + (values[after] - values[at]) * (place - int(place))
        row = round((1.0 - min(1.0, max(0.0, value))) * (rows - 1))
        for one in range(min(row, row if before is None else before), max(row, row if before is None else before) + 1):
            points.add((column, one))
        before = row
    return points
