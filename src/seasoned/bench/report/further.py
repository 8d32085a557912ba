"""Every figure of a track that no other part of the report shows, by what it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from seasoned.bench.report.grid import NOTHING, Cell, Table
from seasoned.bench.report.leaderboard import NEGATIVE, TOKENS
from seasoned.bench.report.palette import css
from seasoned.bench.report.scale import plain_interval
from seasoned.bench.report.view import View
from seasoned.bench.robustness import NOISE
from seasoned.bench.roles import Role

OTHER = "Other figures"

SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "Learning and forgetting": (
        "gain, last quarter",
        "normalised gain",
        "positive transfer",
        "replay gain",
        "recovery",
        "regression",
        NOISE,
    ),
    "Savings": (
        "saved steps",
        "saved tokens",
        "breaks even, steps",
        "break-even task, steps",
        "breaks even, steps and tokens",
        "break-even task, steps and tokens",
    ),
    "The store": ("experiences", "stored tokens", "compactness", "growth of experiences", "growth of stored tokens"),
    "Worth of what was shown": (
        "utility Brier",
        "base rate Brier",
        "utility ECE",
        "injection precision",
        "harmful injections",
        "changed by chance",
        "score lost without",
    ),
}
"""The metrics of each table in their order; all others come under `OTHER`."""


def further(view: View) -> list[tuple[str, Table]]:
    """Return systems by their other metrics, in the metrics' own units: a title and a table for each subject."""
    order = view.orders[view.family][0]
    told = {view.primary, f"{view.primary}, last quarter", NEGATIVE, TOKENS}
    metrics = {
        metric
        for metric in {key[3] for key in view.rows if key[:2] == (view.family, order)}
        if metric not in told and not metric.startswith(f"{view.primary} − ")
    }
    known = {metric for names in SUBJECTS.values() for metric in names}
    subjects = {**SUBJECTS, OTHER: tuple(sorted(metrics - known))}
    shown = {title: [metric for metric in names if metric in metrics] for title, names in subjects.items()}
    tables = ((title, _table(view, names)) for title, names in shown.items() if names)
    return [(title, table) for title, table in tables if table.rows]


def _table(view: View, metrics: Sequence[str]) -> Table:
    return Table(("system", *metrics), tuple(_rows(view, metrics)))


def _rows(view: View, metrics: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    for entrant in view.entrants[view.family]:
        found = [view.row(view.family, entrant, metric) for metric in metrics]
        name = Cell(entrant.label, strong=view.role(entrant.system) is Role.TESTED, css=css(view, entrant.system))
        if any(found):
            yield (name, *(NOTHING if row is None else Cell(plain_interval(row), row.value) for row in found))
