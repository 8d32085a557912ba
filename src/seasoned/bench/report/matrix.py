"""The transfer matrix: what experience with one family is worth on another."""

from __future__ import annotations

from seasoned.bench.report.grid import NOTHING, Cell, Table
from seasoned.bench.report.heatmap import shaded
from seasoned.bench.report.view import Entrant, View
from seasoned.bench.rows import Row
from seasoned.bench.transfer import TRANSFER, pair_of


def matrices(view: View) -> list[tuple[Entrant, Table]]:
    """Return sources by targets for each entrant that was tried on pairs of families, by name."""
    found: dict[Entrant, dict[tuple[str, str], Row]] = {}
    for (family, _, entrant, metric), row in view.rows.items():
        pair = pair_of(family)
        if metric == TRANSFER and pair is not None:
            environment = family.partition("/")[0]
            found.setdefault(entrant, {})[f"{environment}/{pair[0]}", f"{environment}/{pair[1]}"] = row
    return [(entrant, _matrix(view, rows)) for entrant, rows in sorted(found.items())]


def _matrix(view: View, rows: dict[tuple[str, str], Row]) -> Table:
    names = sorted({name for pair in rows for name in pair})
    largest = max(abs(row.value) for row in rows.values()) or 1.0
    return Table(
        ("learned from", *names),
        tuple(
            (Cell(source), *(_cell(view, rows.get((source, target)), largest) for target in names)) for source in names
        ),
    )


def _cell(view: View, row: Row | None, largest: float) -> Cell:
    return NOTHING if row is None else shaded(view, row, largest)
