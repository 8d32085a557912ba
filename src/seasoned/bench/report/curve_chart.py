"""Learning curves as small multiples: a drawing per family, a legend that switches systems on and off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from seasoned import svg
from seasoned.bench.report.curves import Curve, family_curves, window_of
from seasoned.bench.report.palette import css, own
from seasoned.bench.report.view import Entrant, View
from seasoned.bench.roles import Role
from seasoned.bench.rows import ALL
from seasoned.svg import Frame

_FRAME = Frame(340.0, 210.0, left=32.0, right=36.0)
_LINE = 14.0
"""Least vertical distance of two labels."""


def curves(view: View) -> str:
    """Return the curves of a track, once for each way of learning; "" where no stream is long enough for one."""
    drawn = {family: family_curves(view, family) for family in view.families if family != ALL}
    arms = sorted({entrant.arm for found in drawn.values() for entrant in found})
    return "\n".join(
        _of_arm(view, arm, drawn) for arm in (arms if arms in ([], [""]) else [one for one in arms if one])
    )


def _of_arm(view: View, arm: str, drawn: Mapping[str, Mapping[Entrant, Curve]]) -> str:
    """Return the families on which someone learns in this way, beside whom those stand who learn in none."""
    families = {
        family: {entrant: one for entrant, one in found.items() if entrant.arm in ("", arm)}
        for family, found in drawn.items()
        if any(entrant.arm == arm for entrant in found)
    }
    systems = {entrant.system for found in families.values() for entrant in found}
    shown = systems & _shown_first(view, arm)
    figures = "\n".join(_figure(view, family, found, shown) for family, found in families.items())
    title = f"<h4>Way of learning: {escape(arm)}</h4>" if arm else ""
    return (
        f'<div class="curves">{title}<div class="legend">{"".join(_legend(view, systems, shown))}</div>\n'
        f'<div class="multiples">\n{figures}\n</div></div>'
    )


def _shown_first(view: View, arm: str) -> set[str]:
    """Return the systems whose curves are on when the page opens: more lines than these can't be told apart."""
    found = {one.system for one in view.entrants[view.family] if view.role(one.system) in (Role.TESTED, Role.NONE)}
    controls = [
        one for one in view.entrants[view.family] if view.role(one.system) is Role.CONTROL and one.arm in ("", arm)
    ]
    return found | {one.system for one in controls[:1]}


def _legend(view: View, systems: set[str], shown: set[str]) -> Iterator[str]:
    order = ["none", *view.coloured]
    ceilings = sorted(system for system in systems if view.role(system) is Role.CEILING)
    for system in [*(one for one in order if one in systems), *ceilings]:
        name = own(view, system).removeprefix("own-")
        checked = " checked" if system in shown else ""
        yield (
            f'<label><input type="checkbox" autocomplete="off" class="show-{name}"{checked}>'
            f'<svg class="swatch" viewBox="0 0 26 10" aria-hidden="true">'
            f'<line class="line {css(view, system)}" x1="1" x2="25" y1="5" y2="5"/></svg>'
            f"{escape(Entrant(system).label)}</label>"
        )


def _figure(view: View, family: str, found: Mapping[Entrant, Curve], shown: set[str]) -> str:
    tasks = max(len(one.means) for one in found.values())
    streams = max(one.streams for one in found.values())
    ends = ", ".join(
        f"{entrant.label} {view.scale.number(one.means[-1])}{view.scale.unit}" for entrant, one in found.items()
    )
    number = f"{streams} streams of {tasks} tasks" if streams > 1 else f"one stream of {tasks} tasks, so no bands"
    # Those under test are drawn last, on top of the others.
    on_top = sorted(found, key=lambda entrant: (view.role(entrant.system) is Role.TESTED, entrant))
    parts = [
        *svg.grid(_FRAME, view.scale.ticks()),
        *svg.task_numbers(_FRAME, tasks),
        *(_band(view, entrant, found[entrant], tasks) for entrant in on_top),
        *(_line(view, entrant, found[entrant], tasks) for entrant in on_top),
        *_ends(view, {entrant: one for entrant, one in found.items() if entrant.system in shown}, tasks),
    ]
    return (
        f'<figure class="card"><figcaption><b>{escape(family)}</b><br>{number}, mean of the last {window_of(tasks)}'
        f"</figcaption>{svg.drawing(_FRAME, f'{family}, at the end: {ends}', parts)}</figure>"
    )


def _line(view: View, entrant: Entrant, one: Curve, tasks: int) -> str:
    return svg.line(_FRAME, css(view, entrant.system), [view.scale.place(mean) for mean in one.means], tasks)


def _band(view: View, entrant: Entrant, one: Curve, tasks: int) -> str:
    place = view.scale.place
    bounds = [(place(low), place(high)) for low, high in one.bounds]
    return svg.band(_FRAME, css(view, entrant.system), bounds, tasks) if bounds else ""


def _ends(view: View, found: Mapping[Entrant, Curve], tasks: int) -> Iterator[str]:
    """Yield the last value of each curve beside its end."""
    last = sorted((one.means[-1], entrant) for entrant, one in found.items())
    wanted = [_FRAME.y(view.scale.place(value)) for value, _ in last]
    for (value, entrant), y in zip(last, svg.apart(wanted, _FRAME.top, _FRAME.y(0.0), _LINE), strict=True):
        x, words = _FRAME.x(tasks, tasks) + 6, view.scale.brief(value)
        yield f'<text class="end {css(view, entrant.system)}" x="{x:.1f}" y="{y + 4:.1f}">{words}</text>'
