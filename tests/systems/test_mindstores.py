"""MINDSTORES: the nearest attempt is not the one to repeat when what came of it can be foretold."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.runs import answering
from recall.items import experience
from recall.stores import filled
from seasoned import Memory, llm
from seasoned.errors import InputError
from seasoned.recall.search import dense
from seasoned.recall.search.foreseen import forecast, foreseen
from seasoned.recall.search.same_situation import same_situation
from seasoned.recall.select import top_k
from seasoned.recall.select.by_channel import by_channel
from seasoned.system import System
from seasoned.systems.mindstores import mindstores
from seasoned.types import Evidence, Experience, Kind, Query

KEY, CROWBAR = "turn the key", "use the crowbar"
TASK = "Open the chest"


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def open_chest(m: Memory, chest: str, lock: str, way: str = "") -> tuple[bool, str]:
    """Do `way`, else what the first item of the hint did, else turn the key. The lock decides what works."""
    state = f"{chest} with a {lock} lock"
    with m.episode(TASK, family="chests") as episode:
        hint = episode.recall(observation=state)
        way = way or (hint.items[0].payload["steps"][0]["action"] if hint.items else KEY)
        success = way == (CROWBAR if lock == "rusty" else KEY)
        episode.step(observation=state, action=way)
        episode.finish(success=success, observation="open" if success else "still shut")
    return success, way


def practised(system: System) -> Memory:
    m = memory(system)
    open_chest(m, "a big oak chest", "rusty", KEY)
    for chest in ("a small oak chest", "an old oak chest"):
        open_chest(m, chest, "rusty", CROWBAR)
    for chest in ("a big pine chest", "a small pine chest"):
        open_chest(m, chest, "shiny", KEY)
    return m


@pytest.mark.parametrize(("off", "solved"), [({}, True), ({"select": by_channel(("situation",)) >> top_k(1)}, False)])
def test_a_plan_that_is_foretold_to_fail_is_not_followed_however_near(off: dict[str, object], solved: bool) -> None:
    m = practised(mindstores().but(**off))  # type: ignore[typeddict-item]
    assert open_chest(m, "a big oak chest", "rusty")[0] is solved


@pytest.mark.parametrize(("off", "solved"), [({}, True), ({"search": foreseen(dense(kinds=(Kind.CASE,)))}, False)])
def test_the_state_tells_two_chests_of_one_task_apart(off: dict[str, object], solved: bool) -> None:
    system = mindstores().but(**off)  # type: ignore[typeddict-item]
    told = [open_chest(practised(system), "a new chest", lock)[0] for lock in ("rusty", "shiny")]
    assert all(told) is solved


def test_doing_the_same_again_adds_to_the_evidence_on_both_sides() -> None:
    m = memory(mindstores())
    open_chest(m, "a big chest", "rusty", KEY)
    open_chest(m, "a big chest", "rusty", KEY)
    (case,) = m.store.experiences()
    assert (case.evidence.support_count, case.evidence.contradict_count) == (0, 2)


def test_the_forecast_is_the_weighted_share_of_successes_with_laplaces_prior() -> None:
    # Two neighbours at .8 and .5: the first worked three times and failed once, the second failed once.
    assert forecast([(0.8 * 3, 0.8 * 1), (0.0, 0.5)]) == pytest.approx((2.4 + 1) / (2.4 + 0.8 + 0.5 + 2))
    assert forecast([]) == 0.5


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=8), st.floats(0.01, 10))
def test_a_further_success_never_lowers_the_forecast(votes: list[tuple[float, float]], weight: float) -> None:
    assert 0.0 < forecast(votes) < 1.0
    assert forecast([*votes, (weight, 0.0)]) >= forecast(votes) - 1e-12


def case(name: str, action: str, good: int, bad: int) -> Experience:
    steps = {"task": "t", "steps": [{"observation": "", "action": action}], "success": good > 0}
    evidence = Evidence(support_count=good, contradict_count=bad)
    return experience(name, "open the chest", kind=Kind.CASE, payload=steps, evidence=evidence)


def test_neighbours_with_one_plan_share_a_forecast_and_items_without_actions_get_none() -> None:
    store = filled(
        case("a", KEY, 2, 0),
        case("b", KEY, 0, 1),
        case("c", CROWBAR, 0, 0),
        experience("d", "open the chest"),
    )
    found = {one.id: one.scores for one in foreseen(dense())(Query(text="open the chest"), store)}
    assert found["a"]["foreseen"] == found["b"]["foreseen"] == pytest.approx(3 / 5, abs=1e-5)
    assert found["c"]["foreseen"] == 0.5
    assert "foreseen" not in found["d"]
    with pytest.raises(InputError, match="sharpness"):
        foreseen(dense(), sharpness=0.0)(Query(text="open"), store)


def test_what_is_seen_counts_at_the_start_of_a_run() -> None:
    store = filled(experience("rusty", "open it\na rusty lock"), experience("shiny", "open it\na shiny lock"))
    for lock in ("rusty", "shiny"):
        found = same_situation()(Query(text="open it", observation=f"a {lock} lock"), store)
        assert found[0].id == lock
    assert same_situation()(Query(text=""), store) == []


def test_a_model_chooses_among_the_plans_that_may_work() -> None:
    model, _ = answering({"items": [1], "reason": "the lock is rusty"})
    m = practised(mindstores(calls=llm.Calls(model)))
    assert m.system.needs_model
    assert open_chest(m, "a big oak chest", "rusty") == (True, CROWBAR)
    hint = m.episode(TASK, family="chests").recall(observation="a big oak chest with a rusty lock")
    assert len(hint.items) == 1
