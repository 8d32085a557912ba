"""MUSE: a short outline shows all there is, a body is read by its id; verified successes only, one per key."""

from __future__ import annotations

import itertools
import re

import pytest

from seasoned import Memory
from seasoned.learn.distill.plans import plans
from seasoned.learn.distill.procedures import procedures
from seasoned.protocols import Attempt
from seasoned.recall.compose import render
from seasoned.recall.search.by_id import by_id
from seasoned.system import System
from seasoned.systems.muse import muse
from seasoned.types import Kind, Outcome, OutcomeSource, Query, Step, Task, Trajectory

JOBS = ("invoice", "payroll", "visa", "lease", "audit", "claim", "tender", "patent", "budget", "survey")
BUDGET = 450
"""Tokens a hint may have at the start."""


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def steps_of(job: str) -> list[str]:
    return [f"{job}{n} cabinet {n * 37 % 11} folder {n * 53 % 17}" for n in range(12)]


def taught(system: System) -> Memory:
    m = memory(system)
    for job in JOBS:
        with m.episode(f"Do the {job} of Ada", family="office") as episode:
            for step in steps_of(job):
                episode.step(observation="at the desk", action=step)
            episode.finish(success=True)
    return m


def done(m: Memory, job: str, asks: bool = True) -> bool:
    """Do a job from what the hints say alone: read the outline, ask for the body that is about the job, follow it."""
    with m.episode(f"Do the {job} of Bob", family="office") as episode:
        text = episode.recall().text
        found = re.search(rf"the {job} of .*\(([\w-]+)\)", text)
        if asks and found:
            text += episode.recall(f"read {found.group(1)}").text
        return all(step in text for step in steps_of(job))


def test_every_procedure_can_be_followed_after_a_short_outline_and_not_when_all_bodies_share_the_budget() -> None:
    m = taught(muse(index=BUDGET))
    outline = m.episode("Do the lease of Bob", family="office").recall()
    assert outline.tokens <= BUDGET
    assert len(outline.items) == len(JOBS)
    assert [done(m, job) for job in JOBS] == [True] * len(JOBS)
    assert not any(done(m, job, asks=False) for job in JOBS)
    whole = taught(muse().but(compose=render(budget=BUDGET)))
    assert not any(done(whole, job) for job in JOBS)


def attempt(m: Memory, *, mends: bool, source: str = "environment", sent: str = "the letter is sent") -> None:
    with m.episode("Send a letter to Ada", family="office") as episode:
        if mends:
            episode.step(observation="a letter", action="stamp letter twice", error="one stamp only")
        episode.step(observation="a letter", action="stamp letter once")
        episode.step(observation="a stamped letter", action="post letter" if mends else "post letter abroad")
        episode.finish(success=True, source=source, observation=sent)


def test_a_second_success_updates_the_procedure_by_key_and_keeps_what_only_the_first_knew() -> None:
    m = memory(muse())
    attempt(m, mends=True)
    attempt(m, mends=False, sent="it went by air")
    (item,) = m.store.experiences(kinds=(Kind.PLAN,))
    assert item.payload["steps"] == ["stamp letter once", "post letter abroad"]
    assert item.payload["sections"]["instead"] == {"stamp letter twice": "stamp letter once"}
    assert item.payload["sections"]["done when"]["post _"] == "it went by air"
    assert item.payload["runs"] == 2


def test_a_procedure_needs_a_verified_success() -> None:
    m = memory(muse())
    attempt(m, mends=False, source="self")
    assert m.stats().kinds.get("plan", 0) == 0
    attempt(m, mends=False, source="judge")
    assert m.stats().kinds["plan"] == 1


def test_the_outline_names_no_procedure_of_a_failure_and_a_memory_of_any_run_does() -> None:
    def listed(system: System) -> list[Kind]:
        m = memory(system)
        with m.episode("Send a letter to Ada", family="office") as episode:
            episode.step(observation="a letter", action="stamp letter once")
            episode.step(observation="a letter", action="burn letter")
            episode.finish(success=False)
        return [item.kind for item in m.episode("Send a letter to Bob", family="office").recall().items]

    assert listed(muse()) == [Kind.INSIGHT]
    assert listed(muse().but(distill=plans())) == [Kind.PLAN]


def test_a_tools_note_stands_beside_its_result_and_nowhere_else() -> None:
    m = memory(muse())
    for _ in range(2):
        with m.episode("Pay the bill of Ada", family="office") as episode:
            start = episode.recall()
            episode.step(observation="a pile", tool="find", arguments={"bill": "7"}, result="bill 7")
            episode.step(observation="a bill", tool="pay", arguments={"bill": "7"}, error="needs an account")
            episode.step(observation="a bill", tool="pay", arguments={"bill": "7", "account": "A1"}, result="paid")
            beside = episode.recall(site="tool_result")
            assert not episode.recall()
            episode.finish(success=True)
    assert [item.kind for item in start.items] == [Kind.PLAN]
    assert [item.kind for item in beside.items] == [Kind.TOOL_NOTE]
    assert "needs an account" in beside.text


def test_patterns_are_capped_at_ten() -> None:
    m = memory(muse())
    for n in range(12):
        with m.episode(f"Send letter {n}", family="office") as episode:
            episode.step(observation="a letter", action=f"burn letter {n}")
            episode.finish(success=False)
    assert len(m.store.experiences(kinds=(Kind.INSIGHT,))) == 10


def test_only_ids_in_the_agents_own_words_are_looked_up() -> None:
    m = taught(muse())
    one, two, *_ = [item.id for item in m.store.experiences(kinds=(Kind.PLAN,))]
    asked = Query(text=f"show me ({two}), then {one} and no-such-id", asked=True)
    assert [found.id for found in by_id()(asked, m.store)] == [two, one]
    assert by_id()(Query(text=f"show me {one}"), m.store) == []


def test_a_single_step_is_no_procedure() -> None:
    run = Trajectory(id="r", task=Task(id="t", text="Post it"), steps=(Step(index=0, action="post letter"),))
    won = Outcome(trajectory_id="r", success=True, source=OutcomeSource.ENVIRONMENT)
    assert list(procedures()((Attempt(run, won),), memory(muse()).store)) == []


def test_with_a_model_the_procedure_is_in_its_words_under_the_same_key() -> None:
    pytest.importorskip("pydantic_ai", reason="the extra llm is not installed: pip install 'seasoned[llm]'")
    from llm.runs import answering
    from seasoned import llm

    model, _ = answering({"summary": "Letters go by post.", "facts": [], "plan": ["Stamp it once.", "Post it."]})
    m = memory(muse(calls=llm.Calls(model)))
    attempt(m, mends=False)
    attempt(m, mends=False)
    (item,) = m.store.experiences(kinds=(Kind.PLAN,))
    assert (item.body, item.version) == ("Letters go by post.\n1. Stamp it once.\n2. Post it.", 2)
