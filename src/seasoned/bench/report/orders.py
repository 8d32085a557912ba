"""Whether the order in which tasks come changes what memory is worth."""

from __future__ import annotations

from dataclasses import dataclass

from seasoned.bench.report.grid import NOTHING, Cell, Table
from seasoned.bench.report.palette import css
from seasoned.bench.report.scale import Scale
from seasoned.bench.report.view import Entrant, View
from seasoned.bench.robustness import ORDER
from seasoned.bench.roles import EXPERT, Role
from seasoned.bench.rows import ALL, Row

_SHARE = Scale()


@dataclass(frozen=True, slots=True)
class Orders:
    """A family's figures by order. `best` is the score of the upper reference that the spread is divided by; None
    where it did not run: then it is divided by the system's own best order."""

    family: str
    table: Table
    best: float | None


def orders(view: View) -> list[Orders]:
    """Return each family with several orders, all families together only where every order has the same ones."""
    found = []
    for family in view.families:
        names = view.orders[family]
        if len(names) > 1 and (family != ALL or len({_families(view, order) for order in names}) == 1):
            best = _best(view, family, names)
            ranked = [(one, _results(view, family, one, names)) for one in view.entrants[family]]
            compared = tuple(_row(view, family, one, results) for one, results in ranked if sum(map(bool, results)) > 1)
            if compared:
                unit = f", {view.scale.unit}" if view.scale.unit else ""
                columns = (
                    "system",
                    *(f"{name}{unit}" for name in names),
                    f"spread,{view.scale.points or ''}",
                    "robustness, %",
                )
                found.append(Orders(family, Table(columns, compared), best))
    return found


def _families(view: View, order: str) -> frozenset[str]:
    return frozenset(family for family, names in view.orders.items() if order in names)


def _results(view: View, family: str, entrant: Entrant, names: tuple[str, ...]) -> list[Row | None]:
    return [view.result(family, entrant, name) for name in names]


def _best(view: View, family: str, names: tuple[str, ...]) -> float | None:
    reached = [row.value for row in _results(view, family, Entrant(EXPERT), names) if row]
    return max(reached, default=None)


def _row(view: View, family: str, entrant: Entrant, results: list[Row | None]) -> tuple[Cell, ...]:
    values = [row.value for row in results if row is not None]
    spread = max(values) - min(values)
    robust = view.row(family, entrant, ORDER, ALL)
    return (
        Cell(entrant.label, strong=view.role(entrant.system) is Role.TESTED, css=css(view, entrant.system)),
        *(NOTHING if row is None else Cell(view.scale.interval(row), row.value) for row in results),
        Cell(view.scale.number(spread), spread),
        NOTHING if robust is None else Cell(_SHARE.interval(robust), robust.value),
    )
