"""Whether a track measured what it claims: checks that a benchmark must pass before its figures mean anything.

1. No trivial policy does as well as a system under test: the interval of the paired difference lies above 0.
2. Nothing is gained from a memory that knows nothing true (`seasoned.bench.roles.CANARIES`): the interval of its
   difference to no memory does not lie above 0. Else answers leak, or the agent gains by something else than memory.
3. The upper reference is the best: no interval of its difference to another system lies below 0.

Each is made on the family that stands for the track. Few streams have wide intervals, so a small run fails the first
check more easily than a large one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from seasoned.bench.comparisons import rival
from seasoned.bench.groups import Group, Row, groups, met_by, standing
from seasoned.bench.roles import CANARIES, CEILINGS
from seasoned.bench.track import NONE, Result
from seasoned.statistics import Difference, paired

TRIVIAL: Mapping[str, tuple[str, ...]] = {"stream-world": ("random policy", "recent")}
"""The trivial policies of a track; of all others `TRIVIAL_ELSEWHERE`."""

TRIVIAL_ELSEWHERE = ("random policy", "recent", "random", "majority", "unigram")


class Verdict(StrEnum):
    """What a track's checks say. `UNCHECKED`: not one of them could be made."""

    VALID = "valid"
    INVALID = "INVALID"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Check:
    """One check; `passed` is None where it could not be made. `reason` says what was compared, or what is missing."""

    name: str
    passed: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Validity:
    """The verdict of a track and its checks: invalid where one failed, else valid where one was made."""

    track: str
    verdict: Verdict
    checks: tuple[Check, ...]


def validity(
    results: Sequence[Result], rows: Sequence[Row], primary: Mapping[str, str], tested: Collection[str]
) -> list[Validity]:
    """Return the validity of each track of `results`, whose rows are `rows`."""
    tracks = sorted({one.unit.track for one in results})
    every = groups(results)
    return [
        _validity([one for one in every if one.track == track], [r for r in rows if r.track == track], primary, tested)
        for track in tracks
    ]


def _validity(
    every: Sequence[Group], rows: Sequence[Row], primary: Mapping[str, str], tested: Collection[str]
) -> Validity:
    track = every[0].track
    metric = primary[track]
    family = standing({row.family for row in rows if row.metric == metric} or {one.family for one in every})
    own = [row for row in rows if row.family == family]
    checks = (
        _trivial(own, metric, tested, TRIVIAL.get(track, TRIVIAL_ELSEWHERE)),
        _canary(own, metric),
        _ceiling([one for one in every if one.family == family], metric),
    )
    made = [check.passed for check in checks if check.passed is not None]
    return Validity(track, (Verdict.VALID if all(made) else Verdict.INVALID) if made else Verdict.UNCHECKED, checks)


def _trivial(rows: Sequence[Row], metric: str, tested: Collection[str], trivial: Sequence[str]) -> Check:
    name = "trivial policies do worse"
    found = [row for row in rows if row.system in tested and rival(row, metric) in trivial]
    failed = [row for row in found if not row.low > 0.0]
    if not found:
        return Check(name, None, f"no system under test met the same tasks as a trivial policy ({', '.join(trivial)})")
    if failed:
        return Check(name, False, "; ".join(_against(row, metric) for row in failed))
    least = min(found, key=lambda row: (row.low, row.system, row.arm, row.metric))
    text = f"the nearest is {rival(least, metric)}, to which the difference of {_name(least)} is {_difference(least)}"
    return Check(name, True, text)


def _against(row: Row, metric: str) -> str:
    verb = "is better than" if row.high < 0.0 else "is not told apart from"
    return f"{rival(row, metric)} {verb} {_name(row)}, whose difference to it is {_difference(row)}"


def _canary(rows: Sequence[Row], metric: str) -> Check:
    name = "nothing is gained from false experience"
    found = [row for row in rows if row.system in CANARIES and rival(row, metric) == NONE]
    if not found:
        return Check(name, None, f"no canary ran beside no memory ({', '.join(CANARIES)})")
    gained = [row for row in found if row.low > 0.0]
    most = max(gained or found, key=lambda row: (row.value, row.arm, row.order))
    return Check(name, not gained, f"the largest difference to no memory is that of {_name(most)}, {_difference(most)}")


def _ceiling(every: Sequence[Group], metric: str) -> Check:
    name = "the upper reference is the best"
    pairs = [
        (ceiling, other, met)
        for ceiling in every
        if ceiling.system in CEILINGS
        for other in every
        if other.system not in CEILINGS and other.order == ceiling.order and (met := met_by(metric, ceiling, other))
    ]
    if not pairs:
        return Check(name, None, f"no upper reference met the same tasks as another system ({', '.join(CEILINGS)})")
    failed = "; ".join(word for pair in pairs if (word := _better(*pair, metric)))
    ceilings = ", ".join(sorted({ceiling.system for ceiling, _, _ in pairs}))
    return Check(name, not failed, failed or f"{len(pairs)} comparisons with {ceilings}, none of them lost")


def _better(ceiling: Group, other: Group, met: Sequence[str], metric: str) -> str:
    """Return in words that `other` is better than the reference; "" where its interval does not say so."""
    best, theirs = ceiling.values(metric, met), other.values(metric, met)
    # A bootstrap of every pair is dear, and most are clear without one.
    if _sum(best.values()) >= _sum(theirs.values()):
        return ""
    found = paired(theirs, best)
    return f"{_name(other)} is better than {ceiling.system} by {_bounds(found)}" if found.low > 0.0 else ""


def _sum(values: Collection[Sequence[float]]) -> float:
    return sum(sum(stream) for stream in values)


def _name(of: Row | Group) -> str:
    return " · ".join(part for part in (of.system, of.arm) if part)


def _difference(row: Row) -> str:
    order = "" if row.order == "random" else f", order {row.order}"
    seeds = f"{row.seeds} seed{'s' if row.seeds > 1 else ''}"
    return f"{_bounds(row)} ({seeds}{order})"


def _bounds(found: Row | Difference) -> str:
    mean = found.value if isinstance(found, Row) else found.mean
    return f"{mean:+.3f} [{found.low:+.3f}, {found.high:+.3f}]".replace("-", "−")


def in_words(found: Validity) -> Iterator[str]:
    """Yield the verdict in words: first the whole, then what failed, what could not be checked and what passed."""
    made = [check for check in found.checks if check.passed is not None]
    passed = sum(check.passed is True for check in made)
    yield f"{found.verdict}: {passed} of {len(made)} checks passed, {len(found.checks) - len(made)} could not be made"
    words = {False: "failed", None: "not checked", True: "passed"}
    for check in sorted(found.checks, key=lambda one: (one.passed is not False, one.passed is not None)):
        yield f"{words[check.passed]}: {check.name}: {check.reason}"
