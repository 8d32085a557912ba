"""SICE: the body of examples that leads to failure gives way to the one that leads to success (F8), and of two runs of
one task the one is shown that was followed by success (F7). Without these steps neither happens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall.items import chosen, reason, run, scored
from seasoned.errors import InputError
from seasoned.evolve.population import population, success_rates
from seasoned.evolve.revise import revise
from seasoned.lanes import lane_names, lane_of
from seasoned.memory import Memory
from seasoned.recall.select import top_k
from seasoned.recall.select.best_exemplar import best_exemplar
from seasoned.recall.select.by_channel import by_channel
from seasoned.system import System, no_evolution
from seasoned.systems.sice import sice
from seasoned.types import Operation, Status, Utility
from systems.played import memory, play

VAULT = "Open the vault in the cellar"
GUESS, COMBINATION = "guess the digits", "dial the combination"


def unlock(m: Memory, *, lucky: bool = False) -> bool:
    """Do what the example says; without one, what the lane happens to begin with. A guess works by luck alone."""
    with m.episode(VAULT, family="bank") as episode:
        hint = episode.recall()
        start = GUESS if lane_of(episode.id, 2) == "lane0" else COMBINATION
        plan = (GUESS if GUESS in hint.text else COMBINATION) if hint else start
        success = lucky or plan == COMBINATION
        episode.step(observation="the dial", action=plan)
        episode.finish(success=success)
    return success


def late_successes(system: System, rounds: int = 40) -> int:
    """Return how many of the last ten of `rounds` rounds succeed, after a beginning in which guessing had luck."""
    m = memory(system)
    for _ in range(4):
        unlock(m, lucky=True)
    results = []
    for _ in range(rounds):
        results.append(unlock(m))
        m.evolve()
    return sum(results[-10:])


def test_the_worse_body_of_examples_is_replaced_and_without_that_step_its_runs_go_on_failing() -> None:
    system = sice(k=1, lanes=2, seed=0)
    assert late_successes(system) == 10
    assert late_successes(system.but(evolve=no_evolution)) < 8


def test_of_two_runs_of_one_task_the_one_followed_by_success_is_shown_and_similarity_alone_cannot_tell() -> None:
    def shown(select: object, useful: str) -> str:
        m = memory(sice(k=1, lanes=1).but(select=select))  # type: ignore[typeddict-item]
        for plan in ("left door", "right door"):
            play(m, VAULT, [f"take the {plan}"])
        for _ in range(6):
            with m.episode(VAULT, family="world") as episode:
                body = episode.recall().items[0].body
                episode.finish(success=useful in body)
        return m.recall(VAULT, family="world").items[0].body

    full, blind = sice(k=1, lanes=1).select, by_channel(("keys",)) >> top_k(1)
    assert ["left" in shown(full, "left"), "right" in shown(full, "right")] == [True, True]
    assert shown(blind, "left") == shown(blind, "right")


def test_a_step_is_taken_once_per_doubling_and_spares_what_other_lanes_hold() -> None:
    m = memory(sice(lanes=2, seed=2))
    results = {"lane0": False, "lane1": True}
    while min(len(on(m, name)) for name in results) < 3 or max(len(on(m, name)) for name in results) < 4:
        play(m, VAULT, ["look around"])
    for _ in range(12):
        with m.episode(VAULT, family="world") as episode:
            episode.finish(success=results[lane_of(episode.id, 2)])
    both = on(m, "lane0") & on(m, "lane1")
    worse, better = on(m, "lane0") - both, on(m, "lane1") - both
    assert len(both) == 2
    rates = success_rates(m.store, 2, 6)
    assert rates["lane0"] < rates["lane1"]
    edits = m.evolve()
    assert {edit.target for edit in edits if edit.operation is Operation.RETIRE} == worse
    assert on(m, "lane0") == on(m, "lane1") == both | better
    assert m.evolve() == []
    assert all(item.status is Status.RETIRED for item in m.store.experiences(sorted(worse), statuses=None))


def on(m: Memory, lane: str) -> set[str]:
    """Return the ids that a lane holds."""
    return {item.id for item in m.store.experiences() if lane in item.tags}


def test_nothing_is_replaced_before_the_first_doubling_or_among_equals() -> None:
    m = memory(sice(lanes=2, seed=2))
    for _ in range(3):
        play(m, VAULT, ["look around"])
    assert m.evolve() == []
    for _ in range(8):
        play(m, VAULT, ["look around"])
    flat = population(lanes=2, first=4, recent=1)(m.store, 99.0)
    assert flat == []


def test_a_lane_is_told_its_own_and_all_begin_with_the_same() -> None:
    m = memory(sice(k=9, lanes=3, seed=1))
    for _ in range(12):
        play(m, VAULT, ["look around"])
    m.system = m.system.but(select=by_channel(("keys",)))
    for _ in range(3):
        with m.episode(VAULT, family="world") as episode:
            told = {item.id for item in episode.recall().items}
            assert told == on(m, lane_of(episode.id, 3))
    assert len(on(m, "lane0") & on(m, "lane1") & on(m, "lane2")) == 1


def test_under_way_the_run_is_nearest_in_which_the_same_was_seen() -> None:
    m = memory(sice(k=1, lanes=1))
    steps = {"gate": [("a rusty gate", "oil the hinge")], "river": [("a wide river", "build a raft")]}
    for name in steps:
        play(m, f"Cross the land of the {name}", steps[name])
    with m.episode("Cross the land", family="world") as episode:
        episode.recall()
        episode.step(observation="a field", action="walk")
        for seen, plan in (("the river is wide", "raft"), ("the gate is rusty", "hinge")):
            assert plan in episode.recall(observation=seen).items[0].body


def test_the_exemplar_value_decides_within_a_task_only() -> None:
    good, bad = Utility(exemplar_sum=3.0, exemplar_weight=4.0), Utility(exemplar_sum=1.0, exemplar_weight=4.0)
    items = [
        scored("a", 0.9, bad, when="x"),
        scored("b", 0.8, when="x"),
        scored("c", 0.7, good, when="x"),
        scored("d", 0.6, bad, when="y"),
    ]
    found = run(best_exemplar(), items)
    assert chosen(found) == ["c", "d"]
    assert "0.75" in reason(found, "a")
    assert chosen(run(best_exemplar(), items[:2])) == ["b"]
    with pytest.raises(InputError, match="untried"):
        run(best_exemplar(untried=2.0), items)


@given(st.text(max_size=20), st.integers(1, 9))
def test_a_run_has_one_lane_for_good(run_id: str, lanes: int) -> None:
    assert lane_of(run_id, lanes) == lane_of(run_id, lanes)
    assert lane_of(run_id, lanes) in lane_names(lanes)


def test_a_tag_that_only_looks_like_the_mark_of_a_step_is_left_alone() -> None:
    m = memory(sice(lanes=2, seed=2))
    play(m, VAULT, ["look around"])
    (item,) = m.store.experiences()
    edit = revise(item, Operation.EDIT, reason="a label", stage="test", now=9.0, tags=(*item.tags, "doubled up"))
    m.store.append(edit, at=9.0)
    (step,) = population(lanes=2, first=1)(m.store, 10.0)
    assert step.experience is not None
    assert {"doubled up", "doubled1"} < set(step.experience.tags)


def test_bad_knobs_are_refused() -> None:
    with pytest.raises(InputError, match="at least one lane"):
        lane_names(0)
    with pytest.raises(InputError, match="first >= 1"):
        population(first=0)(memory(sice()).store, 1.0)
