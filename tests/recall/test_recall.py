from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import pytest

from recall.items import experience, scored, used
from recall.stores import NOW, add, filled, give
from seasoned.protocols import Compose, Scored, Search, Select, Trigger
from seasoned.recall.compose import render
from seasoned.recall.explain import explain, explain_one
from seasoned.recall.recall import LOGGED, OVER_BUDGET, SAID, WITHHELD, randomised, recall
from seasoned.recall.search import all_of, dense, lexical
from seasoned.recall.select import floors, fuse, top_k, ucb
from seasoned.recall.trigger import on_error, start
from seasoned.system import System
from seasoned.types import Query, Status

ITEMS = [
    experience("cancel", "cancelling a pending order", "look the order up first", family="retail"),
    experience("modify", "modifying a pending order", "ask for the new address", family="retail"),
    experience("dog", "walking the dog", "bring a bag"),
]
QUERY = Query(text="cancel my pending order", family="retail", trajectory_id="run-1")


@dataclass(frozen=True)
class Small:
    name: str = "small"
    trigger: Trigger = start()
    search: Search = lexical() | dense()
    select: Select = fuse() >> floors() >> top_k(2)
    compose: Compose = render()


def test_a_recall_returns_fitting_items_and_a_usage_that_says_all_of_it() -> None:
    hint, usage = recall(Small(), QUERY, filled(*ITEMS), Random(0), NOW, seed=7)
    assert usage is not None
    assert [item.id for item in hint.items] == list(usage.selected) == ["cancel", "modify"]
    assert "look the order up first" in hint.text
    assert hint.usage_id == usage.id
    assert usage.tokens == hint.tokens
    assert usage.shares == (0.5, 0.5)
    assert (usage.policy, usage.context_key, usage.seed, usage.at) == ("small", "retail", 7, NOW)
    assert set(usage.candidates[0].scores) == {"lexical", "dense"}


def test_what_the_agent_was_told_already_is_neither_said_nor_credited_again() -> None:
    hint, usage = recall(Small(), replace(QUERY, said=("cancel",)), filled(*ITEMS), Random(0), NOW)
    assert usage is not None
    assert [item.id for item in hint.items] == list(usage.selected) == ["modify"]
    assert "look the order up first" not in hint.text
    assert {one.id: one.reason for one in usage.candidates}["cancel"] == SAID


def test_nothing_fitting_gives_an_empty_hint_and_a_usage_with_reasons() -> None:
    hint, usage = recall(Small(), Query(text="bring the moon a present"), filled(*ITEMS), Random(0), NOW)
    assert not hint
    assert hint.text == ""
    assert usage is not None
    assert (usage.selected, usage.rendered_hash) == ((), "")
    assert usage.candidates
    assert all(candidate.reason for candidate in usage.candidates)


def test_an_empty_store_is_no_problem() -> None:
    hint, usage = recall(Small(), QUERY, filled(), Random(0), NOW)
    assert not hint
    assert usage is not None
    assert usage.candidates == ()


def test_a_trigger_that_keeps_still_leaves_no_trace() -> None:
    hint, usage = recall(Small(trigger=on_error()), QUERY, filled(*ITEMS), Random(0), NOW)
    assert not hint
    assert usage is None


def test_the_same_recall_gives_the_same_usage_and_another_number_another_id() -> None:
    store = filled(*ITEMS)
    first, again, later = (recall(Small(), QUERY, store, Random(0), NOW, n=n)[1] for n in (0, 0, 1))
    assert first == again
    assert first is not None
    assert later is not None
    assert first.id != later.id


def test_withheld_items_are_left_out_of_the_hint_and_recorded() -> None:
    def hold(chosen: Sequence[Scored], rng: Random) -> set[str]:
        return {"cancel"}

    hint, usage = recall(Small(), QUERY, filled(*ITEMS), Random(0), NOW, leave_out=hold)
    assert usage is not None
    assert (usage.selected, usage.withheld) == (("modify",), ("cancel",))
    assert "look the order up" not in hint.text
    assert usage.candidates[0].reason == WITHHELD


def test_withholding_everything_says_nothing_and_still_records_it() -> None:
    hint, usage = recall(Small(), QUERY, filled(*ITEMS), Random(0), NOW, leave_out=lambda c, r: {"cancel", "modify"})
    assert hint.text == ""
    assert usage is not None
    assert set(usage.withheld) == {"cancel", "modify"}


def test_random_withholding_leaves_about_one_item_out_at_its_rate_and_spares_the_new() -> None:
    items = [scored("warm", 0.5, used(5, 0)), scored("hot", 0.5, used(50, 0)), scored("new", 0.5, used(4, 0))]
    runs = [Query(text="t", trajectory_id=f"run-{n}") for n in range(1000)]
    held = [name for run in runs for name in randomised(0.3, 5, run)(items, Random(0))]
    assert set(held) == {"warm", "hot"}
    assert 150 <= len(held) <= 250


def test_an_item_is_withheld_throughout_a_run_or_not_at_all() -> None:
    items = [scored(f"w{n}", 0.5, used(9, 0)) for n in range(3)]
    for n in range(50):
        draw = randomised(0.9, 5, Query(text="t", trajectory_id=f"run-{n}"), seed=3)
        assert draw(items, Random(0)) == draw(items[::-1], Random(9))
    runs = [Query(text="t", trajectory_id=f"run-{n}") for n in range(50)]
    held = {frozenset(randomised(0.9, 5, run)(items, Random(0))) for run in runs}
    assert len(held) > 1


def test_items_that_do_not_fit_the_budget_are_neither_selected_nor_credited() -> None:
    long = [experience(f"order{n}", "cancelling a pending order", "word " * 400) for n in range(3)]
    system = Small(select=fuse() >> top_k(3), compose=render(60))
    hint, usage = recall(system, QUERY, filled(*long), Random(0), NOW)
    assert usage is not None
    assert len(usage.selected) == len(hint.items) == 1
    assert usage.shares == (1.0,)
    assert [candidate.reason for candidate in usage.candidates[1:]] == [OVER_BUDGET, OVER_BUDGET]


@pytest.mark.parametrize("status", [Status.SHADOW, Status.QUARANTINED, Status.RETIRED])
def test_items_not_in_force_are_never_shown_whatever_the_selection_says(status: Status) -> None:
    def everything(query: Query, items: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
        return [Scored(item.candidate, item.experience, item.utility, 9.0) for item in items]

    store = filled(*ITEMS, experience("held", "cancelling a pending order", status=status))
    system = Small(search=all_of(statuses=tuple(Status)), select=everything)
    hint, usage = recall(system, QUERY, store, Random(0), NOW)
    assert usage is not None
    assert {item.id for item in hint.items} == {"cancel", "modify", "dog"}
    assert next(c for c in usage.candidates if c.id == "held").reason


def test_a_selection_that_loses_candidates_is_noticed() -> None:
    _, usage = recall(Small(select=lambda q, items, r, n: list(items[:1])), QUERY, filled(*ITEMS), Random(0), NOW)
    assert usage is not None
    assert [candidate.reason for candidate in usage.candidates[1:]] == ["lost by the selection"] * (
        len(usage.candidates) - 1
    )


def test_a_usage_keeps_a_bounded_number_of_candidates_with_the_chosen_first() -> None:
    store = filled(*(experience(f"e{n}", "cancelling an order") for n in range(LOGGED + 30)))
    _, usage = recall(Small(search=all_of(), select=top_k(2)), QUERY, store, Random(0), NOW)
    assert usage is not None
    assert len(usage.candidates) == LOGGED
    assert {candidate.id for candidate in usage.candidates[:2]} == set(usage.selected)


def test_an_item_that_keeps_failing_falls_behind_its_untried_twin() -> None:
    twins = [experience(name, "cancelling a pending order", name) for name in ("a-tried", "b-new")]
    store = filled(*twins)
    system = Small(select=fuse() >> ucb() >> top_k(1))
    assert recall(system, QUERY, store, Random(0), NOW)[0].items[0].id == "a-tried"
    give(store, "a-tried", hurt=3)
    assert recall(system, QUERY, store, Random(0), NOW)[0].items[0].id == "b-new"


def test_explain_tells_the_fate_of_every_candidate() -> None:
    store = filled(*ITEMS)
    _, usage = recall(Small(), QUERY, store, Random(0), NOW, leave_out=lambda c, r: {"modify"})
    assert usage is not None
    store.append(usage, at=NOW)
    rows = {row.id: row for row in explain(usage, store)}
    assert rows["cancel"].fate == "shown"
    assert rows["cancel"].share == 1.0
    assert rows["cancel"].rank == 1
    assert rows["cancel"].experience == store.experience("cancel")
    assert rows["modify"].fate == "withheld"
    add(store, [experience("late", "something new")])
    late = explain_one(usage, "late", store)
    assert (late.fate, late.rank) == ("not found", 0)
    assert late.reason
    assert explain_one(usage, "cancel", store) == rows["cancel"]


def test_explain_quotes_the_reason_of_a_refusal() -> None:
    store = filled(*ITEMS)
    system = Small(select=fuse() >> top_k(1))
    _, usage = recall(system, QUERY, store, Random(0), NOW)
    assert usage is not None
    refused = [row for row in explain(usage, store) if row.fate == "refused"]
    assert refused
    assert {row.reason for row in refused} == {"below the first 1"}


def test_a_system_is_what_recall_needs() -> None:
    hint, _ = recall(
        System(name="s", trigger=start(), search=lexical(), select=top_k(1), compose=render()),
        QUERY,
        filled(*ITEMS),
        Random(0),
        NOW,
    )
    assert [item.id for item in hint.items] == ["cancel"]
    silent, usage = recall(System(name="no_memory"), QUERY, filled(*ITEMS), Random(0), NOW)
    assert (silent.text, usage) == ("", None)
