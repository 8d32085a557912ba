"""Memento: negative examples keep an agent from repeating a failed plan; successes alone cannot."""

from __future__ import annotations

import itertools
import re

import pytest

from seasoned.errors import InputError
from seasoned.learn.distill.each_run import each_run
from seasoned.learn.distill.successes import successes
from seasoned.memory import Memory
from seasoned.recall.endings import TITLES, by_ending
from seasoned.recall.tokens import tokens_in
from seasoned.system import System
from seasoned.systems.memento import memento
from seasoned.types import Experience, Hint, Kind, Query

PLANS = ("open the valve", "turn the crank", "press the lever", "pull the chain")
MACHINES = {"pump": 3, "mill": 2, "crane": 3, "press": 1}
"""Which plan works on which machine. None of them works at once with the first."""


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def told(block: str) -> list[str]:
    """Return the plans of those cases of a block that are of the very task: their situation is not repeated."""
    runs = [text for text in re.split(r"\n(?=\d\. )", block) if re.match(r"\d\. run:\n", text)]
    return [plan for plan in PLANS if any(plan in text for text in runs)]


def follow(hint: Hint) -> str:
    """Do what worked; else the first plan that is not known to fail."""
    positive, _, negative = hint.text.partition(TITLES[False])
    failed = told(negative)
    worked = told(positive) if TITLES[True] in positive else []
    return (worked or [plan for plan in PLANS if plan not in failed])[0]


def play(m: Memory, machine: str) -> bool:
    with m.episode(f"Start the {machine} in hall seven", family="plant") as episode:
        plan = follow(episode.recall())
        works = PLANS[MACHINES[machine]] == plan
        episode.step(observation=f"the {machine} stands still", action=plan)
        episode.finish(success=works, score=float(works))
    return works


def started(system: System, rounds: int = 5) -> list[str]:
    """Return the machines that run in the last of `rounds` rounds."""
    m = memory(system)
    for _ in range(rounds):
        last = [machine for machine in MACHINES if play(m, machine)]
    return last


def test_failed_plans_are_shown_as_such_and_not_repeated_and_without_them_the_agent_is_stuck() -> None:
    # A plan that failed is known after one try, so four plans take at most three failures.
    assert started(memento()) == list(MACHINES)
    assert started(memento().but(distill=successes(each_run))) == []


def test_every_run_is_retained_and_the_most_similar_are_shown_in_two_blocks() -> None:
    m = memory(memento(k=3))
    for machine in ("pump", "pump", "crane"):
        for plan, works in ((PLANS[0], False), (PLANS[3], True)):
            with m.episode(f"Start the {machine} in hall seven", family="plant") as episode:
                episode.step(observation="it stands still", action=plan)
                episode.finish(success=works, score=float(works))
    assert m.stats().kinds == {Kind.CASE: 3, Kind.INSIGHT: 3}
    hint = m.recall("Start the pump in hall seven", family="plant")
    assert len(hint.items) == 3
    positive, negative = hint.text.index(TITLES[True]), hint.text.index(TITLES[False])
    assert positive < negative
    assert all(hint.text.index(PLANS[3]) < negative < at.start() for at in re.finditer(PLANS[0], hint.text))


def test_a_run_that_repeats_what_it_was_shown_is_retained_like_any_other() -> None:
    m = memory(memento())
    for success in (False, False, True, True, False):
        with m.episode("Start the pump in hall seven", family="plant") as episode:
            episode.recall()
            for action in ("open the long valve of the lower tank", "turn the crank of the pump three times"):
                episode.step(observation="it stands still", action=action)
            learned = episode.finish(success=success, score=float(success))
        assert learned.verdicts == {"stored": 1}
    assert m.stats().experiences == 5


def case(name: str, success: bool | None, body: str = "did it") -> Experience:
    return Experience(
        id=name, kind=Kind.CASE, key=name, when=f"task {name}", body=body, payload={"success": success, "task": name}
    )


def test_a_heading_stands_only_over_cases_and_the_budget_holds() -> None:
    items = [case("a", False), case("b", True, "long " * 200), case("c", None), case("d", True)]
    for budget in (60, 100, 200, 1000):
        hint = by_ending(budget=budget)(Query(text="t"), items)
        assert tokens_in(hint.text) == hint.tokens <= budget
        endings = {item.payload["success"] for item in hint.items}
        assert {ending for ending, title in TITLES.items() if title in hint.text} == endings
    assert [item.id for item in by_ending(budget=1000)(Query(text="t"), items).items] == ["b", "d", "a", "c"]
    assert not by_ending(budget=0)(Query(text="t"), items)
    with pytest.raises(InputError, match="budget >= 0"):
        by_ending(budget=-1)(Query(text="t"), items)


def test_a_run_whose_ending_only_a_model_tells_is_kept_under_its_verdict() -> None:
    pytest.importorskip("pydantic_ai", reason="the extra llm is not installed: pip install 'seasoned[llm]'")
    from llm.runs import SUCCESS, answering
    from seasoned import llm

    model, asked = answering({**SUCCESS, "verdict": "failure", "score": 0.0, "reason": "it did not start"})
    system = memento(calls=llm.Calls(model))
    assert system.needs_model
    assert not memento().needs_model
    m = memory(system)
    with m.episode("Start the pump in hall seven", family="plant") as episode:
        episode.step(observation="it stands still", action=PLANS[0])
    assert len(asked) == 1
    hint = m.recall("Start the pump in hall seven", family="plant")
    assert TITLES[False] in hint.text
    assert PLANS[0] in hint.text.partition(TITLES[False])[2]
    # Without a model nobody knows how the run ended, and it is not shown.
    silent = memory(memento())
    with silent.episode("Start the pump in hall seven", family="plant") as episode:
        episode.step(observation="it stands still", action=PLANS[0])
    assert not silent.recall("Start the pump in hall seven", family="plant")
