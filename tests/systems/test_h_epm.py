from __future__ import annotations

import itertools
from collections.abc import Sequence
from random import Random

import pytest

from llm.runs import SUCCESS, answering
from recall.items import chosen, run, scored
from seasoned import Memory
from seasoned.errors import InputError
from seasoned.llm import Calls
from seasoned.payloads import Transition, read
from seasoned.protocols import Scored
from seasoned.recall.marks import best_first, rescored
from seasoned.recall.search import out_edges
from seasoned.recall.select import top_k
from seasoned.recall.select.by_channel import by_channel
from seasoned.stage import SelectStage
from seasoned.system import System
from seasoned.systems.h_epm import h_epm
from seasoned.types import Query

DETOUR = ("filter", "ask", "wait")


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def ride(m: Memory, tools: Sequence[str], success: bool | None = True, seen: str = "") -> None:
    with m.episode("Get a ticket", family="travel") as episode:
        for tool in tools:
            episode.step(observation=seen, tool=tool, arguments={"city": "Rome"}, result="ok")
        episode.finish(success=success) if success is not None else episode.finish()


def suggested(m: Memory, observation: str = "", text: str = "") -> list[str]:
    """What H-EPM suggests after ``search``."""
    with m.episode("Get a ticket", family="travel") as episode:
        episode.step(tool="search", arguments={"city": "Oslo"}, result="ok")
        hint = episode.recall(text, observation=observation)
    return [read(item.payload, Transition).target for item in hint.items]


def by_count(query: Query, candidates: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
    """The control: how often an edge was taken, whatever the length of the run."""
    return best_first(rescored(item, read(item.experience.payload, Transition).count) for item in candidates)


def prefers_the_shorter_route(system: System) -> bool:
    def first(short: str, long: str) -> str:
        m = memory(system)
        ride(m, ("search", long, *DETOUR, "book"))
        ride(m, ("search", short, "book"))
        return suggested(m)[0]

    return [first("quote", "compare"), first("compare", "quote")] == ["quote", "compare"]


def test_of_two_successful_routes_the_shorter_is_suggested_and_counts_alone_cannot_tell():
    assert prefers_the_shorter_route(h_epm())
    assert not prefers_the_shorter_route(h_epm().but(select=SelectStage.of(by_count) >> top_k(2)))


def test_weights_are_those_computed_by_hand():
    m = memory(h_epm())
    ride(m, ("search", "compare", *DETOUR, "book"))
    ride(m, ("search", "quote", "book"))
    ride(m, ("search", "quote", "book"), success=False)
    found = out_edges()(Query(text="x", last_tool="search", family="travel"), m.store)
    edges = {read(m.store.experience(one.id).payload, Transition).target: one.scores["out_edges"] for one in found}
    quote, compare = 1 + 1 / 3, 1 + 1 / 6
    assert edges == pytest.approx({"quote": quote / (quote + compare), "compare": compare / (quote + compare)})


def follows_the_state(system: System) -> bool:
    m = memory(system)
    for _ in range(3):
        ride(m, ("search", "refund"), seen="the parcel arrived damaged")
    ride(m, ("search", "reship"), seen="the parcel was lost in transit")
    return suggested(m, observation="it seems the parcel was lost in transit")[0] == "reship"


def test_in_a_state_seen_before_the_edge_taken_there_comes_first_and_weights_alone_would_lead_elsewhere():
    assert follows_the_state(h_epm())
    assert not follows_the_state(h_epm().but(search=out_edges()))


def test_in_an_unknown_state_the_weight_decides_and_an_agent_that_asks_is_its_own_summary():
    m = memory(h_epm())
    for _ in range(3):
        ride(m, ("search", "refund"), seen="the parcel arrived damaged")
    ride(m, ("search", "reship"), seen="the parcel was lost in transit")
    assert suggested(m, observation="the printer is out of paper")[0] == "refund"
    assert suggested(m, observation="the printer is out of paper", text="parcel lost in transit")[0] == "reship"


def test_no_more_than_two_edges_are_suggested_and_none_from_a_failure():
    m = memory(h_epm())
    for tool in ("quote", "compare", "book"):
        ride(m, ("search", tool))
    ride(m, ("search", "pay"), success=False)
    assert len(suggested(m)) == 2
    assert "pay" not in suggested(m)


def test_by_channel_orders_by_the_first_channel_and_breaks_ties_by_the_next():
    items = [
        scored("a", {"first": 0.5, "second": 0.1}),
        scored("b", {"first": 0.5, "second": 0.9}),
        scored("c", {"second": 1.0}),
        scored("d", {"first": 0.7}),
    ]
    ranked = run(by_channel(("first", "second")), items)
    assert chosen(ranked) == ["d", "b", "a", "c"]
    assert [item.score for item in ranked] == [0.7, 0.5, 0.5, 1.0]
    with pytest.raises(InputError, match="at least one channel"):
        run(by_channel(()), items)


def test_runs_of_unknown_outcome_enter_the_graph_once_a_model_has_judged_them():
    def edges(calls: Calls | None) -> list[str]:
        m = memory(h_epm(calls=calls))
        ride(m, ("search", "quote", "book"), success=None)
        return suggested(m)

    model, asked = answering(SUCCESS)
    assert edges(Calls(model)) == ["quote"]
    assert asked
    assert edges(None) == []
    assert h_epm(calls=Calls(model)).needs_model


def test_an_ordinary_stream_runs_and_is_advised_from_its_second_episode_on():
    m = memory(h_epm())
    told = []
    for n in range(3):
        with m.episode(f"Get ticket {n}", family="travel") as episode:
            told.append(bool(episode.recall(observation="at the counter")))
            for tool in ("search", "quote", "book"):
                episode.step(observation="at the counter", tool=tool, arguments={"n": n}, result="ok")
                episode.recall(observation="at the counter")
            episode.finish(success=True)
        assert m.evolve() == []
    assert told == [False, True, True]
