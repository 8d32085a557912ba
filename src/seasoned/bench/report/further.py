"""Every figure of a track that no other part of the report shows."""

from __future__ import annotations

from seasoned.bench.report.grid import NOTHING, Cell, Table
from seasoned.bench.report.leaderboard import NEGATIVE, TOKENS
from seasoned.bench.report.palette import css
from seasoned.bench.report.scale import plain_interval
from seasoned.bench.report.view import Role, View


def further(view: View) -> Table | None:
    """Return systems by their other metrics, in the metrics' own units; None where there are none."""
    family = view.family
    order = view.orders[family][0]
    told = {view.primary, f"{view.primary}, last quarter", NEGATIVE, TOKENS}
    entrants = view.entrants[family]
    metrics = sorted(
        metric
        for metric in {key[3] for key in view.rows if key[:2] == (family, order)}
        if metric not in told and not metric.startswith(f"{view.primary} − ")
    )
    rows = []
    for entrant in entrants:
        found = [view.row(family, entrant, metric) for metric in metrics]
        name = Cell(entrant.label, strong=view.role(entrant.system) is Role.TESTED, css=css(view, entrant.system))
        if any(found):
            rows.append((name, *(NOTHING if row is None else Cell(plain_interval(row), row.value) for row in found)))
    return Table(("system", *metrics), tuple(rows)) if rows else None
