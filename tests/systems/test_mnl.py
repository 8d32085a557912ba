"""MNL: a batch of notes is a hypothesis, committed when it wins more of its tasks than it loses."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.made import cite, lesson, lessons
from llm.runs import answering
from seasoned import Memory, llm
from seasoned.errors import InputError
from seasoned.evolve.accept import Tally, accept_if_improves
from seasoned.learn.admit import Admission
from seasoned.learn.admit.transaction import Transactional
from seasoned.learn.distill import cases
from seasoned.learn.distill.error_notes import error_notes
from seasoned.stage import DistillStage
from seasoned.system import System, no_distillation, no_evolution
from seasoned.systems.mnl import mnl
from seasoned.types import Kind, Outcome, Status, Step, Task, Trajectory

FISH = [Task(id=f"fish{n}", text=f"Serve the evening fish of guest {n}", family="fish") for n in range(4)]
EGGS = [Task(id=f"egg{n}", text=f"Prepare a soft breakfast egg, order {n}", family="egg") for n in range(4)]
RIGHT = {"fish": "fry it", "egg": "boil it"}
STAGE = "accept_if_improves"


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def cooked(m: Memory, task: Task, action: str, success: bool) -> tuple[Trajectory, Outcome]:
    name = f"{task.id}/{m.next_number()}"
    steps = (Step(index=0, observation="the kitchen", action="open kitchen"), Step(index=1, action=action))
    run = Trajectory(id=name, task=task, steps=steps, final_observation="the plate is back", started_at=m.clock())
    return run, Outcome(trajectory_id=name, success=success, score=float(success))


def served(m: Memory, task: Task) -> bool:
    """The agent boils everything, unless memory says what worked instead."""
    with m.episode(task.text, family=task.family, task_id=task.id) as episode:
        notes = [item.payload["sections"].get("instead", {}) for item in episode.recall().items]
        action = next((note["boil it"] for note in notes if "boil it" in note), "boil it")
        episode.step(observation="the kitchen", action="open kitchen")
        episode.step(action=action)
        episode.finish(success=action == RIGHT[task.family])
    return action == RIGHT[task.family]


def week(m: Memory) -> tuple[float, float]:
    """One good batch and one bad one are learned; the same tasks come again twice. The share of fish and of eggs that
    went well the second time."""
    m.learn([cooked(m, task, "boil it", RIGHT[task.family] == "boil it") for task in (*FISH, *EGGS)])
    m.learn([cooked(m, FISH[0], "fry it", True)])
    # On the day when no water boiled, an egg was fried.
    m.learn([cooked(m, EGGS[0], "boil it", False), cooked(m, EGGS[0], "fry it", True)])
    m.system = m.system.but(distill=no_distillation)
    for task in (*FISH, *EGGS):
        served(m, task)
    m.evolve()
    fish, eggs = ([served(m, task) for task in tasks] for tasks in (FISH, EGGS))
    return sum(fish) / len(fish), sum(eggs) / len(eggs)


def test_a_batch_that_makes_things_worse_is_taken_back_and_one_that_improves_stays() -> None:
    system = mnl(batch=4)
    assert week(memory(system)) == (1.0, 1.0)
    # Without the paired test both batches stay, and the bad one goes on spoiling every egg.
    assert week(memory(system.but(evolve=no_evolution))) == (1.0, 0.0)


def test_the_verdict_is_recorded_with_the_wins_and_losses_that_led_to_it() -> None:
    m = memory(mnl(batch=4))
    week(m)
    notes = m.store.experiences(kinds=(Kind.PLAN,), statuses=None)
    relations = {(one.family, one.status): {link.relation for link in one.links} for one in notes}
    assert relations == {
        ("fish", Status.SUPERSEDED): {"superseded_by", "ended_by"},
        ("fish", Status.ACTIVE): {"supersedes"},
        ("egg", Status.RETIRED): {"rolled_back"},
    }
    reasons = [event.record.reason for event in m.store.log() if getattr(event.record, "stage", "") == STAGE]
    # The first batch of fish only knew what to avoid, the second knew what to do; a fish had been fried before it.
    assert list(dict.fromkeys(reasons)) == [
        "its batch is committed: 4 wins, 0 losses in 4 pairs",
        "its batch is committed: 3 wins, 0 losses in 4 pairs",
        "its batch is taken back: 0 wins, 4 losses in 4 pairs",
    ]


@pytest.mark.parametrize(
    ("tally", "verdict"),
    [
        (Tally(10, 4, 3), True),
        (Tally(10, 3, 3), False),
        (Tally(10, 0, 0), False),
        (Tally(10, 3, 4), False),
        (Tally(8, 3, 0), True),
        (Tally(8, 2, 0), None),
        (Tally(8, 0, 2), False),
        (Tally(0, 0, 0), None),
    ],
)
def test_a_batch_is_committed_iff_it_wins_more_than_it_loses(tally: Tally, verdict: bool | None) -> None:
    assert tally.verdict(10) is verdict


@given(st.lists(st.sampled_from([-1, 0, 1]), min_size=10, max_size=10), st.integers(0, 10))
def test_an_early_verdict_is_the_one_of_the_whole_batch(results: list[int], seen: int) -> None:
    def verdict(part: list[int]) -> bool | None:
        return Tally(len(part), part.count(1), part.count(-1)).verdict(10)

    assert verdict(results) is (results.count(1) > results.count(-1))
    assert verdict(results[:seen]) in (None, verdict(results))


def kept(m: Memory) -> list[tuple[str, Status]]:
    return sorted((item.body, item.status) for item in m.store.experiences(statuses=None))


def test_what_a_batch_changed_is_a_copy_on_trial_and_taking_it_back_gives_the_old_text_again() -> None:
    m = memory(mnl(batch=1).but(distill=DistillStage.of(cases), admit=Admission()))
    slow, _ = cooked(m, FISH[0], "salt it", True)
    slow = replace(slow, steps=(*slow.steps, Step(index=2, action="wait"), Step(index=3, action="fry it")))
    m.learn([(slow, Outcome(trajectory_id=slow.id, success=True))])
    (old,) = m.store.experiences()
    m.system = m.system.but(admit=Transactional(Admission()))
    m.learn([cooked(m, FISH[0], "fry it", True)])
    (short,) = m.store.experiences()
    assert short.id != old.id
    assert short.body != old.body
    assert m.store.experience(old.id).status is Status.SUPERSEDED  # type: ignore[union-attr]
    with m.episode(FISH[0].text, family="fish", task_id=FISH[0].id) as episode:
        assert [item.id for item in episode.recall().items] == [short.id]
        episode.finish(success=False)
    edits = m.evolve()
    assert {edit.target for edit in edits} == {old.id, short.id}
    assert [item.body for item in m.store.experiences()] == [old.body]
    assert m.evolve() == []


def test_batches_that_stand_on_each_other_are_taken_back_together() -> None:
    m = memory(mnl(batch=1).but(distill=DistillStage.of(cases), admit=Admission()))
    run, _ = cooked(m, FISH[0], "salt it", True)
    for spare in (2, 1, 0):
        steps = (*run.steps, *(Step(index=2 + at, action=f"wait {at}") for at in range(spare)))
        m.learn([(replace(run, id=f"run{spare}", steps=steps), Outcome(trajectory_id=f"run{spare}", success=True))])
        m.system = m.system.but(admit=Transactional(Admission()))
    items = m.store.experiences(statuses=None)
    assert sorted(item.status for item in items) == [Status.ACTIVE, Status.SUPERSEDED, Status.SUPERSEDED]
    first = next(item for item in items if "supersedes" not in {link.relation for link in item.links})
    with m.episode(FISH[0].text, family="fish", task_id=FISH[0].id) as episode:
        assert episode.recall()
        episode.finish(success=False)
    edits = m.evolve()
    assert len({edit.target for edit in edits}) == len(edits) == 3
    assert [(item.id, item.body) for item in m.store.experiences()] == [(first.id, first.body)]
    assert m.evolve() == []


def test_a_full_family_gets_its_displaced_item_back_when_the_newcomer_fails() -> None:
    admit = Transactional(Admission(caps={Kind.CASE: 1}))
    m = memory(mnl(batch=1).but(distill=DistillStage.of(cases), admit=admit))
    run, _ = cooked(m, FISH[0], "fry it", False)
    m.learn([(run, Outcome(trajectory_id=run.id, success=False, score=0.4))])
    before = kept(m)
    m.learn([cooked(m, FISH[1], "fry it", True)])
    assert [status for _, status in kept(m)] == [Status.RETIRED, Status.ACTIVE]
    m.learn([cooked(m, FISH[2], "fry it", False)])
    with m.episode(FISH[0].text, family="fish", task_id=FISH[0].id) as episode:
        assert episode.recall()
        episode.finish(success=False)
    m.evolve()
    assert [one for one in kept(m) if one[1] is Status.ACTIVE] == before


def test_tasks_of_alike_words_share_a_note_which_grows_with_what_corrects_it() -> None:
    m = memory(mnl().but(admit=Admission()))
    m.learn([cooked(m, task, "boil it", False) for task in (*FISH, EGGS[0])])
    by_family = {item.family: item for item in m.store.experiences()}
    assert set(by_family) == {"fish", "egg"}
    assert by_family["fish"].evidence.support_count == len(FISH)
    assert set(by_family["fish"].payload["sections"]) == {"avoid"}
    assert served(m, EGGS[1])
    m.learn([cooked(m, FISH[2], "fry it", True)])
    (note,) = [item for item in m.store.experiences() if item.family == "fish"]
    assert note.id == by_family["fish"].id
    assert note.payload["sections"]["instead"] == {"boil it": "fry it"}
    assert note.when == by_family["fish"].when == FISH[0].text


def test_a_note_that_was_shown_can_still_grow() -> None:
    m = memory(mnl().but(admit=Admission()))
    m.learn([cooked(m, FISH[0], "boil it", False)])
    with m.episode(FISH[1].text, family="fish", task_id="fish1") as episode:
        assert episode.recall()
        episode.step(observation="the kitchen", action="open kitchen")
        episode.step(action="steam it")
        learned = episode.finish(success=False)
    assert [decision.verdict for decision in learned.decisions] == ["merged"]
    (note,) = m.store.experiences()
    assert set(note.payload["sections"]["avoid"]) == {"boil it", "steam it"}


def test_a_likeness_outside_of_0_and_1_is_refused() -> None:
    with pytest.raises(InputError, match="alike in"):
        list(error_notes(alike=1.5)([], memory(mnl()).store))


def test_a_batch_of_less_than_one_pair_is_refused() -> None:
    with pytest.raises(InputError, match="batch >= 1"):
        accept_if_improves(batch=0)(memory(mnl()).store, 1.0)


def test_a_model_writes_the_note_and_the_same_test_decides_about_it() -> None:
    note = lesson("boil it", when="an evening fish is to be served", body="Fry it.", cites=[cite("boil it", 1)])
    model, asked = answering(lessons(note))
    m = memory(mnl(batch=1, calls=llm.Calls(model)))
    assert m.system.needs_model
    m.learn([cooked(m, FISH[0], "boil it", False)])
    (item,) = m.store.experiences()
    assert (item.body, item.created_by.stage) == ("Fry it.", "llm.extract.failure@scripted")
    assert [link.relation for link in item.links] == ["trial"]
    with m.episode(FISH[0].text, family="fish", task_id=FISH[0].id) as episode:
        assert [shown.id for shown in episode.recall().items] == [item.id]
        episode.finish(success=True)
    m.evolve()
    assert [one.links for one in m.store.experiences()] == [()]
    assert len(asked) == 1
