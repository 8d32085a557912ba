"""Which CSS classes a system is drawn with: one colour for a system wherever it appears on a track."""

from __future__ import annotations

from seasoned.bench.report.view import View
from seasoned.bench.roles import Role

COLOURS = 8
"""Colours of the style sheet."""

_RESERVED = 3
"""Colours that controls leave to the systems under test, where there are as many of them."""


def css(view: View, system: str) -> str:
    """Return the classes of a system: its own, its colour, its dash and its role.

    Controls that share a colour differ in their dash.
    """
    role = view.role(system)
    if role in (Role.NONE, Role.CEILING):
        return f"own-{role} {role}"
    slot = view.coloured.index(system)
    tested = len(set(view.tested).intersection(view.coloured))
    if slot < tested:
        return f"own-{slot} colour-{slot % COLOURS} {role}"
    first = max(1, min(tested, _RESERVED))
    colour = first + (slot - tested) % (COLOURS - first)
    return f"own-{slot} colour-{colour} dash-{(slot - tested) % 4} {role}"


def own(view: View, system: str) -> str:
    """Return the class that no other system of the track has, ceilings apart."""
    return css(view, system).split()[0]


def switches(count: int) -> str:
    """Return the CSS by which a box of the legend, when it is not ticked, hides the curves of its system."""
    names = [Role.NONE.value, Role.CEILING.value, *map(str, range(count))]
    return "\n".join(
        f".curves:has(.show-{name}:not(:checked)) figure .own-{name} {{ display: none; }}" for name in names
    )
