"""A track's result in one honest sentence per system under test."""

from __future__ import annotations

from dataclasses import dataclass

from seasoned.bench.report.scale import has_interval
from seasoned.bench.report.view import Entrant, View
from seasoned.bench.roles import Role
from seasoned.bench.rows import Row
from seasoned.bench.track import NONE

_MISSING = "not compared with {}, which did not run on the same tasks"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of an entrant under test. `tone` is ``worse`` where it is worse than no memory or its strongest
    control, ``better`` where it is better than no memory and not worse than that control, else ``open``."""

    entrant: Entrant
    text: str
    tone: str


def verdicts(view: View) -> list[Verdict]:
    """Return a sentence for each entrant under test."""
    return [_verdict(view, entrant) for entrant in view.under_test(view.family)]


def tone(row: Row) -> str:
    """Return how a difference came out: ``better`` or ``worse`` where its interval excludes 0, else ``open``."""
    if row.low > 0.0:
        return "better"
    return "worse" if row.high < 0.0 else "open"


def compared(view: View, row: Row, other: Entrant, name: str) -> str:
    """Return a difference in words, such as ``better than no memory (41.0%) by 22.1 points [18.0, 26.2]``."""
    scale = view.scale
    theirs = view.rows.get((row.family, row.order, other, view.primary))
    shown = f"{name} ({scale.number(theirs.value)}{scale.unit})" if theirs is not None else name
    if not has_interval(row):
        return f"{scale.signed(row.value)}{scale.points} against {shown}, without an interval"
    if tone(row) == "open":
        bounds = f"[{scale.signed(row.low)}, {scale.signed(row.high)}]"
        return f"not told apart from {shown}: {scale.signed(row.value)}{scale.points} {bounds}"
    low, high = sorted((abs(row.low), abs(row.high)))
    by = f"{scale.number(abs(row.value))}{scale.points} [{scale.number(low)}, {scale.number(high)}]"
    return f"{tone(row)} than {shown} by {by}"


def _verdict(view: View, entrant: Entrant) -> Verdict:
    own = view.result(view.family, entrant)
    if own is None:
        return Verdict(entrant, f"{entrant.label} has no figure for {view.primary}.", "open")
    gain = view.against(view.family, entrant, NONE)
    against_none = (
        compared(view, gain, Entrant(NONE), "no memory") if gain is not None else _MISSING.format("no memory")
    )
    text = (
        f"{entrant.label}: {view.primary} {view.scale.number(own.value)}{view.scale.unit}, {against_none}; "
        f"{_against_controls(view, entrant)}."
    )
    strongest = view.strongest(view.family, entrant)
    tones = [tone(row) for row in (gain, strongest and strongest[1]) if row is not None]
    return Verdict(entrant, text, "worse" if "worse" in tones else tones[0] if gain is not None else "open")


def _against_controls(view: View, entrant: Entrant) -> str:
    strongest = view.strongest(view.family, entrant)
    if strongest is not None:
        rival, row = strongest
        return compared(view, row, rival, f"its strongest control, {rival.label}")
    if not any(view.role(rival.system) is Role.CONTROL for family in view.families for rival in view.entrants[family]):
        return "there is no control to compare it with"
    return _MISSING.format("its controls")
