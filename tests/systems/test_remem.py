from __future__ import annotations

import itertools

import pytest

from llm.runs import answering
from recall.items import chosen, experience, run, scored
from recall.stores import filled
from seasoned import Memory
from seasoned.errors import InputError
from seasoned.llm import Calls
from seasoned.payloads import Case, CaseStep, read, write
from seasoned.protocols import Store
from seasoned.recall.search import dense
from seasoned.recall.search.in_vain import in_vain
from seasoned.recall.select.set_aside import set_aside
from seasoned.recall.trigger import start
from seasoned.system import System
from seasoned.systems.remem import remem
from seasoned.types import Experience, Hint, Kind, Query

TASK = "Open the old safe"


def memory(system: System, store: Store | None = None) -> Memory:
    ticks = itertools.count(2_000_000)
    return Memory(":memory:" if store is None else store, system=system, clock=lambda: float(next(ticks)))


def case(name: str, task: str, action: str) -> Experience:
    payload = Case(task, (CaseStep("", action),), success=True, score=1.0)
    return experience(name, task, f"This worked: {action}", Kind.CASE, payload=write(payload))


def safes() -> Store:
    """Six runs, the four that read most like the task misleading, the fifth the right one."""
    wrong = [case(f"wrong {n}", TASK, f"dial {n}{n}") for n in range(4)]
    return filled(*wrong, case("right", f"{TASK} of the bank", "dial 77"), case("other", f"{TASK} by the sea", "knock"))


def opens(system: System) -> bool:
    """Whether an agent that does in turn what its memory holds opens the safe within eight steps."""
    m = memory(system, safes())
    with m.episode(TASK) as episode:
        hint = Hint()
        for step in range(8):
            hint = episode.recall() or hint
            action = read(hint.items[step % len(hint.items)].payload, Case).steps[0].action
            solved = action == "dial 77"
            episode.step(observation="the safe", action=action, reward=float(solved))
            if solved:
                break
        episode.finish(success=solved)
    return solved


def test_memory_refined_during_the_run_reaches_what_one_retrieval_would_never_show():
    assert opens(remem())
    assert not opens(remem().but(search=dense(kinds=(Kind.CASE,))))
    assert not opens(remem().but(trigger=start()))


def test_what_earned_something_stays_and_what_was_in_vain_stays_away_for_this_run_only():
    m = memory(remem(k=1), filled(case("first", TASK, "a"), case("second", f"{TASK} of the bank", "b")))

    def shown(episode, reward: float = 0.0) -> str:
        (item,) = episode.recall().items
        episode.step(observation="the safe", action="x", reward=reward)
        return item.id

    with m.episode(TASK) as episode:
        in_turn = [shown(episode) for _ in range(3)]
        assert shown(episode, reward=1.0) == "second", "the first led nowhere for three steps"
        in_turn += [shown(episode) for _ in range(3)]
        assert in_turn == ["first"] * 3 + ["second"] * 3, "a reward does not bring back what was in vain before it"
        assert not episode.recall(), "now the second is in vain too, and there is no other"
    with m.episode(TASK) as episode:
        assert shown(episode) == "first"


def test_what_was_in_vain_is_marked_beside_its_fit():
    m = memory(remem(k=1), filled(case("first", TASK, "a")))
    with m.episode(TASK) as episode:
        for _ in range(4):
            episode.recall()
            episode.step(observation="the safe", action="x")
        query = Query(text=TASK, trajectory_id=episode.id, step=4, steps_since_progress=4)
        (found,) = in_vain(dense(), 3)(query, m.store)
        assert found.scores["in_vain"] == 1.0
        assert found.score == found.scores["dense"]
        elsewhere = Query(text=TASK, trajectory_id="another run", step=4, steps_since_progress=4)
        assert "in_vain" not in in_vain(dense(), 3)(elsewhere, m.store)[0].scores
    assert chosen(run(set_aside(), [scored("a", {"dense": 0.9, "in_vain": 1.0}), scored("b", 0.1)])) == ["b"]
    with pytest.raises(InputError, match="patience >= 1"):
        in_vain(dense(), 0)(Query(text=TASK), m.store)


def test_a_model_keeps_what_it_wants_of_what_is_left_and_may_keep_nothing():
    keep = {"items": [2], "reason": "only this one is about banks"}
    model, asked = answering(keep, {"items": [], "reason": "none helps now"})
    m = memory(remem(calls=Calls(model)), safes())
    with m.episode(TASK) as episode:
        first = episode.recall()
        episode.step(observation="the safe", action="x")
        second = episode.recall()
    assert [item.id for item in first.items] == ["wrong 1"]
    assert not second
    assert len(asked) == 2
    assert len(memory(remem(), safes()).recall(TASK).items) == 4


def test_an_ordinary_stream_runs_and_is_advised_from_its_second_episode_on():
    m = memory(remem())
    told = []
    for n in range(3):
        with m.episode(f"{TASK} number {n}", family="safes") as episode:
            told.append(bool(episode.recall()))
            for action in ("look", "dial", "pull"):
                episode.step(observation="the safe", action=f"{action} {n}")
                episode.recall(observation="the safe")
            episode.finish(success=n != 1)
        assert m.evolve() == []
    assert told == [False, True, True]
