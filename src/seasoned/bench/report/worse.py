"""What got worse, in words: the same for the page and its Markdown twin."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from seasoned.bench.report.grid import Cell, Table
from seasoned.bench.report.losses import Losses, comparisons, losses
from seasoned.bench.report.view import Entrant, View
from seasoned.bench.report.wording import family_name
from seasoned.bench.roles import Role
from seasoned.bench.rows import Row
from seasoned.bench.track import NONE

EXPLAINED = (
    "A lost task is one that the agent solved without memory and failed with it. Shown are the experiences in its "
    "context: what may have misled it, not what is proven to have."
)
_NAMES = {
    Role.NONE: "",
    Role.TESTED: "the system ",
    Role.CONTROL: "the control ",
    Role.VARIANT: "the variant ",
    Role.CANARY: "the canary ",
    Role.CEILING: "the upper reference ",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparisons that were lost with an interval below 0, and what is said where there are none."""

    lost: tuple[str, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Worse:
    """What is said of one entrant under test: of comparisons, and of the tasks that it lost."""

    entrant: Entrant
    to_none: Compared
    to_others: Compared
    tasks: tuple[Losses, ...]
    summary: str


def worse(view: View) -> list[Worse]:
    """Return what got worse for each entrant under test, on any family."""
    return [_worse(view, entrant) for entrant in view.under_test(*view.families)]


def count(one: Losses) -> str:
    """Return how many tasks of a family were lost."""
    return f"{one.family}: {len(one.lost):,} of {one.solved:,} lost ({len(one.lost) / one.solved:.1%})"


def table(one: Losses, first: int | None = None) -> Table:
    """Return the `first` lost tasks of a family (None: all), with stream and experiences."""
    rows = tuple(
        (Cell(lost.item), Cell(lost.order), Cell(str(lost.seed), lost.seed), Cell(shown(lost.shown)))
        for lost in one.lost[:first]
    )
    return Table(("task", "order", "seed", "shown"), rows)


def shown(ids: Sequence[str], first: int = 3) -> str:
    """Return the ids of the experiences shown: the first few, and the count of the rest."""
    rest = len(ids) - first
    return ", ".join(ids[:first]) + (f" and {rest} more" if rest > 0 else "") if ids else "nothing shown"


def _worse(view: View, entrant: Entrant) -> Worse:
    told = [(other, row) for other, row in comparisons(view, entrant) if math.isfinite(row.value)]
    tasks = tuple(losses(view, entrant))
    return Worse(
        entrant,
        _compared(view, [one for one in told if one[0] == NONE], "no memory"),
        _compared(view, [one for one in told if one[0] != NONE], "any other system"),
        tasks,
        _summary(view, entrant, sum(len(one.lost) for one in tasks)),
    )


def _compared(view: View, found: list[tuple[str, Row]], name: str) -> Compared:
    lost = tuple(_comparison(view, other, row) for other, row in found if row.high < 0.0)
    otherwise = f"No interval against {name} lies below 0."
    return Compared(lost, otherwise if found else f"It was not compared with {name}.")


def _summary(view: View, entrant: Entrant, lost: int) -> str:
    if not view.results.get(Entrant(NONE)):
        return "No memory was not run, so it is unknown which tasks were lost."
    if not lost:
        return "No task that no memory solved was lost."
    tasks = "1 task was" if lost == 1 else f"{lost:,} tasks were"
    return f"{tasks} lost that no memory solved:"


def _comparison(view: View, other: str, row: Row) -> str:
    """Return a lost comparison in words, such as ``twc: the control raw is better by 3.2 points [1.0, 5.3]``."""
    order = f" (order {row.order})" if row.order != view.orders[row.family][0] else ""
    number = view.scale.number
    return (
        f"{family_name(row.family)}{order}: {_NAMES[view.role(other)]}{Entrant(other).label} is better by "
        f"{number(-row.value)}{view.scale.points} [{number(-row.high)}, {number(-row.low)}]"
    )
