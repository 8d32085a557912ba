from __future__ import annotations

import pytest

from bench.made import result
from seasoned.bench.rows import ALL, STEP, Row, rows
from seasoned.bench.track import Item, Result

RESULTS = [
    *(result("none", [0, 0, 0, 1], seed=seed) for seed in range(6)),
    *(result("ours", [0, 1, 1, 1], seed=seed, lift=0.25) for seed in range(6)),
    *(result("raw", [0, 0, 1, 0], seed=seed) for seed in range(6)),
    *(result("expert", [1, 1, 1, 1], seed=seed) for seed in range(6)),
]


def found(results: list, family: str = "f") -> dict[tuple[str, str], Row]:
    made = rows(results, {"toy": "success"}, ["ours"])
    return {(row.system, row.metric): row for row in made if row.family == family}


def test_every_metric_and_every_figure_of_a_stream_becomes_a_row():
    table = found(RESULTS)
    assert table["ours", "success"].value == 0.75
    assert (table["ours", "success"].seeds, table["ours", "success"].n) == (6, 24)
    assert table["ours", "steps"].value == pytest.approx(3.25)
    assert table["ours", "lift"].value == 0.25
    assert table["ours", "success, last quarter"].value == 1.0


def test_every_learner_is_compared_with_no_memory_and_the_tested_one_with_every_control():
    table = found(RESULTS)
    assert table["ours", "success − none"].value == 0.5
    assert table["ours", "success − none"].low > 0.0
    assert table["ours", "success − none"].p == pytest.approx(2 / 2**6)
    assert table["ours", "success − raw"].value == 0.5
    assert ("raw", "success − ours") not in table
    assert table["raw", "success − none"].value == 0.0


def test_transfer_savings_and_normalised_gain_are_told():
    table = found(RESULTS)
    assert (table["raw", "negative transfer"].value, table["raw", "negative transfer"].n) == (1.0, 6)
    assert table["ours", "negative transfer"].value == 0.0
    assert table["ours", "positive transfer"].value == pytest.approx(2 / 3)
    assert table["ours", "saved steps"].value == 0.0
    assert table["ours", "normalised gain"].value == pytest.approx(0.5 / 0.75)


def test_the_gain_of_the_last_quarter_is_paired_like_any_difference():
    gain = found(RESULTS)["ours", "gain, last quarter"]
    assert (gain.value, gain.n, gain.p) == (0.0, 6, 1.0)
    raw = found(RESULTS)["raw", "gain, last quarter"]
    assert (raw.value, raw.p) == (-1.0, pytest.approx(2 / 2**6))


def test_a_stream_breaks_even_in_steps_from_where_it_stays_ahead():
    table = found(RESULTS)
    assert (table["ours", "breaks even, steps"].value, table["ours", "breaks even, steps"].n) == (1.0, 6)
    assert table["ours", "break-even task, steps"].value == 2.0
    assert table["raw", "breaks even, steps"].value == 0.0
    assert ("raw", "break-even task, steps") not in table


def test_what_memory_injects_is_weighed_against_the_steps_it_saves():
    def spent(system: str, tokens: float) -> Result:
        made = result(system, [1, 1] if system == "none" else [2, 2])
        items = tuple(Item(one.id, {**one.values, "success": 1.0, "tokens": tokens}) for one in made.items)
        return Result(made.unit, items)

    cheap, dear = (found([spent("none", 0.0), spent("ours", tokens)]) for tokens in (STEP - 1, STEP + 1))
    assert cheap["ours", "break-even task, steps and tokens"].value == 1.0
    assert dear["ours", "breaks even, steps and tokens"].value == 0.0
    assert ("ours", "breaks even, tokens") not in dear


def test_several_families_are_also_told_together():
    more = [*RESULTS, result("none", [1, 1], family="g"), result("ours", [1, 0], family="g")]
    table = found(more, ALL)
    assert table["ours", "success"].n == 26
    assert table["ours", "success − none"].value == pytest.approx((12 - 1) / 26)
    assert not found(RESULTS, ALL)


def test_over_all_families_systems_are_compared_where_both_ran():
    more = [*RESULTS, result("none", [1, 1], family="g"), result("ours", [1, 0], family="g")]
    table = found(more, ALL)
    assert (table["ours", "success − raw"].value, table["ours", "success − raw"].n) == (0.5, 24)


def test_a_family_that_mixes_others_is_not_counted_again_over_all():
    mixed = [result("none", [1, 1], family="x/mixed"), result("ours", [1, 1], family="x/mixed")]
    more = [result("none", [1, 1], family="g"), result("ours", [1, 0], family="g")]
    assert found([*RESULTS, *more, *mixed], ALL) == found([*RESULTS, *more], ALL)
    assert found([*RESULTS, *mixed], "x/mixed")["ours", "success − none"].value == 0.0


def test_systems_that_met_other_tasks_are_not_compared():
    table = found([result("none", [1, 1, 1]), result("ours", [1, 1])])
    assert ("ours", "success − none") not in table
