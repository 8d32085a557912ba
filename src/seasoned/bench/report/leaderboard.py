"""Who stands where: a row for each system, best first."""

from __future__ import annotations

from seasoned.bench.report.grid import NOTHING, Cell, Table
from seasoned.bench.report.palette import css
from seasoned.bench.report.scale import Scale, has_interval, plain, plain_interval
from seasoned.bench.report.view import Entrant, View
from seasoned.bench.roles import Role
from seasoned.bench.rows import ALL, Row
from seasoned.bench.track import MIXED, NONE

TOKENS = "tokens"
NEGATIVE = "negative transfer"

_SHARE = Scale()
_TAGS = {Role.TESTED: "tested", Role.VARIANT: "variant", Role.CANARY: "canary", Role.CEILING: "upper reference"}
_WIDTH, _HEIGHT, _MARGIN = 120.0, 18.0, 5.0


def leaderboard(view: View, family: str) -> Table:
    """Return the leaderboard of a family, in its first order."""
    unit = f", {view.scale.unit}" if view.scale.unit else ""
    columns = (
        "#",
        "system",
        f"{view.primary}{unit}",
        f"− no memory{',' if view.scale.points else ''}{view.scale.points}",
        f"last quarter{unit}",
        "negative transfer, %",
        "tokens per task",
        "tasks",
    )
    ranked = enumerate(view.entrants[family], 1)
    return Table(columns, tuple(_row(view, family, entrant, rank) for rank, entrant in ranked), names=1)


def uneven(view: View) -> bool:
    """Return whether some entrants were not run on the same streams as others, so that their means don't compare."""
    family = view.family
    order = view.orders[family][0]
    streams = {
        frozenset(
            stream
            for stream in view.covered(one)
            if stream[1] == order and (stream[0] == family or (family == ALL and not stream[0].endswith(MIXED)))
        )
        for one in view.entrants[family]
    }
    return len(streams) > 1


def _row(view: View, family: str, entrant: Entrant, rank: int) -> tuple[Cell, ...]:
    role = view.role(entrant.system)
    own = view.result(family, entrant)
    gain = view.against(family, entrant, NONE)
    baseline = view.result(family, Entrant(NONE))
    drawn = "" if own is None else whisker(view.scale, own, css(view, entrant.system), baseline)
    tokens = view.row(family, entrant, TOKENS)
    return (
        Cell(str(rank), rank),
        Cell(entrant.label, strong=role is Role.TESTED, css=css(view, entrant.system), tag=_TAGS.get(role, "")),
        NOTHING if own is None else Cell(view.scale.interval(own), own.value, drawn, css="drawn"),
        NOTHING if gain is None else Cell(view.scale.difference(gain), gain.value, strong=differs(gain)),
        _figure(view.scale, view.row(family, entrant, f"{view.primary}, last quarter")),
        _figure(_SHARE, view.row(family, entrant, NEGATIVE)),
        NOTHING if tokens is None else Cell(plain(tokens.value), tokens.value, note=plain_interval(tokens)),
        NOTHING if own is None else Cell(f"{own.n:,}", own.n),
    )


def differs(row: Row) -> bool:
    """Return whether the interval of a difference excludes 0."""
    return row.low > 0.0 or row.high < 0.0


def whisker(scale: Scale, row: Row, css: str, baseline: Row | None) -> str:
    """Return a small drawing of a value with its interval; a tick stands where the baseline is."""

    def x(value: float) -> float:
        return _MARGIN + scale.place(value) * (_WIDTH - 2 * _MARGIN)

    middle = _HEIGHT / 2
    parts = [
        f'<line class="rail" x1="{x(scale.low):.1f}" x2="{x(scale.high):.1f}" y1="{middle:g}" y2="{middle:g}"/>',
        f'<rect class="bar {css}" x="{x(0.0) if row.value >= 0.0 else x(row.value):.1f}" y="4" '
        f'width="{abs(x(row.value) - x(0.0)):.1f}" height="{_HEIGHT - 8:g}"/>',
    ]
    if baseline is not None:
        at = x(baseline.value)
        parts.append(f'<line class="baseline" x1="{at:.1f}" x2="{at:.1f}" y1="1" y2="{_HEIGHT - 1:g}"/>')
    if has_interval(row):
        low, high = x(row.low), x(row.high)
        parts.append(f'<line class="whisker {css}" x1="{low:.1f}" x2="{high:.1f}" y1="{middle:g}" y2="{middle:g}"/>')
    parts.append(f'<circle class="dot {css}" cx="{x(row.value):.1f}" cy="{middle:g}" r="3.5"/>')
    return f'<svg class="small" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" aria-hidden="true">{"".join(parts)}</svg>'


def _figure(scale: Scale, row: Row | None) -> Cell:
    return NOTHING if row is None else Cell(scale.interval(row), row.value)
