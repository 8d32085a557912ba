"""Cases that called tools are followed where these are on offer, and there they pass the floor."""

from __future__ import annotations

from random import Random

from seasoned.protocols import Scored
from seasoned.recall.fit import fit_to
from seasoned.recall.select import followable
from seasoned.types import Candidate, Experience, Kind, Query, Utility


def case(name: str, *actions: str, when: str = "something else entirely") -> Scored:
    steps = [{"observation": "", "action": action} for action in actions]
    item = Experience(id=name, kind=Kind.CASE, key=name, when=when, body="", payload={"task": when, "steps": steps})
    return Scored(Candidate(name, {"lexical": 1.0}), item, Utility(), 1.0)


def kept(query: Query, *items: Scored) -> list[str]:
    return [one.candidate.id for one in followable()(query, items, Random(0), 0.0) if one.chosen]


CASES = (case("both", "get_order(id=1)", "refund(id=1)"), case("one", "get_order(id=7)"), case("text", "go north"))


def test_a_case_with_a_tool_that_is_not_on_offer_is_refused_with_the_tool_named():
    query = Query(text="refund it", valid_actions=("get_order", "cancel"))
    assert kept(query, *CASES) == ["one", "text"]
    refused = followable()(query, CASES, Random(0), 0.0)[-1]
    assert "refund, which is not on offer" in refused.reason


def test_actions_that_do_not_name_tools_decide_nothing():
    assert kept(Query(text="refund it"), *CASES) == ["both", "one", "text"]
    assert kept(Query(text="refund it", valid_actions=("go north", "look")), *CASES) == ["both", "one", "text"]


def test_what_can_be_done_with_the_tools_on_offer_is_of_this_world():
    fit = fit_to(Query(text="refund it", valid_actions=("get_order", "cancel")))
    assert [fit(one) for one in CASES] == [0.0, 1.0, 0.0]
