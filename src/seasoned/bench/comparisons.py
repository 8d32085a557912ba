"""The comparisons that are declared in advance, and their p-values adjusted for how many they are.

They are, on each track, those of every system under test with no memory and with every control, in the track's primary
metric, on the family that stands for the track. All others are for exploring, and keep their plain p-value.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from seasoned.bench.groups import Row, standing
from seasoned.bench.roles import Role, role
from seasoned.statistics import holm


def declared(rows: Iterable[Row], primary: Mapping[str, str], tested: Collection[str]) -> dict[str, list[Row]]:
    """Return the declared comparisons of each track, in the order of `rows`."""
    by_track: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_track[row.track].append(row)
    found: dict[str, list[Row]] = {}
    for track, own in by_track.items():
        families = [row.family for row in own if row.metric == primary[track]]
        family = standing(families) if families else ""
        found[track] = [row for row in own if row.family == family and _is_declared(row, primary[track], tested)]
    return found


def adjusted(rows: Collection[Row], primary: Mapping[str, str], tested: Collection[str]) -> list[Row]:
    """Return `rows` with `p_holm` (Holm 1979) in the declared comparisons, each track's adjusted by themselves."""
    values: dict[Row, float] = {}
    for own in declared(rows, primary, tested).values():
        names = {f"{at:06}": row for at, row in enumerate(own)}
        found = holm({name: row.p for name, row in names.items() if row.p is not None})
        values |= {names[name]: value for name, value in found.items()}
    return [replace(row, p_holm=values[row]) if row in values else row for row in rows]


def rival(row: Row, metric: str) -> str:
    """Return the system that a row of a difference in `metric` compares with; ``""`` where it is none."""
    prefix = f"{metric} − "
    return row.metric.removeprefix(prefix) if row.metric.startswith(prefix) else ""


def _is_declared(row: Row, metric: str, tested: Collection[str]) -> bool:
    other = rival(row, metric)
    return (
        bool(other)
        and math.isfinite(row.value)
        and row.system in tested
        and role(other, tested) in (Role.NONE, Role.CONTROL)
    )
