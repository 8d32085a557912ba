"""ReasoningBank: what a failure teaches is worth keeping, and it is found by the task, a whole record at a time."""

from __future__ import annotations

import itertools
from random import Random

import pytest

from seasoned import Memory
from seasoned.errors import InputError
from seasoned.learn.distill import cases
from seasoned.learn.distill.lessons import failure_lessons
from seasoned.learn.distill.records import RECORD, records
from seasoned.protocols import Attempt, Scored
from seasoned.recall.select.top_groups import top_groups
from seasoned.store import open_store
from seasoned.system import System, no_distillation
from seasoned.systems.reasoningbank import reasoningbank
from seasoned.types import (
    Candidate,
    Cause,
    Diagnosis,
    Experience,
    Hint,
    Kind,
    Outcome,
    OutcomeSource,
    Proposal,
    Query,
    Span,
    Step,
    Task,
    Trajectory,
    Utility,
)

DOORS = {
    "oak door of the old barn": ("kick", "lift"),
    "iron gate at the castle wall": ("melt", "turn"),
    "glass pane over the rose garden": ("press", "slide"),
    "stone slab before the royal tomb": ("drill", "roll"),
}
"""What is to be opened → what ruins it, and what opens it. The agent thinks of the ruinous one first."""


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def decide(hint: Hint, verbs: tuple[str, ...]) -> str:
    """Do what a case did; else the first idea that no lesson warns of."""
    cases = "".join(item.body for item in hint.items if item.kind is Kind.CASE)
    lessons = "".join(item.body for item in hint.items if item.kind is Kind.INSIGHT)
    return next((verb for verb in verbs if verb in cases), next(verb for verb in verbs if verb not in lessons))


def opened(system: System, rounds: int = 4, seed: int = 3) -> list[float]:
    """Return the share of doors opened in each round; every round has one new task per door, in random order."""
    m, rng, shares = memory(system), Random(seed), []
    for number in range(rounds):
        won = 0
        for door in rng.sample(sorted(DOORS), len(DOORS)):
            with m.episode(f"Open the {door} on visit {number}", family="doors") as episode:
                verb = decide(episode.recall(), DOORS[door])
                episode.step(observation="it is shut", action=f"{verb} the {door}")
                success = verb == DOORS[door][1]
                won += success
                episode.finish(success=success, observation="it opens" if success else "it is ruined")
        shares.append(won / len(DOORS))
    return shares


def test_one_failure_per_kind_of_task_is_enough_and_without_failure_lessons_it_recurs_for_ever() -> None:
    assert opened(reasoningbank()) == [0.0, 1.0, 1.0, 1.0]
    assert opened(reasoningbank().but(distill=records(cases))) == [0.0, 0.0, 0.0, 0.0]


def test_a_record_is_found_by_its_task_and_not_by_its_advice() -> None:
    m = memory(reasoningbank())
    for text, action in (("Open the oak door", "lift it gently"), ("Water the rose garden", "open the oak tap")):
        with m.episode(text, family="house") as episode:
            episode.step(observation="there", action=action)
            episode.finish(success=True)
    (item,) = m.recall("Open the oak gate", family="house").items
    assert item.when == "Open the oak door"
    assert {one.when for one in m.store.experiences()} == {"Open the oak door", "Water the rose garden"}


def test_records_of_equal_tasks_are_appended_and_the_newest_is_taken() -> None:
    m = memory(reasoningbank())
    for action in ("kick it", "lift it"):
        with m.episode("Open the oak door", family="house") as episode:
            episode.step(observation="there", action=action)
            episode.finish(success=True)
    assert m.stats().kinds == {"case": 2}
    (item,) = m.recall("Open the oak door", family="house").items
    assert "lift it" in item.body


def test_runs_of_one_task_learned_together_give_one_record_with_their_contrast() -> None:
    def run(name: str, *actions: str) -> Trajectory:
        steps = tuple(Step(index=at, observation=f"room {at}", action=one) for at, one in enumerate(actions))
        return Trajectory(id=name, task=Task(id="t", text="Find the key", family="house"), steps=steps)

    won, lost = run("won", "enter hall", "lift mat"), run("lost", "enter hall", "break vase")
    outcomes = [(one, Outcome(trajectory_id=one.id, success=one is won)) for one in (won, lost)]
    together, apart = memory(reasoningbank()), memory(reasoningbank())
    together.learn(outcomes)
    for outcome in outcomes:
        apart.learn([outcome])
    assert [item.kind for item in together.recall("Find the key").items] == [Kind.INSIGHT, Kind.CASE]
    assert len({one.payload[RECORD] for one in together.store.experiences()}) == 1
    assert "lift mat" in together.store.experiences(kinds=(Kind.INSIGHT,))[0].body
    assert len({one.payload[RECORD] for one in apart.store.experiences()}) == 2


# -- failure lessons --------------------------------------------------------------------------------------------------


def failure(faults: int, source: OutcomeSource = OutcomeSource.ENVIRONMENT) -> Attempt:
    steps = tuple(Step(index=at, observation=f"room {at}", action=f"open door {at}") for at in range(faults))
    run = Trajectory(id="r", task=Task(id="t", text="Find the key", family="house"), steps=steps)
    found = tuple(
        Diagnosis(
            trajectory_id="r",
            cause=Cause.LOOP if at % 2 else Cause.TOOL_ERROR,
            evidence=Span(trajectory_id="r", start=at, end=at + 1, quote=f"room {at}"),
        )
        for at in range(faults)
    )
    return Attempt(run, Outcome(trajectory_id="r", success=False, source=source), found)


def test_a_lesson_has_a_title_the_task_as_its_situation_and_what_the_fault_showed() -> None:
    with open_store(":memory:") as store:
        made = list(failure_lessons((failure(2),), store))[1]
    assert (made.kind, made.when, made.tags) == (Kind.INSIGHT, "Find the key", ("failure",))
    assert made.body == "Avoid (tool error):\nopen door 0\nroom 0\nroom 1"


def test_a_failure_gives_at_most_three_lessons_the_last_faults_first_and_a_self_reported_one_none() -> None:
    with open_store(":memory:") as store:
        bodies = [lesson.body.splitlines()[1] for lesson in failure_lessons((failure(5),), store)]
        unverified = list(failure_lessons((failure(5, OutcomeSource.SELF),), store))
    assert bodies == ["open door 4", "open door 3", "open door 2"]
    assert unverified == []


# -- records ----------------------------------------------------------------------------------------------------------


def named(*bodies: str, kind: Kind = Kind.INSIGHT) -> list[Proposal]:
    return [Proposal(kind=kind, key=body, when="advice", body=body, payload={"count": 1}) for body in bodies]


def attempts(*names: str) -> list[Attempt]:
    task = Task(id="t", text="Find the key", family="house")
    return [Attempt(Trajectory(id=name, task=task, steps=()), None) for name in names]


def test_a_record_holds_three_lessons_of_one_run_and_five_of_several() -> None:
    alone = lambda _, __: named("a", "a", "b", "c", "d", "e", "f")  # noqa: E731
    with open_store(":memory:") as store:
        single = list(records(alone, alone)(attempts("one"), store))
        several = list(records(alone, alone)(attempts("one", "two"), store))
        apart = list(records(alone, no_distillation)(attempts("one", "two"), store))
    assert [one.body for one in single] == ["a", "b", "c"]
    assert [one.body for one in several] == ["a", "b", "c", "d", "e"]
    assert {one.when for one in (*single, *several, *apart)} == {"Find the key"}
    groups = [{one.payload[RECORD] for one in found} for found in (single, several, apart)]
    assert [len(group) for group in groups] == [1, 1, 2]
    assert len({one.key for one in apart}) == 6


def test_what_would_wait_for_a_second_run_is_kept_as_an_insight() -> None:
    with open_store(":memory:") as store:
        (made,) = records(lambda _, __: named("a", kind=Kind.PITFALL))(attempts("one"), store)
    assert (made.kind, list(made.payload)) == (Kind.INSIGHT, [RECORD])


def scored(name: str, score: float, group: str, made: float = 1.0) -> Scored:
    payload = {RECORD: group} if group else {}
    item = Experience(id=name, kind=Kind.INSIGHT, key=name, when="w", body="b", payload=payload, valid_from=made)
    return Scored(Candidate(name), item, Utility(), score)


def test_the_best_groups_are_kept_whole() -> None:
    items = [
        scored("a1", 0.9, "a"),
        scored("b1", 0.8, "b"),
        scored("c", 0.7, ""),
        scored("a2", 0.1, "a"),
        scored("b2", 0.0, "b"),
    ]

    def kept(k: int) -> list[str]:
        found = top_groups(k)(Query(text="q"), items, Random(0), 1.0)
        assert len(found) == len(items)
        return [item.candidate.id for item in found if item.chosen]

    assert [kept(k) for k in range(4)] == [[], ["a1", "a2"], ["a1", "b1", "a2", "b2"], ["a1", "b1", "c", "a2", "b2"]]


def test_of_equally_good_groups_the_newest_is_kept() -> None:
    items = [scored("old", 0.5, "a", made=1.0), scored("new", 0.5 + 1e-9, "b", made=2.0)]
    for order in (items, items[::-1]):
        chosen = [item for item in top_groups()(Query(text="q"), order, Random(0), 3.0) if item.chosen]
        assert [item.candidate.id for item in chosen] == ["new"]


def test_senseless_limits_are_refused() -> None:
    with pytest.raises(InputError, match="k >= 0"):
        top_groups(-1)(Query(text="q"), [], Random(0), 1.0)
    with open_store(":memory:") as store, pytest.raises(InputError, match="most >= 1"):
        list(records(cases, most=0)(attempts("one"), store))


# -- the model form ---------------------------------------------------------------------------------------------------


def test_with_a_model_lessons_are_the_models_and_the_key_stays_the_task() -> None:
    from llm.runs import answering
    from seasoned import llm

    lesson = {
        "kind": "insight",
        "when": "a door has hinges",
        "body": "Lift the door out of its hinges.",
        "tags": [],
        "confidence": 0.9,
        "cites": [{"run": 1, "first_step": 0, "last_step": 0, "quote": "lift the oak door"}],
    }
    judgement = {"verdict": "success", "score": 1.0, "confidence": 0.9, "reason": "it is open"}
    model, asked = answering(judgement, {"lessons": [lesson]})
    system = reasoningbank(calls=llm.Calls(model))
    m = memory(system)
    with m.episode("Open the oak door", family="house") as episode:
        episode.step(observation="there", action="lift the oak door")
        episode.finish()
    (item,) = m.recall("Open the oak gate", family="house").items
    assert (item.when, item.body) == ("Open the oak door", "Lift the door out of its hinges.")
    assert (len(asked), system.needs_model, reasoningbank().needs_model) == (2, True, False)
