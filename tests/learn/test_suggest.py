"""The tool graph suggests what successes did next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seasoned.learn.suggest import Graph, next_nodes
from seasoned.payloads import Transition

EDGES = (
    Transition("START", "get", 4, 1.0),
    Transition("get", "pay", 3, 1.0),
    Transition("get", "look", 2, 0.5),
    Transition("pay", "END", 3, 1.0),
    Transition("look", "get", 2, 0.5),
    Transition("look → get", "pay", 2, 0.5),
    Transition("START → get", "look", 2, 0.5),
)


def names(*history: str, **rest) -> list[str]:
    return [name for name, _ in next_nodes(Graph.of(EDGES), history, **rest)]


def test_two_tools_of_context_go_before_one():
    assert names("get")[0] == "look"
    assert names("look", "get")[0] == "pay"


def test_an_unseen_context_backs_off_to_the_last_tool():
    assert names("look", "look")[0] == "get"
    assert names("never", "get")[0] == "pay"
    assert names("never")


def test_only_tools_that_exist_now_and_no_ending_are_suggested():
    assert names("get", allowed={"pay"}) == ["pay"]
    assert "END" not in names("pay", top=9)
    assert names("pay", ends=True)[0] == "END"


def test_what_only_failures_did_comes_after_what_successes_did():
    graph = Graph.of((*EDGES, Transition("get", "drop", 0, 0.0, failures=3)))
    ranked = [name for name, _ in next_nodes(graph, ["x", "get"], top=9)]
    assert ranked.index("drop") > ranked.index("pay")


def test_an_empty_graph_suggests_nothing():
    assert next_nodes(Graph.of(()), ["get"]) == []


nodes = st.sampled_from(["a", "b", "c"])
edges = st.lists(
    st.builds(
        lambda source, target, count: Transition(source, target, count, count / 2),
        st.one_of(nodes, st.just("START"), st.builds(lambda one, two: f"{one} → {two}", nodes, nodes)),
        nodes,
        st.integers(1, 5),
    ),
    max_size=12,
)


@given(edges, st.lists(nodes, max_size=4))
def test_probabilities_sum_to_one(found: list[Transition], history: list[str]):
    shares = Graph.of(found).probabilities(history)
    if shares:
        assert sum(shares.values()) == pytest.approx(1.0)
        assert all(share >= 0.0 for share in shares.values())
