"""Places for the labels of a scatter plot, so that no label covers another one or a point."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Point = tuple[float, float]

_DISTANCES = (10.0, 16.0, 24.0, 34.0, 48.0, 66.0, 90.0, 120.0, 160.0)
_DIRECTIONS = (0, 8, 12, 4, 14, 2, 10, 6, 15, 1, 13, 3, 11, 5, 9, 7)
"""Sixteenths of a turn, clockwise: right, left, above, below, then between."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its sides, in pixels from the top left."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Return whether both share an area."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: Box) -> bool:
        """Return whether `other` lies within."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


def placed(points: Sequence[Point], sizes: Sequence[Point], within: Box, radius: float) -> list[Box | None]:
    """Return a box of each (width, height) of `sizes` near its point, the first ones nearest; None where no place is
    free. No box meets another one or the square of `radius` around a point."""
    taken = [Box(x - radius, y - radius, x + radius, y + radius) for x, y in points]
    found: list[Box | None] = []
    for point, size in zip(points, sizes, strict=True):
        free = (box for box in _around(point, size) if within.holds(box) and not any(map(box.meets, taken)))
        box = next(free, None)
        found.append(box)
        if box is not None:
            taken.append(box)
    return found


def _around(point: Point, size: Point) -> Iterator[Box]:
    (x, y), (width, height) = point, size
    for distance in _DISTANCES:
        for direction in _DIRECTIONS:
            angle = direction * math.pi / 8
            across, down = distance * math.cos(angle), distance * math.sin(angle)
            # The box touches the end of the arm with the side that faces the point.
            left = x + across - width * (1.0 - math.cos(angle)) / 2
            top = y + down - height * (1.0 - math.sin(angle)) / 2
            yield Box(left, top, left + width, top + height)
