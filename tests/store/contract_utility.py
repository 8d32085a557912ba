"""What every store must make of recalls and outcomes, and do when it is rebuilt."""

from __future__ import annotations

from itertools import islice

import pytest
from samples import NOW, OpenScope, add, change, diagnosis, experience, judge, outcome, store_vector, trajectory, usage

from seasoned.errors import InputError
from seasoned.protocols import Store
from seasoned.types import Kind, Operation, Scope, Utility


class UtilityContract:
    def test_an_outcome_credits_what_was_injected(self, store: Store):
        store.append(add("a"), add("b"), add("c"), usage("u", "t", "a", "b", at=NOW), at=NOW)
        before = store.utilities(["a", "c"])
        assert (before["a"].recalled, before["a"].injected, before["a"].helped) == (1, 1, 0)
        assert before["a"].last_used == NOW
        assert before["c"] == Utility()
        store.append(outcome("t"), at=NOW)
        after = store.utilities(["a", "b", "c"])
        assert after["a"] == after["b"]
        assert (after["a"].helped, after["a"].alpha, after["a"].values[""].ema) == (1, 0.5, pytest.approx(0.3))
        assert after["c"] == Utility()

    def test_a_superseding_outcome_takes_the_earlier_credit_back(self, store: Store, open_scope: OpenScope):
        twin = open_scope(Scope("twin"))
        for number, success in enumerate((True, False, True)):
            store.append(usage(f"u{number}", f"t{number}", "a"), outcome(f"t{number}", success), at=NOW)
        store.append(outcome("t0", False), at=NOW)
        for number in (1, 2, 0):
            twin.append(usage(f"u{number}", f"t{number}", "a"), outcome(f"t{number}", number == 2), at=NOW)
        assert store.utilities(["a"]) == twin.utilities(["a"])
        assert store.utilities(["a"])["a"].hurt == 2

    def test_a_recall_after_the_outcome_is_credited_too(self, store: Store):
        store.append(outcome("t"), usage("u", "t", "a"), at=NOW)
        assert store.utilities(["a"])["a"].alpha == 1.0
        store.append(usage("v", "t", "a", "b"), at=NOW)
        values = store.utilities(["a", "b"])
        assert (values["a"].alpha, values["b"].alpha) == (0.75, 0.25)
        assert values["a"].helped == 1

    def test_usages_are_found_by_trajectory_and_by_item(self, store: Store):
        store.append(usage("u", "t", "a"), usage("v", "t", "b", withheld=("a",)), usage("w", "s", "c"), at=NOW)
        assert [u.id for u in store.usages()] == ["w", "v", "u"]
        assert [u.id for u in store.usages(trajectory="t")] == ["v", "u"]
        assert [u.id for u in store.usages(experience="a")] == ["v", "u"]
        assert [u.id for u in store.usages(experience="a", trajectory="t", limit=1)] == ["v"]

    def test_a_usage_that_contradicts_itself_is_refused(self, store: Store):
        with pytest.raises(InputError):
            store.append(usage("u", "t", "a", "b", shares=(1.0,)), at=NOW)
        with pytest.raises(InputError):
            store.append(usage("u", "t", "a", withheld=("a",)), at=NOW)

    def test_both_arms_of_the_comparison_count_once_per_trajectory(self, store: Store):
        for n in range(5):
            store.append(usage(f"u{n}", f"t{n}", "a"), outcome(f"t{n}"), at=NOW)
        assert store.utilities(["a"])["a"].injected_outcomes.visits == 0
        store.append(usage("v", "x", "a"), usage("v2", "x", "a"), outcome("x"), at=NOW)
        store.append(usage("w", "y", withheld=("a",)), usage("w2", "y", withheld=("a",)), outcome("y", False), at=NOW)
        store.append(usage("z", "z", "a"), usage("z2", "z", withheld=("a",)), outcome("z"), at=NOW)
        utility = store.utilities(["a"])["a"]
        assert (utility.injected_outcomes.visits, utility.injected_outcomes.mean) == (1, 1.0)
        assert (utility.withheld_outcomes.visits, utility.withheld_outcomes.mean) == (1, -1.0)
        assert (utility.helped, utility.hurt, utility.withheld) == (7, 0, 3)


class RebuildContract:
    def test_rebuilding_changes_no_answer(self, store: Store):
        store.append(
            *(add(f"e{n}", f"situation number{n}", kind=Kind.CASE if n % 2 else Kind.PAIR) for n in range(20)),
            change(Operation.EDIT, experience("e3", "another situation", version=2)),
            judge(Operation.RETIRE, "e4"),
            change(Operation.MERGE, experience("e5"), "e6"),
            trajectory("t"),
            usage("u", "t", "e1", "e2"),
            outcome("t"),
            diagnosis("t"),
            at=NOW,
        )
        before = answers(store)
        store.rebuild()
        assert answers(store) == before
        assert store.verify() is None


def answers(store: Store) -> tuple:
    ids = [f"e{n}" for n in range(20)]
    return (
        store.stats(),
        store.experiences(statuses=None),
        store.utilities(ids),
        store.search_text("situation number7 another", limit=100),
        store.search_vector(store_vector(store, "e1"), limit=100),
        store.recent(),
        store.usages(),
        store.outcome("t"),
        store.diagnoses("t"),
        list(islice(store.trajectories(), 10)),
    )
