from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.made import cite, lesson, lessons
from llm.runs import answering
from recall.items import chosen, experience, run, scored, used
from recall.stores import filled
from seasoned import Memory
from seasoned.credit.branches import Branch, margin, sign
from seasoned.errors import InputError
from seasoned.evolve import prune
from seasoned.evolve.losing import losing
from seasoned.llm import Calls
from seasoned.payloads import Case, CaseStep, Pitfall, write
from seasoned.protocols import Store
from seasoned.recall.select import top_k
from seasoned.recall.select.priority import priority
from seasoned.system import System, no_distillation
from seasoned.systems.proactagent import proactagent
from seasoned.types import Cause, Experience, Kind, Status

RIDE = "Book a ride to the airport"


def memory(system: System, store: Store | None = None) -> Memory:
    ticks = itertools.count(2_000_000)
    return Memory(":memory:" if store is None else store, system=system, clock=lambda: float(next(ticks)))


def case(name: str, task: str, action: str) -> Experience:
    payload = Case(task, (CaseStep("", action),), success=True, score=1.0)
    return experience(name, task, f"This worked: {action}", Kind.CASE, payload=write(payload))


# -- one of each type -------------------------------------------------------------------------------------------------


def books_and_pays(system: System) -> bool:
    """Whether the agent is told both how to book, which many runs show, and what fails in paying, which one item says.

    Without the warning its card is refused, without a run it does not know the counter.
    """
    runs = [case(f"run {n}", f"{RIDE}, for guest {n}", "book at counter nine") for n in range(12)]
    trap = Pitfall("card refused", Cause.TOOL_ERROR, "pay", count=3)
    warning = experience("trap", "pay for the ride: card refused", "Pay in coins.", Kind.PITFALL, payload=write(trap))
    with memory(system, filled(*runs, warning)).episode(RIDE) as episode:
        hint = episode.recall()
    return "counter nine" in hint.text and "coins" in hint.text


def test_one_of_each_type_is_told_where_a_single_ranking_is_filled_by_the_commonest():
    assert books_and_pays(proactagent())
    assert not books_and_pays(proactagent().but(select=priority() >> top_k(5)))


def test_each_type_has_the_same_quota():
    m = memory(proactagent(each=2), filled(*(case(f"run {n}", f"{RIDE} {n}", "go") for n in range(5))))
    assert len(m.recall(RIDE).items) == 2


# -- priority ---------------------------------------------------------------------------------------------------------


def twins_told_apart(system: System) -> bool:
    def first(useful: str) -> str:
        m = memory(system.but(distill=no_distillation), filled(*(case(n, f"{RIDE} for {n}", "go") for n in "AB")))
        for n, twin in enumerate("ABABAB"):
            with m.episode(f"{RIDE} for {twin}", task_id=f"used {n}") as episode:
                (item,) = episode.recall().items
                episode.finish(success=item.id == useful)
        (item,) = m.recall(RIDE).items
        return item.id

    return [first("A"), first("B")] == ["A", "B"]


def test_of_equally_fitting_twins_the_one_that_took_part_in_successes_is_told_and_fit_alone_cannot_tell():
    assert twins_told_apart(proactagent(withhold=0.0))
    assert not twins_told_apart(proactagent(withhold=0.0, weight=0.0))


def test_priority_is_fit_plus_a_tenth_per_success_and_failures_take_nothing_away():
    ranked = run(priority(), [scored("near", 0.8), scored("tried", 0.6, used(3, 9)), scored("failed", 0.7, used(0, 9))])
    assert chosen(ranked) == ["tried", "near", "failed"]
    assert [item.score for item in ranked] == pytest.approx([0.9, 0.8, 0.7])
    with pytest.raises(InputError, match="weight >= 0"):
        run(priority(-0.1), [])


# -- paired branches --------------------------------------------------------------------------------------------------


def branch(m: Memory, number: int, text: str, success: bool, *, told: bool, steps: int = 2) -> None:
    with m.episode(text, group=f"pair {number}") as episode:
        if told:
            assert len(episode.recall().items) == 1
        for _ in range(steps):
            episode.step(action="go")
        episode.finish(success=success)


def keeps_what_helps(system: System) -> bool:
    """Whether upkeep takes out what harms on easy tasks, and keeps what helps on hard ones.

    With the first 3 of 6 runs succeed, without it all; with the second 2 of 6, without it none.
    """
    easy, hard = case("easy", "Count the spoons", "guess"), case("hard", RIDE, "book at counter nine")
    m = memory(system.but(distill=no_distillation), filled(easy, hard))
    for n in range(6):
        for item, with_it, without in ((easy, n < 3, True), (hard, n < 2, False)):
            branch(m, n, item.when, with_it, told=True)
            branch(m, n, item.when, without, told=False)
    m.evolve()
    assert m.evolve() == [], "upkeep is settled after one round"
    states = {item.id: item.status for item in m.store.experiences(statuses=None)}
    return (states["easy"], states["hard"]) == (Status.SHADOW, Status.ACTIVE)


def test_paired_branches_find_what_harms_and_success_rates_find_the_opposite():
    assert keeps_what_helps(proactagent(withhold=0.0))
    assert not keeps_what_helps(proactagent(withhold=0.0).but(evolve=prune()))


def test_an_item_falls_after_three_decided_pairs_and_ties_decide_nothing():
    m = memory(proactagent(withhold=0.0).but(distill=no_distillation), filled(case("slow", RIDE, "walk")))
    for n in range(2):
        branch(m, n, RIDE, True, told=True, steps=6)
        branch(m, n, RIDE, True, told=False, steps=3)
    branch(m, 2, RIDE, True, told=True)
    branch(m, 2, RIDE, True, told=False)
    assert m.evolve() == []
    branch(m, 3, RIDE, True, told=True, steps=6)
    branch(m, 3, RIDE, True, told=False, steps=3)
    (edit,) = m.evolve()
    assert (edit.target, edit.before, edit.reason) == ("slow", -1.0, "lost 3 of 3 paired branches")
    with pytest.raises(InputError, match="least >= 1"):
        losing(least=0)(m.store, 0.0)


def test_margins_are_those_computed_by_hand():
    # (1 - -1) + .1·(20 - 10)/20 = 2.05; (.5 - .5) + .1·(0 - 3)/1 = -.3
    assert margin(Branch(1.0, 10), Branch(-1.0, 20)) == pytest.approx(2.05)
    assert margin(Branch(0.5, 3), Branch(0.5, 0)) == pytest.approx(-0.3)
    assert [sign(2.05), sign(-0.3), sign(0.0)] == [1, -1, 0]
    with pytest.raises(InputError, match="reward"):
        Branch(1.5, 1)
    with pytest.raises(InputError, match="tempo"):
        margin(Branch(0.0, 1), Branch(0.0, 1), -1.0)


@given(st.floats(-1, 1), st.floats(-1, 1), st.integers(1, 99))
def test_with_equal_lengths_exchanging_the_branches_turns_the_margin_round(one: float, other: float, steps: int):
    assert margin(Branch(one, steps), Branch(other, steps)) == -margin(Branch(other, steps), Branch(one, steps))


# -- the whole --------------------------------------------------------------------------------------------------------


def test_it_asks_at_the_start_after_an_error_when_nothing_moves_and_when_the_agent_asks():
    m = memory(proactagent())
    with m.episode(RIDE) as episode:
        asked = [bool(episode.recall().usage_id)]
        for error in (None, "no such counter", None, None):
            episode.step(action="go", error=error)
            asked.append(bool(episode.recall().usage_id))
        assert episode.recall("how are rides paid").usage_id
    # The third step without a reward is the first stagnation.
    assert asked == [True, False, True, True, False]


def test_skills_of_a_model_stand_beside_the_episodes():
    made = lesson(
        "book at nine", when="a ride is needed", body="Counter nine sells rides.", cites=[cite("book at nine")]
    )
    model, _ = answering(lessons(made))
    m = memory(proactagent(calls=Calls(model)))
    with m.episode(RIDE) as episode:
        episode.step(action="look around")
        episode.step(action="book at nine")
        episode.finish(success=True)
    assert sorted(item.kind for item in m.store.experiences()) == [Kind.CASE, Kind.INSIGHT]


def test_an_ordinary_stream_runs_and_is_advised_from_its_second_episode_on():
    m = memory(proactagent())
    told = []
    for n in range(3):
        with m.episode(f"{RIDE} {n}", family="travel") as episode:
            told.append(bool(episode.recall()))
            episode.step(observation="The counter is in the hall.", action="go to counter")
            episode.recall(observation="at the counter")
            episode.step(observation="at the counter", action="book", error="closed" if n == 1 else None)
            episode.finish(success=n != 1)
        assert m.evolve() == []
    assert told == [False, True, True]
