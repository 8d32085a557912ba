"""The comparisons that were declared in advance, with their p-values adjusted for how many they are."""

from __future__ import annotations

from seasoned.bench import comparisons
from seasoned.bench.report.grid import NOTHING, Cell, Table
from seasoned.bench.report.leaderboard import differs
from seasoned.bench.report.palette import css
from seasoned.bench.report.scale import probability
from seasoned.bench.report.view import Entrant, View
from seasoned.bench.roles import Role
from seasoned.bench.rows import Row


def declared(view: View) -> Table | None:
    """Return the declared comparisons, the smallest adjusted p-value first; None where there is none."""
    found = [row for own in _declared(view).values() for row in own]
    several = len({row.order for row in found}) > 1
    ranked = sorted(found, key=lambda row: (_place(row.p_holm), _place(row.p), row.system, row.arm, row.metric))
    columns = (
        "system",
        "against",
        *(("order",) if several else ()),
        f"difference{_unit(view)}",
        "p",
        "p, Holm",
        "pairs",
    )
    return Table(columns, tuple(_row(view, row, several) for row in ranked)) if ranked else None


def _declared(view: View) -> dict[str, list[Row]]:
    return comparisons.declared(view.rows.values(), {view.track: view.primary}, view.tested)


def _place(p: float | None) -> float:
    return 2.0 if p is None else p


def _unit(view: View) -> str:
    return f",{view.scale.points}" if view.scale.points else ""


def _row(view: View, row: Row, several: bool) -> tuple[Cell, ...]:
    entrant = Entrant(row.system, row.arm)
    other = Entrant(comparisons.rival(row, view.primary))
    return (
        Cell(entrant.label, strong=view.role(row.system) is Role.TESTED, css=css(view, row.system)),
        Cell(other.label),
        *((Cell(row.order),) if several else ()),
        Cell(view.scale.difference(row), row.value, strong=differs(row)),
        _probability(row.p),
        _probability(row.p_holm),
        Cell(f"{row.n:,}", row.n),
    )


def _probability(p: float | None) -> Cell:
    return NOTHING if p is None else Cell(probability(p), p)
