"""How the figures of a metric are written and where they are drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seasoned.bench.rows import Row

ABSENT = "–"
"""What stands where there is no figure."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of a metric. Shares, whose range is [0, 1], are written in percent and their differences in points."""

    low: float = 0.0
    high: float = 1.0

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Scale:
        """Return the range that holds every finite value and bound of `rows`, at least [0, 1]."""
        found = [value for row in rows for value in (row.value, row.low, row.high) if math.isfinite(value)]
        return cls(min([0.0, *found]), max([1.0, *found]))

    @property
    def share(self) -> bool:
        """Whether the metric is a share."""
        return (self.low, self.high) == (0.0, 1.0)

    @property
    def unit(self) -> str:
        """What stands behind a number."""
        return "%" if self.share else ""

    @property
    def points(self) -> str:
        """What stands behind a difference."""
        return " points" if self.share else ""

    def place(self, value: float) -> float:
        """Return where in [0, 1] a value lies."""
        return (value - self.low) / (self.high - self.low)

    def number(self, value: float) -> str:
        """Return a value without its unit: ``55.2`` for the share .552."""
        return f"{100.0 * value:.1f}" if self.share else plain(value)

    def signed(self, value: float) -> str:
        """Return a difference without its unit: ``+22.1``, zero without a sign."""
        text = self.number(abs(value))
        return text if not float(text.replace(",", "")) else f"{'+' if value > 0.0 else '−'}{text}"

    def interval(self, row: Row) -> str:
        """Return a value with its interval: ``55.2 [51.0, 59.3]``."""
        return self.number(row.value) + _bounds(map(self.number, _known(row)))

    def difference(self, row: Row) -> str:
        """Return a difference with its interval: ``+22.1 [+18.0, +26.2]``."""
        return self.signed(row.value) + _bounds(map(self.signed, _known(row)))

    def brief(self, value: float) -> str:
        """Return a value as a label of a drawing: ``55``."""
        return f"{100.0 * value:.0f}" if self.share else plain(value)

    def ticks(self) -> list[tuple[float, str]]:
        """Return five (place, label) from the lowest to the highest value."""
        return [(at / 4, self.brief(self.low + at / 4 * (self.high - self.low))) for at in range(5)]


def plain(value: float) -> str:
    """Return any number with about three digits: ``0.552``, ``3.25``, ``41.7``, ``1,234``, and ``0``."""
    if not math.isfinite(value):
        return ABSENT
    if not value:
        return "0"
    digits = next((digits for digits, limit in ((3, 1.0), (2, 10.0), (1, 100.0)) if abs(value) < limit), 0)
    text = f"{abs(value):,.{digits}f}"
    return f"−{text}" if value < 0.0 and float(text.replace(",", "")) else text


def probability(p: float) -> str:
    """Return a p-value: ``0.031``, and ``< 0.001`` below that."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def plain_interval(row: Row) -> str:
    """Return any figure with its interval."""
    return plain(row.value) + _bounds(map(plain, _known(row)))


def has_interval(row: Row) -> bool:
    """Return whether both bounds are numbers."""
    return math.isfinite(row.low) and math.isfinite(row.high)


def _known(row: Row) -> tuple[float, ...]:
    return (row.low, row.high) if has_interval(row) else ()


def _bounds(bounds: Iterator[str]) -> str:
    found = ", ".join(bounds)
    return f" [{found}]" if found else ""
