"""The difference to no memory of each system on each family."""

from __future__ import annotations

from seasoned.bench.report.grid import NOTHING, Cell, Table
from seasoned.bench.report.leaderboard import differs
from seasoned.bench.report.palette import css
from seasoned.bench.report.view import Entrant, View
from seasoned.bench.roles import Role
from seasoned.bench.rows import ALL, Row
from seasoned.bench.track import NONE

_PALEST = 0.06


def heatmap(view: View) -> Table | None:
    """Return systems by families; None where there is one family or nothing was compared.

    A cell's `css` is ``up`` or ``down`` and its `shade` the difference as a share of the largest one, upper references
    apart.
    """
    found = {
        (entrant, family): row
        for family in view.families
        for entrant in view.entrants[family]
        if (row := view.against(family, entrant, NONE)) is not None
    }
    if not found or len(view.families) < 2:
        return None
    sizes = [abs(row.value) for (entrant, _), row in found.items() if view.role(entrant.system) is not Role.CEILING]
    largest = max(sizes, default=0.0) or 1.0
    columns = ("system", *("all families" if family == ALL else family for family in view.families))
    compared = {entrant for entrant, _ in found}
    overall = view.entrants[view.family]
    ordered = sorted(compared, key=lambda one: (overall.index(one) if one in overall else len(overall), one))
    return Table(
        columns,
        tuple(
            (_name(view, entrant), *(_cell(view, found.get((entrant, family)), largest) for family in view.families))
            for entrant in ordered
        ),
    )


def _name(view: View, entrant: Entrant) -> Cell:
    return Cell(entrant.label, strong=view.role(entrant.system) is Role.TESTED, css=css(view, entrant.system))


def _cell(view: View, row: Row | None, largest: float) -> Cell:
    return NOTHING if row is None else shaded(view, row, largest)


def shaded(view: View, row: Row, largest: float) -> Cell:
    """Return a difference as a cell: the deeper the colour, the closer to `largest`, which must be above 0."""
    depth = min(1.0, abs(row.value) / largest)
    return Cell(
        view.scale.signed(row.value),
        row.value,
        strong=differs(row),
        css="up" if row.value > 0.0 else "down",
        shade=_PALEST + (1.0 - _PALEST) * depth if row.value else 0.0,
        note=view.scale.difference(row),
    )
