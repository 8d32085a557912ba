"""MemoryBank: what is recalled stays, what is not fades."""

from __future__ import annotations

from math import exp
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.made import WIN, lesson, lessons
from llm.runs import answering, attempt
from recall.items import chosen, experience, reason, scored
from seasoned import Memory, llm
from seasoned.credit.retention import lifetime, retention, strength
from seasoned.errors import InputError
from seasoned.evolve.forget_faded import forget_faded
from seasoned.recall.select import top_k
from seasoned.recall.select.decay import DAY
from seasoned.recall.select.remembered import remembered
from seasoned.system import System, no_evolution
from seasoned.systems.memorybank import memorybank
from seasoned.types import Kind, Query, Utility

WORDS = [
    f"{first}{last}" for first in ("amber", "birch", "cobalt", "dune") for last in ("alo", "eki", "iru", "oto", "umi")
]
TASKS = [f"Repair the {word} engine" for word in WORDS]
REHEARSED, LEFT = TASKS[:10], TASKS[10:]


class Clock:
    """Days since the beginning, set by the test."""

    def __init__(self) -> None:
        self.day = 1.0

    def __call__(self) -> float:
        return self.day * DAY


def remembered_after(system: System, rehearsals: int) -> tuple[float, float]:
    """Learn every task on day 1, recall half of them `rehearsals` times within half a day, and look on day 5.

    Returns the share of the rehearsed and of the other tasks that a recall still finds.
    """
    clock = Clock()
    memory = Memory(":memory:", system=system, clock=clock)
    for task in TASKS:
        with memory.episode(task) as episode:
            episode.step(observation="at the bench", action=f"turn the bolt of the {task.split()[2]}")
            episode.finish(success=True)
    for n in range(rehearsals):
        clock.day = 1.0 + 0.5 * (n + 1) / rehearsals
        for task in REHEARSED:
            memory.recall(task)
    clock.day = 5.0
    memory.evolve()

    def share(tasks: list[str]) -> float:
        found = [[item.when for item in memory.recall(task).items] for task in tasks]
        return sum(task in shown for task, shown in zip(tasks, found, strict=True)) / len(tasks)

    return share(REHEARSED), share(LEFT)


def keeps_what_is_recalled_and_loses_the_rest(system: System, rehearsals: int = 10) -> bool:
    kept, lost = remembered_after(system, rehearsals)
    return kept >= 0.5 and lost <= 0.25


def test_what_is_recalled_stays_and_the_rest_is_forgotten_which_needs_the_curve_and_the_recalls() -> None:
    system = memorybank(k=1)
    assert keeps_what_is_recalled_and_loses_the_rest(system)
    everything_stays = system.but(select=top_k(1), evolve=no_evolution)
    assert not keeps_what_is_recalled_and_loses_the_rest(everything_stays)
    assert not keeps_what_is_recalled_and_loses_the_rest(system, rehearsals=0)


def test_the_curve_has_the_form_of_the_paper_and_not_the_released_one() -> None:
    assert retention(0.0, 1.0) == 1.0
    assert retention(1.0, 1.0) == pytest.approx(0.36788, abs=1e-5)
    assert retention(5.0, 3.0) == pytest.approx(0.18888, abs=1e-5)
    # Under exp(-t/5·S) the stronger one would be the weaker.
    assert retention(5.0, 3.0) > retention(5.0, 1.0)
    assert retention(-1.0, 1.0) == 1.0
    assert strength(Utility()) == 1.0
    assert strength(Utility(injected=2)) == 3.0
    with pytest.raises(InputError, match="strength > 0"):
        retention(1.0, 0.0)


@given(st.floats(0.0, 50.0), st.floats(0.01, 50.0), st.integers(0, 20))
def test_retention_falls_with_time_and_rises_with_every_recall(elapsed: float, more: float, uses: int) -> None:
    now = strength(Utility(injected=uses))
    assert retention(elapsed + more, now) < retention(elapsed, now) <= 1.0
    assert retention(more, now) < retention(more, strength(Utility(injected=uses + 1)))


@pytest.mark.parametrize(("uses", "days"), [(0, 0.5), (0, 1.0), (3, 2.0)])
def test_over_many_items_the_share_still_remembered_is_the_retention(uses: int, days: float) -> None:
    lived = [lifetime(f"item-{n}", Utility(injected=uses)) for n in range(4000)]
    assert sum(one >= days for one in lived) / len(lived) == pytest.approx(exp(-days / (1 + uses)), abs=0.025)


def test_reading_and_upkeep_forget_the_same_items() -> None:
    clock = Clock()
    memory = Memory(":memory:", system=memorybank(), clock=clock)
    for task in TASKS:
        with memory.episode(task) as episode:
            episode.step(observation="at the bench", action="turn the bolt")
            episode.finish(success=True)
    clock.day = 2.0
    items = memory.store.experiences()
    stage = remembered(DAY)
    pool = [scored(item.id, 0.5, valid_from=item.valid_from) for item in items]
    refused = {one.candidate.id for one in stage(Query(text="engine"), pool, Random(0), clock()) if not one.chosen}
    assert {edit.target for edit in forget_faded(DAY)(memory.store, clock())} == refused
    assert 0 < len(refused) < len(items)


def test_a_forgotten_item_says_how_much_of_it_was_left_and_units_must_be_positive() -> None:
    old = scored("old", 0.9, valid_from=1.0)
    fresh = scored("fresh", 0.1, valid_from=40 * DAY)
    marked = remembered(DAY)(Query(text="t"), [old, fresh], Random(0), 40 * DAY)
    assert chosen(marked) == ["fresh"]
    assert "retention 0.00" in reason(marked, "old")
    with pytest.raises(InputError, match="unit > 0"):
        remembered(0.0)(Query(text="t"), [fresh], Random(0), 1.0)
    with pytest.raises(InputError, match="unit > 0"):
        forget_faded(-1.0)(Memory(":memory:").store, 1.0)


def test_an_item_without_a_known_age_is_not_forgotten() -> None:
    timeless = experience("timeless")
    pool = [scored(timeless.id, 0.5)]
    assert chosen(remembered()(Query(text="t"), pool, Random(0), 1e9)) == ["timeless"]


def test_with_a_model_every_success_gives_an_insight_beside_its_case() -> None:
    model, asked = answering(lessons(lesson("refunded 20 EUR")))
    system = memorybank(calls=llm.Calls(model))
    assert system.needs_model
    assert not memorybank().needs_model
    memory = Memory(":memory:", system=system)
    memory.learn([(WIN, attempt(WIN, True).outcome)])
    assert len(asked) == 1
    assert {item.kind for item in memory.store.experiences()} == {Kind.CASE, Kind.INSIGHT}
    assert len(memory.recall("Refund an order by its number").items) == 2


def test_what_was_forgotten_can_be_learned_again() -> None:
    clock = Clock()
    memory = Memory(":memory:", system=memorybank(), clock=clock)
    for day in (1.0, 60.0):
        clock.day = day
        assert not memory.recall(TASKS[0])
        with memory.episode(TASKS[0]) as episode:
            episode.step(observation="at the bench", action="turn the bolt")
            episode.finish(success=True)
        memory.evolve()
        assert len(memory.recall(TASKS[0]).items) == 1
