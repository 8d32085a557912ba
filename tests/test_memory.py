from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

import pytest

import seasoned
from seasoned import AsyncMemory, Kind, Memory, OutcomeSource, Scope
from seasoned.errors import EpisodeError, InputError, UnknownIdError
from seasoned.types import Outcome, Status


def memory(**options: object) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", clock=lambda: float(next(ticks)), **options)  # type: ignore[arg-type]


def refund(m: Memory, order: str, *, success: bool = True, source: str = "environment") -> str:
    with m.episode(f"Refund order {order}", family="retail/refund") as episode:
        episode.recall()
        episode.step(tool="get_order", arguments={"id": order}, error="order ids begin with #")
        episode.step(tool="get_order", arguments={"id": f"#{order}"}, result="paid by card")
        episode.step(tool="refund", arguments={"id": f"#{order}", "to": "card"}, result="done")
        episode.finish(success, source=source)
    return episode.id


def test_an_empty_memory_says_nothing_at_all():
    m = memory()
    with m.episode("Refund order W1", family="retail/refund") as episode:
        hint = episode.recall()
        episode.finish(success=True)
    assert (hint.text, hint.items, bool(hint)) == ("", (), False)


def test_the_second_run_is_told_what_the_first_one_learned():
    m = memory()
    refund(m, "W1")
    hint = m.episode("Refund order W2", family="retail/refund").recall()
    assert "order ids begin with #" in hint.text
    assert {item.kind for item in hint.items} & {Kind.CASE, Kind.PAIR}
    assert hint.tokens <= 400


def test_an_unrelated_task_gets_nothing():
    m = memory()
    refund(m, "W1")
    assert not m.recall("deploy my kubernetes cluster to another region")


def test_what_was_injected_is_never_learned_from():
    m = memory()
    refund(m, "W1")
    before = {e.id for e in m.store.experiences(statuses=None)}
    with m.episode("Say what you know", family="chat") as episode:
        told = "Refund order W1: order ids begin with #"
        hint = m.episode("Refund order W3", family="retail/refund").recall()
        episode._injected.append(hint.text)
        episode.step(observation=hint.text, action=hint.text)
        episode.finish(success=True)
    new = [e for e in m.store.experiences(statuses=None) if e.id not in before]
    assert all(told not in e.body and hint.text[:80] not in e.body for e in new)


def test_an_exception_ends_the_run_without_a_claim_and_is_recorded():
    m = memory()
    episode = m.episode("Divide")

    def divide() -> None:
        with episode:
            episode.step(action="1/0")
            raise ZeroDivisionError("division by zero")

    with pytest.raises(ZeroDivisionError):
        divide()
    found = m.store.trajectory(episode.id)
    assert found is not None
    assert found.metadata["exception"].startswith("ZeroDivisionError")
    assert m.store.outcome(episode.id) is None


def test_an_episode_refuses_what_comes_after_its_end():
    m = memory()
    episode = m.episode("x")
    episode.finish(success=True)
    for late in (episode.recall, episode.finish, lambda: episode.step(action="a")):
        with pytest.raises(EpisodeError, match="has ended"):
            late()


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda e: e.finish(score=1.5), "score"),
        (lambda e: e.finish(True, confidence=-1), "confidence"),
        (lambda e: e.finish(True, source="gossip"), "environment"),
        (lambda e: e.step(reward=float("nan")), "finite"),
    ],
)
def test_bad_values_are_refused_with_what_would_be_right(call, told: str):
    with pytest.raises(InputError, match=told):
        call(memory().episode("x"))


def test_learning_the_same_run_twice_changes_nothing():
    m = memory()
    run = refund(m, "W1")
    trajectory, outcome = m.store.trajectory(run), m.store.outcome(run)
    assert trajectory is not None
    before = m.stats()
    assert m.learn([(trajectory, outcome)]).known == 1
    assert m.stats() == before


def test_an_agents_own_word_waits_in_quarantine():
    m = memory()
    refund(m, "W1", source="self")
    cases = m.store.experiences(kinds=(Kind.CASE,), statuses=None)
    assert [case.status for case in cases] == [Status.QUARANTINED]


def test_a_later_outcome_credits_what_was_recalled():
    m = memory()
    refund(m, "W1")
    with m.episode("Refund order W2", family="retail/refund") as episode:
        hint = episode.recall()
        episode.step(tool="refund", arguments={"id": "#W2"}, result="done")
    item = hint.items[0].id
    assert m.experience(item)[1].helped == 0
    m.observe(episode.id, success=True)
    assert m.experience(item)[1].helped == 1
    m.observe(episode.id, success=False, source=OutcomeSource.HUMAN)
    assert (m.experience(item)[1].helped, m.experience(item)[1].hurt) == (0, 1)


def test_a_late_outcome_does_not_count_tool_calls_twice():
    m = memory()
    with m.episode("Refund", family="f") as episode:
        episode.step(tool="get", arguments={"id": 1}, error="no such id")
        episode.step(tool="get", arguments={"id": 2}, result="ok")
    before = [note.payload["calls"] for note in m.store.experiences(kinds=(Kind.TOOL_NOTE,), statuses=None)]
    m.observe(episode.id, success=True)
    assert [n.payload["calls"] for n in m.store.experiences(kinds=(Kind.TOOL_NOTE,), statuses=None)] == before == [2]
    assert m.store.experiences(kinds=(Kind.CASE,))


def test_unknown_ids_are_named():
    m = memory()
    for ask in (m.explain, m.experience, lambda name: m.observe(name, True)):
        with pytest.raises(UnknownIdError, match="nothing-like-it"):
            ask("nothing-like-it")


def test_an_agent_that_keeps_its_hints_is_not_told_twice():
    m = memory()
    refund(m, "W1")
    with m.episode("Refund order W2", family="retail/refund") as episode:
        first = episode.recall(repeat=False)
        assert first.items
        assert not {item.id for item in first.items} & {item.id for item in episode.recall(repeat=False).items}
        assert {item.id for item in episode.recall().items} == {item.id for item in first.items}


def test_every_recall_can_be_explained():
    m = memory()
    refund(m, "W1")
    hint = m.episode("Refund order W2", family="retail/refund").recall()
    rows = m.explain(hint.usage_id)
    shown = {row.id for row in rows if row.fate == "shown"}
    assert shown == {item.id for item in hint.items}
    assert all(row.reason for row in rows if row.fate == "refused")


def test_scopes_do_not_see_each_other(tmp_path: Path):
    path = tmp_path / "m.db"
    with Memory(path, scope=Scope("a", "p")) as one:
        refund(one, "W1")
    with Memory(path, scope=Scope("b", "p")) as other:
        assert other.stats().trajectories == 0
        assert not other.recall("Refund order W1", family="retail/refund")


def test_the_decorator_gives_a_hint_and_learns_from_the_answer():
    m = memory()
    hints = []

    @m.learns(family="retail/refund")
    def agent(task: str, hint=None) -> bool:
        hints.append(hint)
        return True

    @m.learns(family="retail/refund", succeeded=lambda answer: answer == "done")
    async def agent_async(task: str, hint=None) -> str:
        return "done"

    assert agent("Refund order W1") is True
    assert asyncio.run(agent_async("Refund order W2")) == "done"
    outcomes = [m.store.outcome(t.id) for t in m.store.trajectories()]
    assert [o.success for o in outcomes if isinstance(o, Outcome)] == [True, True]
    assert hints[0] is not None


def test_the_async_twin_does_the_same():
    async def run() -> str:
        async with AsyncMemory(memory()) as m:
            async with m.episode("Refund order W1", family="retail/refund") as episode:
                await episode.recall()
                episode.step(tool="get_order", arguments={"id": "W1"}, error="order ids begin with #")
                episode.step(tool="get_order", arguments={"id": "#W1"}, result="ok")
                await episode.finish(success=True)
            return (await m.recall("Refund order W2", family="retail/refund")).text

    assert "order ids begin with #" in asyncio.run(run())


def test_the_same_runs_give_the_same_log():
    def digests() -> list[str]:
        m = memory(seed=3)
        refund(m, "W1")
        refund(m, "W2", success=False)
        m.evolve()
        return [event.digest for event in m.store.log()]

    assert digests() == digests()


def test_evolving_writes_only_when_asked():
    m = memory()
    refund(m, "W1")
    before = m.stats()
    m.evolve(dry_run=True)
    assert m.stats() == before


def test_the_public_names_are_there_and_the_package_opens_nothing():
    assert all(hasattr(seasoned, name) for name in seasoned.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = seasoned.nothing
