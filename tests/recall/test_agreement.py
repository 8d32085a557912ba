"""Cases that did the same vote together, and no more is shown than what is nearly as good as the best."""

from __future__ import annotations

from math import sqrt
from random import Random

import pytest

from seasoned.errors import InputError
from seasoned.protocols import Scored
from seasoned.recall.fit import fit_to
from seasoned.recall.select import agreement, near_best
from seasoned.types import Candidate, Experience, Kind, Query, Utility

QUERY = Query(text="refund it")


def item(name: str, score: float, *actions: str, kind: Kind = Kind.CASE, **channels: float) -> Scored:
    payload = {"task": name, "steps": [{"observation": "", "action": one} for one in actions]}
    experience = Experience(id=name, kind=kind, key=name, when=name, body="", payload=payload)
    return Scored(Candidate(name, channels or {"lexical": 1.0}), experience, Utility(), score)


def told(items: list[Scored]) -> list[tuple[str, float]]:
    return [(one.candidate.id, round(one.score, 6)) for one in items if one.chosen]


def test_three_runs_that_agree_outvote_the_nearest_one_and_take_one_place() -> None:
    nearest = item("a", 0.9, "cancel(id=1)")
    agree = [item(name, 0.7, f"get(id={n})", "refund(id=1)") for n, name in enumerate("bcd")]
    found = agreement()(QUERY, [nearest, *agree], Random(0), 0.0)
    assert told(found) == [("b", round(0.7 * sqrt(3), 6)), ("a", 0.9)]
    assert [one.reason for one in found if not one.chosen] == ["did the same as b"] * 2


def test_the_sharper_the_vote_the_more_the_nearest_one_counts() -> None:
    items = [item("a", 0.9, "cancel()"), item("b", 0.7, "refund()"), item("c", 0.7, "refund()")]
    assert told(agreement(sharpness=1.0)(QUERY, items, Random(0), 0.0))[0] == ("b", 1.4)
    assert told(agreement(sharpness=8.0)(QUERY, items, Random(0), 0.0))[0] == ("a", 0.9)


def test_the_order_of_calls_matters_and_actions_that_are_no_calls_never_vote() -> None:
    items = [item("a", 0.9, "x()", "y()"), item("b", 0.8, "y()", "x()"), item("c", 0.7, "go"), item("d", 0.6, "go")]
    assert told(agreement()(QUERY, items, Random(0), 0.0)) == [("a", 0.9), ("b", 0.8), ("c", 0.7), ("d", 0.6)]


def test_a_refused_case_has_no_vote() -> None:
    refused = Scored(
        *(getattr(item("b", 0.9, "x()"), name) for name in ("candidate", "experience", "utility", "score")),
        chosen=False,
        reason="too far",
    )
    found = agreement()(QUERY, [item("a", 0.5, "x()"), refused], Random(0), 0.0)
    assert told(found) == [("a", 0.5)]


def test_one_that_stands_out_is_shown_alone_and_equals_are_shown_together() -> None:
    apart = [item("a", 1.0), item("b", 0.7), item("c", 0.6)]
    assert told(near_best()(QUERY, apart, Random(0), 0.0)) == [("a", 1.0)]
    near = [item("a", 1.0), item("b", 0.9), item("c", 0.8)]
    assert told(near_best()(QUERY, near, Random(0), 0.0)) == [("a", 1.0), ("b", 0.9), ("c", 0.8)]


def test_another_kind_is_held_to_less_and_a_set_to_nothing() -> None:
    items = [item("a", 1.0), item("note", 0.5, kind=Kind.TOOL_NOTE), item("far", 0.4, kind=Kind.PAIR)]
    items.append(item("rule", 0.1, kind=Kind.RULE))
    found = near_best(beside=(Kind.RULE,))(QUERY, items, Random(0), 0.0)
    assert told(found) == [("a", 1.0), ("note", 0.5), ("rule", 0.1)]
    assert "0.50 was needed" in found[-1].reason


@pytest.mark.parametrize("stage", [agreement(sharpness=0.5), near_best(of_kind=1.5), near_best(of_all=-0.1)])
def test_settings_out_of_range_are_refused(stage: object) -> None:
    with pytest.raises(InputError):
        stage(QUERY, [], Random(0), 0.0)  # type: ignore[operator]


def test_what_usually_came_next_fits_as_far_as_it_is_usual() -> None:
    assert fit_to(QUERY)(item("edge", 1.0, kind=Kind.TRANSITION, out_edges=0.1)) == 0.1
