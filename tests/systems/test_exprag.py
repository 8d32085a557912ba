from __future__ import annotations

import itertools

from seasoned import Memory
from seasoned.recall.search import recent
from seasoned.recall.trigger import every_step
from seasoned.system import System
from seasoned.systems.exprag import exprag
from seasoned.types import Kind

CITIES = ("Rome", "Oslo", "Lima", "Cairo", "Delhi", "Quito")
TRADES = ("Repair a bicycle tyre", "Water the tomato plants", "Tune the grand piano", "Bake a rye loaf")


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def done(m: Memory, text: str, *actions: str, success: bool = True, score: float = 1.0) -> None:
    with m.episode(text, family="errands") as episode:
        for action in actions:
            episode.step(action=action, reward=score / len(actions))
        episode.finish(success=success, score=score)


def answers_all(system: System) -> bool:
    """Whether an agent that only repeats what it is shown knows the gate of every city again, after other errands."""
    m = memory(system)
    for number, city in enumerate(CITIES):
        done(m, f"Fly to {city}", f"walk to gate {number}{number}", "board")
    for trade in TRADES:
        done(m, trade, "fetch the tools", "work")
    found = []
    for number, city in enumerate(CITIES):
        with m.episode(f"Fly to {city} again", family="errands") as episode:
            found.append(f"gate {number}{number}" in episode.recall().text)
    return all(found)


def test_the_most_similar_runs_answer_a_task_that_comes_back_and_the_latest_runs_do_not():
    assert answers_all(exprag())
    assert not answers_all(exprag().but(search=recent(kinds=(Kind.CASE,), limit=4)))


def test_four_whole_runs_are_shown_the_most_similar_first():
    m = memory(exprag())
    for number, city in enumerate(CITIES):
        done(m, f"Fly to {city}", f"walk to gate {number}", "board", "sit down")
    with m.episode("Fly to Quito and Oslo", family="errands") as episode:
        hint = episode.recall()
    assert [item.when for item in hint.items][:2] == ["Fly to Oslo", "Fly to Quito"]
    assert len(hint.items) == 4
    assert all(f"walk to gate {CITIES.index(item.when.split()[-1])}" in hint.text for item in hint.items)
    assert hint.text.count("sit down") == 4
    cosines = [candidate.scores["dense"] for candidate in m.store.usages()[0].candidates]
    assert len(cosines) == len(CITIES)
    assert cosines == sorted(cosines, reverse=True)


def test_memory_is_read_once_per_task_and_every_run_is_appended():
    m = memory(exprag())
    done(m, "Fly to Rome", "walk", "board")
    done(m, "Fly to Oslo", "walk", success=False, score=0.4)
    assert m.stats().kinds == {Kind.CASE: 2}

    def told_at_a_step(system: System) -> bool:
        m.system = system
        with m.episode("Fly to Rome now", family="errands") as episode:
            assert episode.recall()
            episode.step(action="walk")
            return bool(episode.recall(observation="at the gate"))

    assert not told_at_a_step(exprag())
    assert told_at_a_step(exprag().but(trigger=every_step()))


def test_a_run_that_fell_short_says_how_far_it_came():
    m = memory(exprag())
    done(m, "Fly to Oslo", "walk", success=False, score=0.4)
    with m.episode("Fly to Oslo", family="errands") as episode:
        assert "reached a score of 0.40, not the goal" in episode.recall().text


def test_an_ordinary_stream_runs_and_is_advised_from_its_second_episode_on():
    m = memory(exprag())
    told = []
    for number in range(3):
        with m.episode(f"Fly to {CITIES[number]}", family="errands") as episode:
            told.append(bool(episode.recall()))
            episode.step(observation="at home", action="leave")
            episode.step(observation="outside", action="fly")
            episode.finish(success=number != 1)
        assert m.evolve() == []
    assert told == [False, True, True]
