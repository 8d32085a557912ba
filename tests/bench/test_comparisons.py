"""Declared comparisons and the adjustment of their p-values."""

from __future__ import annotations

import math

from bench.made import result
from seasoned.bench.comparisons import declared, rival
from seasoned.bench.rows import Row, rows
from seasoned.bench.track import Result


def made(family: str = "f", **systems: list[float]) -> list[Result]:
    return [result(name, solved, family=family, seed=seed) for name, solved in systems.items() for seed in range(6)]


RESULTS = made(
    none=[0, 0, 0, 1], ours=[0, 1, 1, 1], raw=[0, 0, 1, 0], recent=[0, 1, 1, 1], noisy=[0, 1, 1, 0], expert=[1, 1, 1, 1]
)


def table(results: list[Result], tested: tuple[str, ...] = ("ours",)) -> list[Row]:
    return rows(results, {"toy": "success"}, tested)


def holm_of(found: list[Row]) -> dict[str, float | None]:
    return {f"{row.family} {row.system} {row.metric}": row.p_holm for row in found if row.p_holm is not None}


def test_p_values_of_the_declared_comparisons_are_adjusted_for_their_number():
    exact = 2 / 2**6
    assert holm_of(table(RESULTS)) == {
        "f ours success − none": 3 * exact,
        "f ours success − raw": 3 * exact,
        "f ours success − recent": 1.0,
    }


def test_variants_upper_references_other_tested_systems_and_untested_ones_are_not_declared():
    found = declared(table(RESULTS, ("ours", "raw")), {"toy": "success"}, ("ours", "raw"))["toy"]
    assert sorted({f"{row.system} {rival(row, 'success')}" for row in found}) == [
        "ours none", "ours recent", "raw none", "raw recent"
    ]  # fmt: skip


def test_only_all_families_together_are_declared_where_there_are_several():
    more = [*RESULTS, *made("g", none=[0, 0], ours=[1, 1])]
    found = holm_of(table(more))
    assert found
    assert all(name.startswith("all ") for name in found)


def test_a_family_that_mixes_others_never_stands_for_the_track():
    more = [*RESULTS, *made("e/mixed", none=[0, 0], ours=[1, 1])]
    assert {name.split()[0] for name in holm_of(table(more))} == {"f"}


def test_an_adjusted_p_value_is_never_below_the_plain_one():
    found = [row for row in table(RESULTS) if row.p_holm is not None]
    assert all(row.p is not None and row.p <= row.p_holm <= 1.0 for row in found)


def test_a_difference_without_a_number_has_no_p_value_and_adjusts_none():
    found = table([*RESULTS, *made(placebo=[math.nan] * 4)])
    (unknown,) = [row for row in found if (row.system, row.metric) == ("ours", "success − placebo")]
    assert (unknown.p, unknown.p_holm) == (None, None)
    assert holm_of(found) == holm_of(table(RESULTS))
