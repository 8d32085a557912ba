"""One track's rows and results, looked up the way the report asks."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from seasoned.bench.groups import standing
from seasoned.bench.report.scale import Scale
from seasoned.bench.roles import Role, role
from seasoned.bench.rows import Row
from seasoned.bench.track import NONE, Result


@dataclass(frozen=True, slots=True, order=True)
class Entrant:
    """A system and the way in which it learns."""

    system: str
    arm: str = ""

    @property
    def label(self) -> str:
        """The name that a reader sees."""
        name = "no memory" if self.system == NONE else self.system
        return f"{name} · {self.arm}" if self.arm else name


@dataclass(frozen=True, slots=True)
class View:
    """A track as the report sees it.

    `families` begin with the one that stands for the track: `ALL` where there are several. By family, `orders` begin
    with the one that leaderboards show, and `entrants` are those with a row of the primary metric in it, the best
    first, those without a number last. `coloured` are the systems with a colour of their own: those under test, then
    the others.
    """

    track: str
    primary: str
    tested: tuple[str, ...]
    scale: Scale
    families: tuple[str, ...]
    orders: Mapping[str, tuple[str, ...]]
    entrants: Mapping[str, tuple[Entrant, ...]]
    coloured: tuple[str, ...]
    rows: Mapping[tuple[str, str, Entrant, str], Row]
    results: Mapping[Entrant, tuple[Result, ...]]

    @property
    def family(self) -> str:
        """The family that stands for the track: `ALL`, or the only one. The track must have families."""
        return self.families[0]

    def row(self, family: str, entrant: Entrant, metric: str, order: str | None = None) -> Row | None:
        """Return a row, by default in the family's first order; None where there is none or it has no number."""
        if order is None:
            order = self.orders[family][0]
        found = self.rows.get((family, order, entrant, metric))
        return found if found is not None and math.isfinite(found.value) else None

    def result(self, family: str, entrant: Entrant, order: str | None = None) -> Row | None:
        """Return the row of the primary metric."""
        return self.row(family, entrant, self.primary, order)

    def against(self, family: str, entrant: Entrant, other: str) -> Row | None:
        """Return the row of the paired difference to the system `other`."""
        return self.row(family, entrant, f"{self.primary} − {other}")

    def under_test(self, *families: str) -> list[Entrant]:
        """Return the entrants under test on any of `families`, in the order in which they were asked for."""
        found = {one for family in families for one in self.entrants[family] if one.system in self.tested}
        return sorted(found, key=lambda one: (self.tested.index(one.system), one.arm))

    def role(self, system: str) -> Role:
        """Return what a system is there for."""
        return role(system, self.tested)

    def strongest(self, family: str, entrant: Entrant) -> tuple[Entrant, Row] | None:
        """Return the control that comes closest to `entrant` or passes it, with the difference to it."""
        found = []
        for rival in self.entrants[family]:
            difference = self.against(family, entrant, rival.system)
            if self.role(rival.system) is Role.CONTROL and rival.arm in ("", entrant.arm) and difference is not None:
                found.append((difference.value, rival, difference))
        return min(found, key=lambda one: one[:2])[1:] if found else None

    def covered(self, entrant: Entrant) -> frozenset[tuple[str, str, int]]:
        """Return the streams of an entrant as (family, order, seed)."""
        units = (one.unit for one in self.results.get(entrant, ()))
        return frozenset((unit.family, unit.order, unit.seed) for unit in units)


def views(
    tracks: Sequence[str],
    results: Iterable[Result],
    rows: Iterable[Row],
    primary: Mapping[str, str],
    tested: Sequence[str],
) -> list[View]:
    """Return a view of each of `tracks`, and of every other track that has rows, in this order."""
    by_track: dict[str, list[Row]] = {track: [] for track in tracks}
    for row in rows:
        by_track.setdefault(row.track, []).append(row)
    made: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        made[result.unit.track].append(result)
    return [_view(track, own, made[track], primary.get(track, ""), tuple(tested)) for track, own in by_track.items()]


def _view(track: str, rows: list[Row], results: list[Result], primary: str, tested: tuple[str, ...]) -> View:
    primaries = [row for row in rows if row.metric == primary]
    by_family: dict[str, list[Row]] = defaultdict(list)
    for row in primaries:
        by_family[row.family].append(row)
    usual = Counter(row.order for row in primaries)
    orders = {
        family: tuple(sorted({row.order for row in own}, key=lambda order: (-usual[order], order != "random", order)))
        for family, own in by_family.items()
    }
    by_entrant: dict[Entrant, list[Result]] = defaultdict(list)
    for result in sorted(results, key=lambda one: (one.unit.family, one.unit.order, one.unit.seed)):
        by_entrant[Entrant(result.unit.system, result.unit.arm)].append(result)
    systems = {row.system for row in primaries}
    others = sorted(one for one in systems if role(one, tested) in (Role.CONTROL, Role.VARIANT, Role.CANARY))
    return View(
        track=track,
        primary=primary,
        tested=tested,
        scale=Scale.of(primaries),
        families=_families(by_family),
        orders=orders,
        entrants={family: _ranked(own, orders[family][0]) for family, own in by_family.items()},
        coloured=(*(one for one in tested if one in systems), *others),
        rows={(row.family, row.order, Entrant(row.system, row.arm), row.metric): row for row in rows},
        results={entrant: tuple(found) for entrant, found in by_entrant.items()},
    )


def _families(found: Iterable[str]) -> tuple[str, ...]:
    names = sorted(found)
    first = standing(names) if names else ""
    return tuple(sorted(names, key=lambda name: (name != first, name)))


def _ranked(rows: list[Row], order: str) -> tuple[Entrant, ...]:
    def place(row: Row) -> tuple[float, Entrant]:
        return (-row.value if math.isfinite(row.value) else math.inf), Entrant(row.system, row.arm)

    found = sorted((row for row in rows if row.order == order), key=place)
    return tuple(Entrant(row.system, row.arm) for row in found)
