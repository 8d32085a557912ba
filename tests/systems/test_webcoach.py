from __future__ import annotations

import itertools
from random import Random

import pytest

from llm.runs import answering
from recall.items import chosen, experience, scored
from recall.stores import filled
from seasoned import Memory
from seasoned.errors import InputError
from seasoned.llm import Calls
from seasoned.payloads import Case, CaseStep, read, write
from seasoned.protocols import Store
from seasoned.recall.select import top_k
from seasoned.recall.select.only_in_trouble import only_in_trouble
from seasoned.recall.trigger import start
from seasoned.system import System
from seasoned.systems.webcoach import webcoach
from seasoned.types import Kind, Query

TASK = "Find the cheapest tent in the shop"
GOAL, LIMIT = 8, 14


def memory(system: System, store: Store | None = None) -> Memory:
    ticks = itertools.count(2_000_000)
    return Memory(":memory:" if store is None else store, system=system, clock=lambda: float(next(ticks)))


def shop() -> Store:
    payload = Case(TASK, (CaseStep("", "sort by price"),), success=True, score=1.0)
    return filled(experience("tents", TASK, "This worked: sort by price", Kind.CASE, payload=write(payload)))


def solves(m: Memory, *, stuck: bool) -> bool:
    """Play one task with an agent that scrolls on its own and does at once what it is told.

    It needs `GOAL` scrolls. Sorting starts the list over. Where it gets `stuck`, scrolling ends after two screens
    until the list is sorted.
    """
    seen, sorted_once = 0, False
    with m.episode(TASK) as episode:
        for _ in range(LIMIT):
            hint = episode.recall() if episode.steps else None
            action = read(hint.items[0].payload, Case).steps[0].action if hint else "scroll"
            before = seen
            if action == "sort by price":
                seen, sorted_once = 0, True
            elif sorted_once or not stuck or seen < 2:
                seen += 1
            episode.step(observation=f"screen {before}", action=action, reward=float(seen > before))
            if seen == GOAL:
                break
        episode.finish(success=seen == GOAL)
    return seen == GOAL


def solved(system: System) -> tuple[bool, bool]:
    """Whether a run on its way is left to its end, and one that is stuck is helped."""
    return solves(memory(system, shop()), stuck=False), solves(memory(system, shop()), stuck=True)


def test_a_coach_helps_the_run_that_is_stuck_and_leaves_the_other_alone():
    assert solved(webcoach()) == (True, True)
    ungated = solved(webcoach().but(select=top_k(3)))
    assert ungated == (False, False), "advice at every look starts both runs over"
    assert solved(webcoach().but(trigger=start())) == (True, False)


def test_the_coach_looks_in_every_five_steps():
    m = memory(webcoach(), shop())
    with m.episode(TASK) as episode:
        looks = []
        for step in range(11):
            if episode.recall().usage_id:
                looks.append(step)
            episode.step(action="scroll")
        assert episode.recall("how are tents sorted"), "and when it is asked"
    assert looks == [0, 5, 10]


def test_the_gate_opens_for_an_error_for_stagnation_for_a_question_and_before_the_first_step():
    def opened(**situation: object) -> bool:
        query = Query(text=TASK, **situation)  # type: ignore[arg-type]
        return bool(chosen(only_in_trouble(3)(query, [scored("a", 0.9)], Random(0), 0.0)))

    assert not opened(step=5, steps_since_progress=2)
    assert opened(step=5, steps_since_progress=3)
    assert opened(step=5, error="404")
    assert opened(step=5, asked=True)
    assert opened()
    with pytest.raises(InputError, match="patience >= 1"):
        only_in_trouble(0)(Query(text=TASK), [], Random(0), 0.0)


def test_a_model_as_the_coach_decides_whether_to_intervene():
    speak, keep_still = {"items": [1], "reason": "sort first"}, {"items": [], "reason": "it is on its way"}

    def told(answer: dict[str, object], reward: float) -> bool:
        model, asked = answering(answer)
        m = memory(webcoach(calls=Calls(model)), shop())
        with m.episode(TASK) as episode:
            for _ in range(5):
                episode.step(action="scroll", reward=reward)
            hint = episode.recall()
        assert asked
        return bool(hint)

    assert told(speak, reward=1.0)
    assert not told(keep_still, reward=0.0)


def test_what_a_failed_run_did_in_circles_is_told_to_the_next_one_with_its_goal():
    m = memory(webcoach())
    with m.episode(TASK, family="shop") as episode:
        for step in range(6):
            episode.step(observation="page two", action=("next page", "back")[step % 2])
        episode.finish(success=False)
    (item,) = m.recall(f"{TASK} by the lake", family="shop").items
    assert item.kind is Kind.INSIGHT
    assert item.body.startswith("Avoid (loop):\n")


def test_an_ordinary_stream_runs_and_is_advised_from_its_second_episode_on():
    m = memory(webcoach())
    told = []
    for n in range(3):
        with m.episode(f"{TASK} number {n}", family="shop") as episode:
            told.append(bool(episode.recall()))
            for action in ("look", "scroll", "buy"):
                episode.step(observation="a page", action=f"{action} {n}")
                episode.recall(observation="a page")
            episode.finish(success=n != 1)
        assert m.evolve() == []
    assert told == [False, True, True]
