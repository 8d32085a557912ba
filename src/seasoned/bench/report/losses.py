"""How a system under test compares, and the tasks that it lost."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from seasoned.bench.report.view import Entrant, View
from seasoned.bench.rows import Row
from seasoned.bench.track import NONE, Item, Result

SOLVED = 1.0
"""From which score on a task counts as solved, as in `seasoned.bench.metrics.transfer`."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A task that no memory solved and a system under test did not, with the experiences that it was shown."""

    item: str
    order: str
    seed: int
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Losses:
    """The tasks of a family that an entrant lost, of `solved` that no memory solved."""

    family: str
    solved: int
    lost: tuple[Lost, ...]


def losses(view: View, entrant: Entrant) -> list[Losses]:
    """Return the losses of each family that has some, the largest share first."""
    baseline = {(one.unit.family, one.unit.order, one.unit.seed): one for one in view.results.get(Entrant(NONE), ())}
    solved: dict[str, int] = defaultdict(int)
    lost: dict[str, list[Lost]] = defaultdict(list)
    for result in view.results.get(entrant, ()):
        unit = result.unit
        without = baseline.get((unit.family, unit.order, unit.seed))
        if without is not None:
            before = _solved(without, view.primary)
            met = [item for item in result.items if item.id in before and view.primary in item.values]
            solved[unit.family] += len(met)
            lost[unit.family] += [
                Lost(item.id, unit.order, unit.seed, item.shown)
                for item in met
                if not item.values[view.primary] >= SOLVED
            ]
    found = [Losses(family, solved[family], tuple(tasks)) for family, tasks in lost.items() if tasks]
    return sorted(found, key=lambda one: (-len(one.lost) / one.solved, one.family))


def comparisons(view: View, entrant: Entrant) -> list[tuple[str, Row]]:
    """Return every paired difference of the primary metric, with the system compared with.

    No memory comes first, then all families together before single ones.
    """
    prefix = f"{view.primary} − "
    found = [
        (key[3].removeprefix(prefix), row)
        for key, row in view.rows.items()
        if key[2] == entrant and key[3].startswith(prefix)
    ]

    def place(one: tuple[str, Row]) -> tuple[bool, str, int, int]:
        other, row = one
        return other != NONE, other, view.families.index(row.family), view.orders[row.family].index(row.order)

    return sorted(found, key=place)


def _solved(result: Result, metric: str) -> dict[str, Item]:
    return {item.id: item for item in result.items if item.values.get(metric, 0.0) >= SOLVED}
