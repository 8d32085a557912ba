"""SAGE: the plan made from a failed attempt makes the next one at the same task succeed; no other task gets it."""

from __future__ import annotations

import itertools
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seasoned import Memory
from seasoned.learn.distill.case import whole_runs
from seasoned.learn.distill.plans import abstracted
from seasoned.learn.merge_plans import merge_plans
from seasoned.payloads import Case, TaskPlan, read
from seasoned.protocols import Attempt
from seasoned.recall.search import dense
from seasoned.recall.search.same_task import same_task
from seasoned.stage import DistillStage
from seasoned.store import open_store
from seasoned.system import System, no_distillation
from seasoned.systems.sage import sage
from seasoned.types import Cause, Diagnosis, Hint, Kind, Outcome, Query, Span, Step, Task, ToolCall, Trajectory

DIALS, BUDGET = "abcd", 9
"""A safe has one dial per stage; the agent may turn so often in one attempt."""


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def attempt(m: Memory, name: str, code: str) -> tuple[bool, Hint]:
    """Open a safe within the budget: first the steps of the plan, then whatever it does not warn of, in order. A raw
    run is repeated as it was."""
    with m.episode(f"Open safe {name}", family="safes", task_id=name) as episode:
        hint = episode.recall()
        plan = next((read(item.payload, TaskPlan) for item in hint.items if item.kind is Kind.PLAN), TaskPlan())
        raw = [step.action for item in hint.items if item.kind is Kind.CASE for step in read(item.payload, Case).steps]
        done = 0
        for at in range(BUDGET):
            turns = [f"stage {done} turn {dial}" for dial in DIALS]
            known = next((turn for turn in turns if turn in plan.steps), None)
            tried = {step.action for step in episode.steps} | set(plan.sections.get("avoid", {}))
            action = known or (raw[at] if at < len(raw) else next(turn for turn in turns if turn not in tried))
            right = action[-1] == code[done]
            episode.step(observation=f"stage {done}", action=action, error=None if right else "it does not turn")
            done += right
            if done == len(code):
                break
        episode.finish(success=done == len(code))
    return done == len(code), hint


def safes(count: int, seed: int = 5) -> dict[str, str]:
    rng = Random(seed)
    return {f"number {n}": "".join(rng.choices(DIALS[2:], k=4)) for n in range(count)}


def solved(system: System, attempts: int) -> list[int]:
    """Return how many of six safes are open after each round of attempts; every safe starts anew in each."""
    m, codes = memory(system), safes(6)
    return [sum(attempt(m, name, code)[0] for name, code in codes.items()) for _ in range(attempts)]


def test_the_second_attempt_succeeds_with_the_plan_of_the_first_and_fails_the_same_way_without_it() -> None:
    assert solved(sage(), 2) == [0, 6]
    assert solved(sage().but(distill=no_distillation), 2) == [0, 0]


def test_it_is_the_abstraction_that_helps_and_not_the_run_itself() -> None:
    raw = sage().but(distill=DistillStage.of(whole_runs), search=same_task(kinds=(Kind.CASE,)))
    assert solved(raw, 2) == [0, 0]
    assert solved(sage(), 2) == [0, 6]


def test_a_plan_is_for_its_own_task_only_and_a_memory_of_all_plans_misleads() -> None:
    def told(system: System) -> tuple[bool, bool]:
        m = memory(system)
        first, second = list(safes(2).items())
        attempt(m, *first)
        return bool(attempt(m, *second)[1]), bool(attempt(m, *first)[1])

    assert told(sage()) == (False, True)
    assert told(sage().but(search=dense(kinds=(Kind.PLAN,)))) == (True, True)


# -- the plan of one attempt ------------------------------------------------------------------------------------------


def call(at: int, error: str | None = None, **arguments: str) -> Step:
    tool = ToolCall(name="refund", arguments=arguments, error=error, result=None if error else "refunded")
    return Step(index=at, observation="an order", tool=tool)


def run(*steps: Step) -> Trajectory:
    return Trajectory(id="r", task=Task(id="t", text="Refund the order"), steps=steps)


def test_what_failed_is_avoided_and_what_repaired_it_stands_instead() -> None:
    tried = run(call(0, "unknown order", order="W1", to="card"), call(1, order="#W1", to="card"))
    plan = abstracted(Attempt(tried, None))
    wrong, right = "refund(order=W1, to=card)", "refund(order=#W1, to=card)"
    assert plan.steps == (right,)
    assert plan.sections == {"avoid": {wrong: "unknown order"}, "instead": {wrong: right}}
    assert not plan.success


def test_a_fault_that_blames_an_action_takes_it_out_of_the_steps_and_one_of_the_whole_run_does_not() -> None:
    steps = tuple(Step(index=at, observation=f"room {at}", action=f"go door {at}") for at in range(2))

    def planned(cause: Cause) -> TaskPlan:
        span = Span(trajectory_id="r", start=1, end=2, quote="room 1")
        fault = Diagnosis(trajectory_id="r", cause=cause, evidence=span)
        return abstracted(Attempt(run(*steps), Outcome(trajectory_id="r", success=False), (fault,)))

    assert planned(Cause.UNKNOWN).steps == ("go door 0",)
    assert planned(Cause.UNKNOWN).sections == {"avoid": {"go door 1": "room 1"}}
    assert planned(Cause.BUDGET_EXHAUSTED).steps == ("go door 0", "go door 1")


# -- the law of merging -----------------------------------------------------------------------------------------------

words = st.sampled_from(["p", "q", "r"])
notes = st.dictionaries(st.sampled_from(["avoid", "instead"]), st.dictionaries(words, words, max_size=3), max_size=2)
task_plans = st.builds(TaskPlan, words, st.lists(words, max_size=3).map(tuple), notes, st.just(""), st.booleans())


@given(task_plans, task_plans)
def test_no_note_is_lost_but_what_a_success_did_after_all(one: TaskPlan, two: TaskPlan) -> None:
    merged = merge_plans(one, two)
    for name in ("avoid", "instead"):
        both = {**one.sections.get(name, {}), **two.sections.get(name, {})}
        allowed = {*merged.steps} if merged.success and name == "avoid" else set()
        assert dict(merged.sections.get(name, {})) == {key: text for key, text in both.items() if key not in allowed}
    assert merged.success == (one.success or two.success)
    assert merged.steps == (one.steps if one.success and not two.success else two.steps)
    assert merged.runs == 2


def test_a_later_failure_does_not_displace_the_steps_of_a_success() -> None:
    good = TaskPlan(steps=("lift",), success=True)
    bad = TaskPlan(steps=("kick",), sections={"avoid": {"kick": "it is ruined", "lift": "too heavy"}})
    merged = merge_plans(good, bad)
    assert (merged.steps, merged.sections) == (("lift",), {"avoid": {"kick": "it is ruined"}})


# -- the search -------------------------------------------------------------------------------------------------------


def test_without_a_task_id_there_is_no_same_task() -> None:
    with open_store(":memory:") as store:
        assert sage().search(Query(text="Open safe"), store) == []


# -- the model form ---------------------------------------------------------------------------------------------------


def test_with_a_model_the_plan_is_in_its_words_and_the_rules_step_in_where_it_fails() -> None:
    pytest.importorskip("pydantic_ai", reason="the extra llm is not installed: pip install 'seasoned[llm]'")
    from llm.runs import answering
    from seasoned import llm

    answer = {"summary": "Every dial has one place.", "facts": [], "plan": ["Try the last dials first."]}
    model, _ = answering(answer, "{")
    m = memory(sage(calls=llm.Calls(model)))
    for name in ("one", "two"):
        assert not attempt(m, name, "dddd")[1]
    by_model, by_rule = (attempt(m, name, "dddd")[1].text for name in ("one", "two"))
    assert "Every dial has one place.\n1. Try the last dials first." in by_model
    assert "Avoid:\n- stage 0 turn a\nit does not turn" in by_rule
