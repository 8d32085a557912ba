"""Nemori: what memory could have foretold is not written again."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.made import WIN, lesson, lessons
from llm.runs import answering, attempt, refund
from recall.items import chosen, run, scored
from seasoned import Memory, llm
from seasoned.errors import InputError
from seasoned.learn.distill import cases
from seasoned.learn.distill.residue import residue
from seasoned.learn.foresee import expected_actions
from seasoned.payloads import Case, CaseStep
from seasoned.protocols import Attempt
from seasoned.recall.select.rrf import rrf
from seasoned.store import open_store
from seasoned.system import System
from seasoned.systems.nemori import nemori
from seasoned.types import Experience, Kind, Outcome, Step, Task, Trajectory

ROOMS = ("kitchen", "cellar", "attic", "garage", "pantry", "library")
PLAN = ("walk to the {}", "open the cupboard of the {}", "take the lamp")


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def fetch(m: Memory, room: str, *extra: str, success: bool = True) -> list[Experience]:
    """Fetch the lamp from a room by the usual plan, with `extra` actions before the last; return what was shown."""
    with m.episode(f"Fetch the lamp from the {room}", family="house") as episode:
        shown = list(episode.recall().items)
        for action in (*PLAN[:2], *extra, PLAN[2]):
            episode.step(observation=f"in front of {action}", action=action.format(room))
        episode.finish(success=success)
    return shown


def stored(m: Memory) -> list[Experience]:
    return m.store.experiences(kinds=(Kind.CASE,))


def writes_only_what_could_not_be_foreseen(system: System) -> bool:
    """Five usual runs and one in which a key was needed: the first is written, and of the others only the key."""
    m = memory(system)
    for room in ROOMS[:3]:
        fetch(m, room)
    usual = len(stored(m))
    fetch(m, ROOMS[3], "unlock it with the brass key")
    fetch(m, ROOMS[4], "unlock it with the brass key")
    fetch(m, ROOMS[5])
    new = [item.payload["steps"] for item in stored(m)[: len(stored(m)) - usual]]
    actions = [[step["action"] for step in steps] for steps in new]
    return usual == 1 and actions == [["unlock it with the brass key"]]


def test_nothing_is_written_for_what_was_predictable_which_needs_the_prediction() -> None:
    assert writes_only_what_could_not_be_foreseen(nemori())
    assert not writes_only_what_could_not_be_foreseen(nemori().but(distill=cases))


def test_what_was_missed_is_recalled_beside_the_whole_run_and_says_what_it_is() -> None:
    m = memory(nemori())
    fetch(m, "kitchen")
    fetch(m, "cellar", "unlock it with the brass key")
    shown = fetch(m, "attic")
    assert len(shown) == 2
    (part,) = [item for item in shown if "residue" in item.tags]
    assert "unlock it with the brass key" in part.body
    assert "cupboard" not in part.body
    assert part.body.startswith("After known runs of this sort the rest was to be expected")


def test_the_same_steps_for_a_task_of_another_sort_are_no_prediction_but_a_new_run() -> None:
    m = memory(nemori())
    fetch(m, "kitchen")
    with m.episode("Measure how warm every radiator is", family="house") as episode:
        episode.step(observation="in the hall", action="walk to the kitchen")
        episode.finish(success=True)
    assert [len(item.payload["steps"]) for item in stored(m)] == [1, 3]
    assert not any("residue" in item.tags for item in stored(m))


def test_an_unexpected_ending_is_a_surprise_although_every_step_was_foreseen() -> None:
    def attempt_of(name: str, success: bool) -> Attempt:
        steps = tuple(Step(index=n, action=action.format("attic")) for n, action in enumerate(PLAN))
        task = Task(id=name, text="Fetch the lamp from the attic", family="house")
        return Attempt(
            Trajectory(id=name, task=task, steps=steps),
            Outcome(trajectory_id=name, success=success, score=1.0 if success else 0.5),
        )

    with open_store(":memory:") as store:
        both = list(residue(cases)([attempt_of("one", True), attempt_of("two", False)], store))
        alike = list(residue(cases)([attempt_of("one", True), attempt_of("two", True)], store))
    assert [proposal.score for proposal in both] == [1.0, 0.5]
    assert len(alike) == 1


def test_the_words_of_the_new_task_take_the_place_of_the_known_ones() -> None:
    case = Case(
        task="Fetch the lamp from the red attic",
        steps=(CaseStep("", "walk to the red attic"), CaseStep("", "Take  the lamp")),
        success=True,
    )
    assert expected_actions("Fetch the lamp from the cellar", [case]) == {"walk to the cellar", "take the lamp"}
    assert expected_actions("Fetch the lamp from the red attic", [case]) == {"walk to the red attic", "take the lamp"}
    assert expected_actions("anything", []) == frozenset()


@given(st.sampled_from(ROOMS), st.sampled_from(ROOMS))
def test_a_plan_foresees_itself_in_every_room(known: str, new: str) -> None:
    def plan(room: str) -> tuple[CaseStep, ...]:
        return tuple(CaseStep("", action.format(room)) for action in PLAN)

    case = Case(task=f"Fetch the lamp from the {known}", steps=plan(known), success=True)
    assert expected_actions(f"Fetch the lamp from the {new}", [case]) == {step.action for step in plan(new)}


def test_the_gate_rejects_numbers_out_of_range() -> None:
    with open_store(":memory:") as store, pytest.raises(InputError, match="neighbours >= 1"):
        list(residue(cases, neighbours=0)([], store))
    with open_store(":memory:") as store, pytest.raises(InputError, match=r"fit in \[0, 1\]"):
        list(residue(cases, fit=1.5)([], store))


def test_reciprocal_ranks_are_summed_as_in_the_formula() -> None:
    pool = [
        scored("a", {"dense": 0.9, "lexical": 1.0}),
        scored("b", {"dense": 0.8, "lexical": 7.0}),
        scored("c", {"lexical": 3.0}),
    ]
    ranked = run(rrf(), pool)
    assert chosen(ranked) == ["b", "a", "c"]
    # b: second and first; a: first and third; c: second of one channel.
    assert [item.score for item in ranked] == pytest.approx([1 / 62 + 1 / 61, 1 / 61 + 1 / 63, 1 / 62])
    assert chosen(run(rrf({"dense": 1.0}), pool)) == ["a", "b", "c"]
    with pytest.raises(InputError, match="k > 0"):
        run(rrf(k=0.0), pool)


def test_with_a_model_only_the_first_of_two_like_runs_is_shown_to_it() -> None:
    model, asked = answering(lessons(lesson("refunded 20 EUR")))
    m = Memory(":memory:", system=nemori(calls=llm.Calls(model)))
    again = refund("again")
    m.learn([(WIN, attempt(WIN, True).outcome)])
    m.learn([(again, attempt(again, True).outcome)])
    assert len(asked) == 1
    assert {item.kind for item in m.store.experiences()} == {Kind.CASE, Kind.INSIGHT}
