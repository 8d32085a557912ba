"""ReMe: memory that is refined by its use: what is recalled often and helps seldom is deleted."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seasoned import Memory
from seasoned.credit.frequency import droppable
from seasoned.learn.distill import cases
from seasoned.recall.select import top_k
from seasoned.stage import DistillStage
from seasoned.system import System, no_evolution
from seasoned.systems.reme import reme
from seasoned.types import Kind, Status, Utility

SITE = "Book a table for two at the harbour restaurant"


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def booked(m: Memory, text: str, works: str, action: str = "") -> bool:
    """The agent does what the first item says, or looks around."""
    with m.episode(text, family="booking") as episode:
        items = () if action else episode.recall().items
        done = action or (str(items[0].payload["steps"][-1]["action"]) if items else "look around")
        episode.step(observation="the site", action="open site")
        episode.step(observation="a page", action=done)
        episode.finish(success=done == works)
    m.evolve()
    return done == works


def year(m: Memory) -> list[bool]:
    """A way that worked once is the most similar one; then the site changes, and only another way works."""
    booked(m, SITE, "press the old button", "press the old button")
    booked(m, "Reserve two seats at the harbour", "write to the host", "write to the host")
    return [booked(m, f"{SITE}, day {day}", "write to the host") for day in range(12)]


def test_what_is_recalled_often_and_helps_seldom_is_deleted_and_makes_room_for_what_helps() -> None:
    system = reme(k=1)
    # Five failures in vain, as many as f_min asks for, and none after them.
    assert year(memory(system)) == [False] * 5 + [True] * 7
    # Without the refinement by use, the memory that fits best is followed for ever.
    assert year(memory(system.but(select=top_k(1), evolve=no_evolution))) == [False] * 12


def test_deletion_alone_and_the_filter_at_recall_alone_do_the_same() -> None:
    expected = [False] * 5 + [True] * 7
    system = reme(k=1)
    assert year(memory(system.but(select=top_k(1)))) == expected
    assert year(memory(system.but(evolve=no_evolution))) == expected


def test_what_was_deleted_stays_in_the_log_with_the_reason() -> None:
    m = memory(reme(k=1))
    year(m)
    (gone,) = m.store.experiences(statuses=(Status.RETIRED,))
    assert "old button" in gone.body
    reasons = [event.record.reason for event in m.store.log() if getattr(event.record, "stage", "") == "prune"]
    assert reasons == ["helped 0 of 5 times"]


@pytest.mark.parametrize(
    ("helped", "hurt", "deleted"), [(2, 3, True), (0, 5, True), (0, 4, False), (3, 3, False), (5, 4, False)]
)
def test_f3_deletes_from_five_uses_on_below_one_half(helped: int, hurt: int, deleted: bool) -> None:
    assert droppable(Utility(helped=helped, hurt=hurt), 5, 0.5) is deleted


@given(st.integers(0, 30), st.integers(0, 30))
def test_a_further_failure_never_saves_an_item(helped: int, hurt: int) -> None:
    if droppable(Utility(helped=helped, hurt=hurt), 5, 0.5):
        assert droppable(Utility(helped=helped, hurt=hurt + 1), 5, 0.5)


def lessons(system: System) -> set[Kind]:
    """A task is failed with an error, then solved; what is learned from both."""
    m = memory(system)
    for mode, success in (("fast", False), ("safe", True)):
        with m.episode("Move the files", family="disk", task_id="t") as episode:
            episode.step(tool="list", arguments={"path": "a"}, result="3 files")
            if not success:
                episode.step(tool="move", arguments={"path": "b", "mode": "none"}, error="mode is missing")
            episode.step(tool="move", arguments={"path": "a", "mode": mode}, result="moved")
            episode.finish(success=success)
    return {item.kind for item in m.store.experiences(statuses=(Status.ACTIVE, Status.DRAFT))}


def test_successes_failures_and_their_comparison_each_give_lessons() -> None:
    assert lessons(reme()) == {Kind.CASE, Kind.PAIR, Kind.PITFALL, Kind.INSIGHT}
    assert lessons(reme().but(distill=DistillStage.of(cases))) == {Kind.CASE}
