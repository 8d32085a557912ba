"""Optimus-1: two goals never reached together are, because the plan is compiled from what needs what."""

from __future__ import annotations

import itertools
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall.items import experience
from recall.stores import filled
from seasoned import Memory
from seasoned.errors import InputError
from seasoned.learn.distill.prerequisites import Need, prerequisites
from seasoned.payloads import read, write
from seasoned.protocols import Attempt
from seasoned.recall.search.fuzzy import fuzzy
from seasoned.recall.search.plan_graph import compiled, goals, plan_graph
from seasoned.store import open_store
from seasoned.system import System
from seasoned.systems.optimus1 import optimus1
from seasoned.types import Evidence, Experience, Kind, Query, Step, Task, Trajectory

RECIPES = {
    "bake bread": {"mill flour"},
    "build boat": {"saw planks"},
    "build table": {"saw planks"},
    "cut log": set(),
    "mill flour": {"reap wheat"},
    "reap wheat": set(),
    "saw planks": {"cut log"},
    "sing song": set(),
}
PRACTISED = ("Bake bread", "Build boat", "Build table")


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def craft(m: Memory, text: str, wanted: set[str], limit: int, rng: Random | None = None) -> bool:
    """Do what the plan says, else what the exemplar did, then the goals. With `rng` explore: the goal first, then
    anything until the goal works."""
    done: set[str] = set()
    with m.episode(text, family="crafts") as episode:
        if rng is None:
            hint = episode.recall()
            needs = [read(one.payload, Need).needs for one in hint.items if one.kind is Kind.FACT]
            cases = [step["action"] for one in hint.items if one.kind is Kind.CASE for step in one.payload["steps"]]
            ways = [*dict.fromkeys([*(needs or cases), *sorted(wanted)])]
        else:
            (goal,) = wanted
            ways = [goal]
            for action in [rng.choice(sorted(RECIPES)) for _ in range(limit)]:
                ways += [action, goal]
        for action in ways[:limit]:
            lacking = RECIPES[action] - done
            episode.step(observation=f"had {len(done)} things", action=action, error="not yet" if lacking else None)
            done |= set() if lacking else {action}
            if wanted <= done:
                break
        episode.finish(success=wanted <= done, observation="the end")
    return wanted <= done


def practised(system: System, seed: int = 0, rounds: int = 12) -> Memory:
    m, rng = memory(system), Random(seed)
    for _ in range(rounds):
        for text in PRACTISED:
            craft(m, text, {text.lower()}, 200, rng)
    return m


@pytest.mark.parametrize(("off", "reached"), [({}, True), ({"search": fuzzy((Kind.CASE,))}, False)])
def test_goals_never_reached_together_are_compiled_into_one_plan(off: dict[str, object], reached: bool) -> None:
    m = practised(optimus1().but(**off))  # type: ignore[typeddict-item]
    assert craft(m, "Bake bread and build boat", {"bake bread", "build boat"}, 6) is reached


def idle(m: Memory) -> set[Need]:
    """Return the edges in force that no recipe, direct or not, asks for."""
    closure = {name: set(compiled(RECIPES, [name])) for name in RECIPES}
    sound = [one for one in m.store.experiences(kinds=(Kind.FACT,)) if not one.evidence.contradict_count]
    return {need for one in sound for need in (read(one.payload, Need),) if need.needs not in closure[need.action]}


@pytest.mark.parametrize("seed", range(3))
def test_one_run_leaves_idle_steps_in_the_plan_and_further_runs_take_them_out(seed: int) -> None:
    assert idle(practised(optimus1(), seed, rounds=1))
    assert not idle(practised(optimus1(), seed, rounds=12))


def attempt(name: str, *did: tuple[str, bool]) -> Attempt:
    steps = tuple(
        Step(index=at, observation="here", action=action, metadata={} if worked else {"error": "not yet"})
        for at, (action, worked) in enumerate(did)
    )
    return Attempt(Trajectory(id=name, task=Task(id="t", text="do b", family="f"), steps=steps), None)


def needs_of(*earlier: Attempt, new: Attempt, **knobs: int) -> dict[Need, Evidence]:
    with open_store(":memory:") as store:
        for one in earlier:
            store.append(one.trajectory, at=1.0)
        return {read(found.payload, Need): found.evidence for found in prerequisites(**knobs)((new,), store)}


def test_what_worked_between_a_refusal_and_a_success_may_be_needed() -> None:
    run = attempt("a", ("x", True), ("b", False), ("y", True), ("z", False), ("b", True), ("c", True))
    assert set(needs_of(new=run)) == {Need("b", "y")}
    assert needs_of(new=attempt("a", ("x", True), ("b", True))) == {}


def test_of_a_long_search_the_last_actions_are_suggested() -> None:
    tried = [(f"try {at}", True) for at in range(50)]
    found = needs_of(new=attempt("a", ("b", False), *tried, ("b", True)))
    assert {need.needs for need in found} == {f"try {at}" for at in range(20, 50)}


def test_what_an_earlier_run_did_without_is_not_needed() -> None:
    run = attempt("a", ("b", False), ("y", True), ("b", True))
    without = attempt("e", ("b", True), ("y", True))
    assert needs_of(without, new=run) == {}
    assert set(needs_of(without, new=run, pool=0)) == {Need("b", "y")}
    with pytest.raises(InputError, match="pool"):
        needs_of(new=run, pool=-1)


def test_a_later_run_that_does_without_refutes_the_edge() -> None:
    m = memory(optimus1())
    m.learn([(attempt("a", ("b", False), ("y", True), ("b", True)).trajectory, None)])
    assert plan_graph()(Query(text="do b", family="f"), m.store)
    m.learn([(attempt("c", ("b", True)).trajectory, None)])
    (edge,) = m.store.experiences(kinds=(Kind.FACT,))
    assert (edge.evidence.support_count, edge.evidence.contradict_count) == (1, 1)
    assert plan_graph()(Query(text="do b", family="f"), m.store) == []


def test_a_plan_puts_nothing_before_what_it_needs_and_breaks_circles() -> None:
    graph = {"boat": ["oar", "planks"], "oar": ["planks"], "planks": ["log"]}
    assert compiled(graph, ["boat"]) == ["log", "planks", "oar", "boat"]
    assert compiled({"a": ["b"], "b": ["a"]}, ["a"]) == ["b", "a"]
    assert compiled({}, []) == []


names = st.sampled_from("abcdefg")


@given(st.dictionaries(names, st.lists(names, max_size=4), max_size=7), st.lists(names, min_size=1, max_size=3))
def test_every_plan_without_circles_is_in_order_and_complete(graph: dict[str, list[str]], wanted: list[str]) -> None:
    acyclic = {name: [need for need in needs if need < name] for name, needs in graph.items()}
    order = compiled(acyclic, wanted)
    assert set(wanted) <= set(order)
    assert len(order) == len(set(order))
    for at, action in enumerate(order):
        assert set(acyclic.get(action, ())) <= set(order[:at])


def test_goals_are_the_actions_that_the_task_names_in_full() -> None:
    assert goals("Bake some bread, then saw planks", sorted(RECIPES)) == ["bake bread", "saw planks"]


def edge(action: str, needs: str) -> Experience:
    payload = write(Need(action, needs))
    return experience(f"{action}<{needs}", action, kind=Kind.FACT, payload=payload, family="f")


def test_the_first_thing_to_do_scores_highest() -> None:
    store = filled(edge("b", "a"), edge("c", "b"), edge("x", "y"))
    found = plan_graph()(Query(text="do c", family="f"), store)
    assert [(one.id, one.scores["plan_graph"]) for one in found] == [("b<a", 1.0), ("c<b", 0.5)]
    assert plan_graph()(Query(text="do c"), store) == []


def test_names_are_matched_letter_by_letter() -> None:
    store = filled(experience("iron", "Craft iron_pickaxe\nin a cave"), experience("boat", "Row"))
    found = fuzzy(same_family=False)(Query(text="craft iron pickaxe"), store)
    # 17 of 18 characters match on both sides: 2·17 / 36.
    assert (found[0].id, found[0].scores["fuzzy"]) == ("iron", pytest.approx(34 / 36))
    assert fuzzy()(Query(text=" "), store) == []


def test_after_an_error_the_repair_for_this_error_is_shown() -> None:
    m = memory(optimus1())
    with m.episode("Build a boat", family="crafts") as episode:
        episode.step(tool="build", arguments={"thing": "boat"}, error="no planks in the shed")
        episode.step(tool="build", arguments={"thing": "boat", "planks": "4"}, result="done")
        episode.finish(success=True)
    with m.episode("Build a hut", family="crafts") as episode:
        assert Kind.PAIR not in {one.kind for one in episode.recall().items}
        episode.step(tool="build", arguments={"thing": "hut"}, error="no planks in the shed")
        assert Kind.PAIR in {one.kind for one in episode.recall().items}
        episode.finish(success=False)
