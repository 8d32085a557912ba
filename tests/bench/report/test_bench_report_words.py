"""What the report says: headlines, numbers, what got worse, orders, tables."""

from __future__ import annotations

import csv as lines
import io
import math

import pytest

from bench.report.reported import BASIC, streams, told, view
from seasoned.bench.report import csv
from seasoned.bench.report.declared import declared
from seasoned.bench.report.further import further
from seasoned.bench.report.grid import Cell, Table, html, markdown
from seasoned.bench.report.headline import verdicts
from seasoned.bench.report.heatmap import heatmap
from seasoned.bench.report.leaderboard import leaderboard, uneven
from seasoned.bench.report.losses import comparisons, losses
from seasoned.bench.report.orders import orders
from seasoned.bench.report.scale import Scale, plain
from seasoned.bench.report.table import COLUMNS
from seasoned.bench.report.view import Entrant
from seasoned.bench.report.worse import shown, worse
from seasoned.bench.track import Result


def test_the_headline_compares_with_no_memory_and_with_the_strongest_control():
    (said,) = verdicts(view(BASIC))
    assert said.text.startswith("ours: success 75.0%, better than no memory (25.0%) by 50.0 points [")
    assert "better than its strongest control, exprag (50.0%) by 25.0 points [" in said.text
    assert said.tone == "better"


def test_a_difference_whose_interval_includes_0_is_not_told_apart():
    results = [*streams("none", [0, 1, 0, 1]), *streams("ours", [1, 0, 1, 1])]
    (said,) = verdicts(view(results))
    assert "not told apart from no memory (50.0%): +25.0 points [" in said.text
    assert "there is no control" in said.text
    assert said.tone == "open"


def test_a_control_that_is_better_makes_the_headline_bad_news():
    (said,) = verdicts(view([*BASIC, *streams("random", [1, 1, 1, 1])]))
    assert "worse than its strongest control, random (100.0%) by 25.0 points" in said.text
    assert said.tone == "worse"


def test_neither_the_upper_reference_nor_a_harder_variant_counts_as_a_control():
    (said,) = verdicts(view([*BASIC, *streams("noisy", [1, 1, 1, 1]), *streams("oracle", [1, 1, 1, 1])]))
    assert "strongest control, exprag" in said.text


def test_families_that_not_all_could_run_on_are_named_as_such():
    found = view([*BASIC, *streams("ours", [1, 1, 1, 1], family="g")])
    (said,) = verdicts(found)
    assert "better than no memory (25.0%) by 50.0 points" in said.text
    assert uneven(found)
    assert not uneven(view(BASIC))


def test_what_met_other_tasks_is_said_not_to_be_compared():
    (said,) = verdicts(view([*streams("none", [0, 1, 0]), *streams("ours", [1, 0, 1, 1])]))
    assert "not compared with no memory, which did not run on the same tasks" in said.text
    assert said.tone == "open"


def test_each_way_of_learning_has_its_own_headline_and_its_own_controls():
    results = [
        *streams("none", [0, 0, 0, 0]),
        *(one for arm in ("self", "corrections") for one in streams("ours", [1, 1, 1, 0], arm=arm)),
        *streams("raw", [0, 1, 1, 0], arm="self"),
        *streams("raw", [1, 1, 1, 1], arm="corrections"),
    ]
    texts = {said.entrant.arm: said.text for said in verdicts(view(results))}
    assert "better than its strongest control, raw · self" in texts["self"]
    assert "worse than its strongest control, raw · corrections" in texts["corrections"]


def test_the_leaderboard_has_the_best_first_and_those_without_a_number_last():
    found = view([*BASIC, *streams("unknown", [math.nan] * 4)])
    names = [row[1].text for row in leaderboard(found, "f").rows]
    assert names == ["expert", "ours", "exprag", "no memory", "raw", "unknown"]


def test_lost_tasks_are_those_that_no_memory_solved():
    results = [
        *streams("none", [1, 1, 0, 0]),
        *streams("ours", [1, 0, 0, 1], shown=("e1", "e2")),
    ]
    (found,) = losses(view(results), Entrant("ours"))
    assert (found.family, found.solved, len(found.lost)) == ("f", 12, 6)
    assert {(one.item[-1], one.shown) for one in found.lost} == {("1", ("e1", "e2"))}
    assert sorted(one.seed for one in found.lost) == list(range(6))


def test_lost_tasks_are_paired_within_a_stream_and_an_order():
    results = [
        *streams("none", [1, 0], order="easy-hard"),
        *streams("none", [0, 1], order="hard-easy"),
        *streams("ours", [0, 1], order="easy-hard"),
        *streams("ours", [0, 1], order="hard-easy"),
    ]
    (found,) = losses(view(results), Entrant("ours"))
    assert {one.order for one in found.lost} == {"easy-hard"}


def test_a_comparison_lost_to_no_memory_is_named_before_those_lost_to_controls():
    results = [
        one
        for family in ("f", "g")
        for one in (
            *streams("none", [1, 1, 1, 0], family=family),
            *streams("ours", [0, 0, 1, 0], family=family),
            *streams("aaa", [1, 1, 1, 1], family=family),
        )
    ]
    found = view(results)
    assert [(other, row.family) for other, row in comparisons(found, Entrant("ours"))] == [
        ("none", "all"), ("none", "f"), ("none", "g"), ("aaa", "all"), ("aaa", "f"), ("aaa", "g")
    ]  # fmt: skip
    (said,) = worse(found)
    assert said.to_none.lost[0].startswith("all families: no memory is better by 50.0 points [")
    assert said.to_others.lost[1].startswith("f: the control aaa is better by 75.0 points [")


def test_what_was_not_compared_is_not_said_to_have_held():
    (said,) = worse(view(streams("ours", [1, 0])))
    assert said.to_none.otherwise == "It was not compared with no memory."
    assert said.summary.startswith("No memory was not run")


def test_the_first_experiences_are_named_and_the_rest_counted():
    assert shown(()) == "nothing shown"
    assert shown(("a", "b", "c")) == "a, b, c"
    assert shown(("a", "b", "c", "d", "e")) == "a, b, c and 2 more"


def by_order(family: str = "f", *, expert: bool) -> list:
    return [
        one
        for order, solved in (("random", [1, 1, 0, 0]), ("blocked", [1, 0, 0, 0]))
        for one in (
            *streams("ours", solved, order=order, family=family),
            *(streams("expert", [1, 1, 1, 0], order=order, family=family) if expert else []),
        )
    ]


def robustness(found: Table) -> dict[str, float | None]:
    return {row[0].text: row[-1].by for row in found.rows}


def test_robustness_to_order_is_the_spread_over_the_upper_reference_or_over_the_best_order():
    (reference,) = orders(view(by_order(expert=True)))
    assert robustness(reference.table) == {"expert": 1.0, "ours": pytest.approx(1 - 0.25 / 0.75)}
    (own,) = orders(view(by_order(expert=False)))
    assert (own.best, robustness(own.table)) == (None, {"ours": pytest.approx(0.5)})


def test_all_families_are_compared_by_order_only_where_every_order_has_the_same_ones():
    same = [*by_order(expert=False), *by_order("g", expert=False)]
    assert [one.family for one in orders(view(same))] == ["all", "f", "g"]
    other = [*same, *streams("ours", [1, 1], family="h"), *streams("ours", [1, 1], family="h", order="easy-hard")]
    assert [one.family for one in orders(view(other))] == ["f", "g", "h"]
    assert orders(view(BASIC)) == []


def test_the_heat_map_writes_every_difference_and_marks_those_that_exclude_0():
    results = [
        one
        for family, ours in (("f", [1, 1, 1, 1]), ("g", [1, 0, 0, 1]))
        for one in (*streams("none", [0, 1, 0, 0], family=family), *streams("ours", ours, family=family))
    ]
    found = heatmap(view(results))
    assert found is not None
    assert found.columns == ("system", "all families", "f", "g")
    (row,) = found.rows
    assert [(cell.text, cell.strong, cell.css) for cell in row[2:]] == [("+75.0", True, "up"), ("+25.0", False, "up")]
    assert row[2].shade == 1.0


def test_the_declared_comparisons_have_the_smallest_p_value_first_and_both_kinds_of_it():
    found = declared(view(BASIC))
    assert found is not None
    assert found.columns == ("system", "against", "difference, points", "p", "p, Holm", "pairs")
    assert [row[1].text for row in found.rows] == ["exprag", "no memory", "raw"]
    assert {(row[3].text, row[4].text) for row in found.rows} == {("0.031", "0.094")}
    assert declared(view(streams("ours", [1, 0]))) is None


def test_further_figures_come_by_subject_and_none_is_lost():
    found = further(view(BASIC))
    assert [title for title, _ in found] == ["Learning and forgetting"]
    more = [Result(one.unit, one.items, {"lift": 0.5}) for one in BASIC]
    title, table = further(view(more))[-1]
    assert (title, table.columns) == ("Other figures", ("system", "lift"))


def test_systems_that_also_ran_on_mixed_families_are_still_compared_evenly():
    families = [
        one for name in ("f", "g") for one in (*streams("none", [1], family=name), *streams("ours", [1], family=name))
    ]
    assert not uneven(view([*families, *streams("ours", [1], family="x/mixed")]))
    assert uneven(view([*families, *streams("ours", [1], family="h")]))


def test_one_family_has_no_heat_map():
    assert heatmap(view(BASIC)) is None


def test_shares_are_written_in_percent_and_other_metrics_as_they_are():
    assert (Scale().number(0.552), Scale().signed(-0.0004), Scale().signed(-0.221)) == ("55.2", "0.0", "−22.1")
    other = Scale(0.0, 40.0)
    assert (other.number(12.5), other.signed(3.25), other.unit) == ("12.5", "+3.25", "")
    assert [plain(value) for value in (0.0, 0.5, -2.0, 1234.5, math.nan)] == ["0", "0.500", "−2.00", "1,234", "–"]


def test_csv_has_a_line_for_each_row_under_the_named_columns():
    made = told(BASIC).rows
    read = list(lines.DictReader(io.StringIO(csv(made))))
    assert ",".join(COLUMNS) == "track,family,system,arm,order,seeds,metric,value,low,high,n,p,p_holm"
    assert len(read) == len(made)
    for line, row in zip(read, made, strict=True):
        assert (line["system"], line["metric"], float(line["value"])) == (row.system, row.metric, row.value)
        assert line["p"] == ("" if row.p is None else str(row.p))


def test_a_table_with_one_row_cannot_be_sorted():
    one = Table(("name", "figure"), ((Cell("a"), Cell("1", 1.0)),))
    assert "<button" not in html(one, "one")
    assert html(Table(one.columns, one.rows * 2), "two").count("<button") == 2


def test_a_cell_cannot_end_its_column_in_markdown():
    text = markdown(Table(("name",), ((Cell("a|b\nc\\"),),)))
    assert text.splitlines()[2] == "| a\\|b c\\\\ |"
