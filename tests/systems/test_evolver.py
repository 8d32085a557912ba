"""EvolveR: a principle earns its score by use, and only pruning by it lets a better one be seen."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seasoned import Memory
from seasoned.credit.principle import principle_score
from seasoned.errors import InputError
from seasoned.evolve.retire_below import retire_below
from seasoned.learn.distill import cases
from seasoned.learn.distill.successes import successes
from seasoned.store import open_store
from seasoned.system import System, no_evolution
from seasoned.systems.evolver import evolver
from seasoned.types import Kind, Status, Utility

TASK = "Cross the river at the old stone bridge"


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def crossings(system: System, rounds: int = 8) -> list[bool]:
    """Return which crossings succeed. Three ways that worked once are washed away, and read more like the task than
    the one that still works; the agent takes the first way that it is shown, and upkeep runs after every run. Only
    guiding principles are learned, so that no warning takes a place."""
    m = memory(system.but(distill=successes(cases)))
    for way in ("left", "right", "middle"):
        teach(m, f"{TASK} on the {way}", f"walk {way} lane")
    teach(m, "Cross the wide river by boat", "row the boat")
    won = []
    for _ in range(rounds):
        with m.episode(TASK, family="trip") as episode:
            ways = [item.body for item in episode.recall().items]
            action = ways[0].removeprefix("This worked: ") if ways else "wait"
            episode.step(observation="at the river", action=action)
            won.append(action == "row the boat")
            episode.finish(success=won[-1])
        m.evolve()
    return won


def teach(m: Memory, text: str, action: str) -> None:
    with m.episode(text, family="trip") as episode:
        episode.step(observation="at the river", action=action)
        episode.finish(success=True)


def test_pruning_by_earned_score_brings_up_the_principle_that_works_and_similarity_alone_never_does() -> None:
    assert crossings(evolver(k=3)) == [False, False, True, True, True, True, True, True]
    assert not any(crossings(evolver(k=3).but(evolve=no_evolution)))


def test_successes_give_guiding_and_failures_cautionary_principles() -> None:
    m = memory(evolver())
    teach(m, "Cross the river", "row the boat")
    with m.episode("Climb the tower", family="trip") as episode:
        episode.step(observation="a tower", action="climb the wall")
        episode.finish(success=False, score=0.5)
    assert sorted((one.kind, one.tags) for one in m.store.experiences()) == [
        (Kind.CASE, ("success",)),
        (Kind.INSIGHT, ("failure",)),
    ]


@given(st.integers(0, 20), st.integers(0, 20))
def test_the_score_is_laplaces_rule_over_undivided_uses(helped: int, hurt: int) -> None:
    score = principle_score(Utility(helped=helped, hurt=hurt))
    assert score == (helped + 1) / (helped + hurt + 2)
    assert principle_score(Utility(helped=helped + 1, hurt=hurt)) > score
    assert principle_score(Utility(helped=helped, hurt=hurt + 1)) < score


@pytest.mark.parametrize(
    ("outcomes", "retired"),
    [([], False), ([False], False), ([False, False], True), ([True, False, False, False], False)],
)
def test_a_principle_is_retired_below_three_tenths(outcomes: list[bool], retired: bool) -> None:
    # (0+1)/(1+2) = .33 stays, (0+1)/(2+2) = .25 goes, (1+1)/(4+2) = .33 stays
    m = memory(evolver())
    teach(m, TASK, "walk")
    (item,) = m.store.experiences()
    for n, success in enumerate(outcomes):
        with m.episode(TASK, family=f"trip {n}") as episode:
            assert item.id in {one.id for one in episode.recall().items}
            episode.finish(success=success)
    m.evolve()
    found = m.store.experience(item.id)
    assert found is not None
    assert (found.status is Status.RETIRED) == retired


def test_an_outcome_that_is_not_relied_on_moves_no_score() -> None:
    m = memory(evolver())
    teach(m, TASK, "walk")
    for n in range(3):
        with m.episode(TASK, family=f"trip {n}") as episode:
            episode.recall()
            episode.finish(success=False, confidence=0.2)
    assert m.evolve() == []


def test_the_agent_may_ask_again_in_its_own_words() -> None:
    m = memory(evolver())
    teach(m, "Cross the river", "row the boat")
    with m.episode("Reach the castle", family="trip") as episode:
        episode.step(observation="a river is in the way", action="look")
        assert not episode.recall()
        assert "row the boat" in episode.recall("how to cross the river").text


def test_a_score_outside_zero_and_one_is_refused() -> None:
    with open_store(":memory:") as store, pytest.raises(InputError, match="score in"):
        retire_below(1.5)(store, 1.0)


def test_with_a_model_principles_are_in_its_words() -> None:
    pytest.importorskip("pydantic_ai", reason="the extra llm is not installed: pip install 'seasoned[llm]'")
    from llm.runs import answering
    from seasoned import llm

    lesson = {
        "kind": "insight",
        "when": "water is in the way",
        "body": "Look for a boat.",
        "tags": [],
        "confidence": 0.9,
        "cites": [{"run": 1, "first_step": 0, "last_step": 0, "quote": "row the boat"}],
    }
    model, asked = answering({"lessons": [lesson]})
    m = memory(evolver(calls=llm.Calls(model)))
    teach(m, "Cross the river", "row the boat")
    (item,) = m.store.experiences()
    assert (item.when, item.body, len(asked)) == ("water is in the way", "Look for a boat.", 1)
