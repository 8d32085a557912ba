"""Steve-Evolving: a fault without an error message is forbidden next time, because the diagnosis names it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from llm.runs import answering
from seasoned import Memory, llm
from seasoned.learn.distill import guardrails
from seasoned.learn.distill.diagnosed import diagnosed_guardrails
from seasoned.payloads import Guardrail, read
from seasoned.protocols import Attempt
from seasoned.store import open_store
from seasoned.system import System, no_diagnosis
from seasoned.systems.steve_evolving import steve_evolving
from seasoned.types import Cause, Diagnosis, Kind, Outcome, Proposal, Span, Step, Task, Trajectory

WAYS = ("push the wall", "pull the lever")
LIMIT = 6


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def enter(m: Memory, room: int) -> bool:
    """Do what is on offer and not forbidden, the first of it. Pushing shows nothing new and is never refused."""
    with m.episode(f"Leave room {room}", family="vault") as episode:
        opened = False
        for _ in range(LIMIT):
            hint = episode.recall(observation="a wall and a lever", valid_actions=WAYS)
            forbidden = {read(one.payload, Guardrail).forbid for one in hint.items if one.kind is Kind.GUARDRAIL}
            way = next(way for way in WAYS if way not in forbidden)
            opened = way == "pull the lever"
            episode.step(observation="a wall and a lever", action=way, valid_actions=WAYS, reward=float(opened))
            if opened:
                break
        episode.finish(success=opened, observation="the door is open" if opened else "a wall and a lever")
    return opened


@pytest.mark.parametrize(("off", "learned"), [({}, True), ({"diagnose": no_diagnosis}, False)])
def test_what_a_diagnosis_names_is_not_done_a_third_time(off: dict[str, object], learned: bool) -> None:
    m = memory(steve_evolving().but(**off))  # type: ignore[typeddict-item]
    results = [enter(m, room) for room in range(5)]
    assert results == [False, False, *[learned] * 3]


def test_errors_and_rewards_alone_do_not_see_the_circle() -> None:
    m = memory(steve_evolving().but(distill=guardrails))
    assert not any(enter(m, room) for room in range(5))


def run(name: str, *actions: str, faults: Sequence[tuple[Cause, int, int]] = (), reward: float = 0.0) -> Attempt:
    steps = tuple(
        Step(index=at, observation="here", action=action, valid_actions=WAYS, reward=reward if at else 0.0)
        for at, action in enumerate(actions)
    )
    found = tuple(
        Diagnosis(
            trajectory_id=name,
            cause=cause,
            evidence=Span(trajectory_id=name, start=start, end=end, quote=actions[start]),
        )
        for cause, start, end in faults
    )
    trajectory = Trajectory(id=name, task=Task(id="t", text="Leave", family="vault"), steps=steps)
    return Attempt(trajectory, Outcome(trajectory_id=name, success=False), found)


def distilled(*attempts: Attempt) -> dict[str, Proposal]:
    with open_store(":memory:") as empty:
        return {str(one.payload["forbid"]): one for one in diagnosed_guardrails(attempts, empty)}


def test_an_action_is_blamed_once_per_run_and_every_run_that_took_it_is_a_try() -> None:
    push, pull = WAYS
    looped = run("a", push, push, push, faults=[(Cause.LOOP, 0, 3), (Cause.REPEATED_ERROR, 0, 2)])
    fine = run("b", push, pull)
    (one,) = distilled(looped, fine).values()
    payload = read(one.payload, Guardrail)
    assert (payload.forbid, payload.cause, payload.failures, payload.tries) == (push, Cause.LOOP, 1, 2)
    assert (one.evidence.support_count, one.evidence.contradict_count) == (1, 1)
    assert one.score == pytest.approx(2 / 4)


def test_the_cause_says_which_end_of_the_span_is_to_blame() -> None:
    push, pull = WAYS
    first = distilled(run("a", push, pull, faults=[(Cause.WRONG_ARGUMENT, 0, 2)]))
    last = distilled(run("a", push, pull, faults=[(Cause.PREMATURE_FINISH, 0, 2)]))
    whole = distilled(run("a", push, pull, faults=[(Cause.STAGNATION, 0, 2), (Cause.UNKNOWN, 0, 2)]))
    assert (list(first), list(last), list(whole)) == ([push], [pull], [])


def test_an_action_that_earned_something_later_in_the_run_is_not_to_blame() -> None:
    push, _ = WAYS
    assert distilled(run("a", push, push, push, faults=[(Cause.LOOP, 0, 2)], reward=1.0)) == {}


def test_a_model_forbids_what_it_quotes_and_the_count_stands_in_where_it_gives_no_answer() -> None:
    lesson = {
        "kind": "guardrail",
        "when": "standing before the wall",
        "body": "Do not push the wall.",
        "tags": ["wall"],
        "confidence": 0.9,
        "cites": [{"run": 1, "first_step": 0, "last_step": 0, "quote": "push the wall"}],
        "cause": "loop",
        "trigger": "nothing moves",
        "forbid": "push the wall",
    }
    model, asked = answering({"lessons": [lesson]})
    m = memory(steve_evolving(calls=llm.Calls(model)))
    assert m.system.needs_model
    assert [enter(m, room) for room in range(3)] == [False, False, True]
    assert asked
    broken, _ = answering("not an answer")
    m = memory(steve_evolving(calls=llm.Calls(broken, backoff=(), mends=0)))
    assert [enter(m, room) for room in range(3)] == [False, False, True]
