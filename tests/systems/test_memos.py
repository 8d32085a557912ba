"""MemOS: usable at once, refined later, never deleted."""

from __future__ import annotations

import itertools

import pytest

from llm.made import WIN, lesson, lessons
from llm.runs import answering, attempt
from seasoned import Memory, llm
from seasoned.errors import InputError
from seasoned.evolve.consolidate import EVOLVED_TO, consolidate
from seasoned.learn.admit import Admission
from seasoned.learn.distill import cases, whole_runs, workflows
from seasoned.learn.distill.fast import FAST, fast
from seasoned.system import System, no_distillation, no_evolution
from seasoned.systems.memos import memos
from seasoned.types import Edit, Kind, Operation, Outcome, Status

USEFUL = ("find order W1", "open the refund form", "refund W1")


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def meander(m: Memory, *, success: bool = True) -> None:
    """Do what is useful, with three refused actions in between."""
    with m.episode("Refund order W1 of Ann", family="retail") as episode:
        for action in USEFUL:
            episode.step(observation="shop", action=f"guess before {action}", error="refused by the shop")
            episode.step(observation="shop", action=action)
        episode.finish(success=success, observation="the office of Ann is in Oslo.")


def usable_at_once_and_shorter_after_upkeep(system: System) -> bool:
    m = memory(system)
    meander(m)
    raw = m.recall("Refund an order of Bob", family="retail")
    m.evolve()
    fine = m.recall("Refund an order of Bob", family="retail")
    useful = all(action in hint.text for hint in (raw, fine) for action in USEFUL)
    return useful and "guess before" in raw.text and "guess before" not in fine.text and fine.tokens < raw.tokens


def test_memory_is_usable_at_once_and_finer_after_upkeep_which_needs_both_writes() -> None:
    system = memos()
    assert usable_at_once_and_shorter_after_upkeep(system)
    assert not usable_at_once_and_shorter_after_upkeep(system.but(evolve=no_evolution))
    assert not usable_at_once_and_shorter_after_upkeep(system.but(distill=no_distillation))
    assert not usable_at_once_and_shorter_after_upkeep(system.but(distill=cases))


def test_the_raw_memory_is_archived_with_a_link_and_a_second_upkeep_finds_nothing_to_do() -> None:
    m = memory(memos())
    meander(m)
    (raw,) = m.store.experiences()
    assert FAST in raw.tags
    m.evolve()
    archived = m.store.experience(raw.id)
    assert archived is not None
    assert archived.status is Status.SUPERSEDED
    assert archived.body == raw.body
    heirs = {link.target for link in archived.links if link.relation == EVOLVED_TO}
    assert heirs == {item.id for item in m.store.experiences()}
    assert m.evolve() == []


def test_a_task_that_was_archived_is_learned_from_again() -> None:
    m = memory(memos())
    meander(m)
    m.evolve()
    with m.episode("Refund order W1 of Ann", family="retail") as episode:
        episode.step(observation="shop", action="refund W1 at once")
        episode.finish(success=True)
    assert "at once" in m.recall("Refund order W1 of Ann", family="retail").text
    m.evolve()
    (case,) = m.store.experiences(kinds=(Kind.CASE,))
    assert "at once" in case.body
    assert FAST not in case.tags


def test_a_later_statement_supersedes_the_earlier_one_whose_words_stay_in_the_log() -> None:
    m = memory(memos())
    for city in ("Rome", "Oslo"):
        with m.episode(f"Read the letter from {city}", family="office") as episode:
            episode.step(observation=f"The office of Ada is in {city}.", action="read it")
            episode.finish(success=True)
        m.evolve()
    (fact,) = m.store.experiences(kinds=(Kind.FACT,))
    assert "Oslo" in fact.body
    versions = [
        (event.record.operation, event.record.experience.body)
        for event in m.store.log()
        if isinstance(event.record, Edit) and event.record.target == fact.id and event.record.experience is not None
    ]
    assert [operation for operation, _ in versions] == [Operation.ADD, Operation.SUPERSEDE]
    assert "Rome" in versions[0][1]


def test_a_raw_memory_stays_where_nothing_finer_is_said_and_where_it_says_the_same() -> None:
    m = memory(memos().but(evolve=consolidate(no_distillation, Admission())))
    meander(m)
    m.evolve()
    (item,) = m.store.experiences()
    assert FAST not in item.tags
    plain = memory(memos().but(evolve=consolidate(cases, Admission())))
    with plain.episode("Refund order W1 of Ann", family="retail") as episode:
        for action in USEFUL:
            episode.step(observation="shop", action=action)
        episode.finish(success=True)
    (raw,) = plain.store.experiences()
    (edit,) = plain.evolve()
    assert edit.operation is Operation.MERGE
    (kept,) = plain.store.experiences()
    assert kept.id == raw.id
    assert FAST not in kept.tags


def test_a_draft_takes_nobodys_place() -> None:
    # One success is not enough for a workflow, so its draft must not hide the only memory of the run.
    m = memory(memos().but(evolve=consolidate(workflows, Admission())))
    meander(m)
    m.evolve()
    assert [item.kind for item in m.store.experiences()] == [Kind.CASE]


def test_fast_proposals_have_keys_of_their_own() -> None:
    run = attempt(WIN, True)
    with Memory(":memory:") as m:
        (plain,) = whole_runs([run], m.store)
        (raw,) = fast(whole_runs)([run], m.store)
        with pytest.raises(InputError, match="limit >= 1"):
            consolidate(cases, Admission(), limit=0)(m.store, 1.0)
    assert raw.key != plain.key
    assert raw.tags == (*plain.tags, FAST)
    assert raw.body == plain.body


def test_with_a_model_upkeep_asks_it_once_for_each_raw_run() -> None:
    model, asked = answering(lessons(lesson("refunded 20 EUR")))
    m = memory(memos(calls=llm.Calls(model)))
    m.learn([(WIN, Outcome(trajectory_id=WIN.id, success=True))])
    assert not asked
    m.evolve()
    m.evolve()
    assert len(asked) == 1
    assert Kind.INSIGHT in {item.kind for item in m.store.experiences()}
    assert Kind.CASE not in {item.kind for item in m.store.experiences()}
