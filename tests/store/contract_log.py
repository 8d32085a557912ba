"""What every store must do with its log."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from samples import NOW, OpenScope, add, diagnosis, judge, outcome, trajectory, usage

from seasoned.errors import InputError, UnknownIdError
from seasoned.protocols import Reader, Store
from seasoned.types import Evidence, GuardDecision, Operation, Origin, Span, Trust, Utility


class LogContract:
    def test_it_is_a_store_by_the_protocols(self, store: Store):
        assert isinstance(store, Store)
        assert isinstance(store, Reader)

    def test_an_empty_store_answers_everything_with_nothing(self, store: Store):
        assert store.trajectory("t") is store.outcome("t") is store.experience("e") is store.usage("u") is None
        assert list(store.trajectories()) == store.diagnoses("t") == store.experiences() == store.usages() == []
        assert store.search_text("refund") == store.search_vector(np.ones(256, np.float32)) == store.recent() == []
        assert store.utilities(["e"]) == {"e": Utility()}
        assert list(store.log()) == []
        assert store.stats().events == 0
        assert store.verify() is None
        assert store.append(at=NOW) == []

    def test_what_was_appended_is_read_back_equal(self, store: Store):
        records = [
            trajectory("t", metadata={"nested": {"深": [1, 2.5, None, True]}}, final_observation="done"),
            outcome("t", score=0.75, metrics={"steps": 1.0}),
            diagnosis("t"),
            add(
                "e",
                tags=("refund",),
                payload={"forbid": "refund"},
                evidence=Evidence(supports=(Span(trajectory_id="t", start=0, end=1, quote="damaged"),)),
                trust=Trust.VERIFIED,
                origin=Origin.DEMONSTRATION,
            ),
            usage("u", "t", "e", shares=(1.0,), context_key="k"),
            GuardDecision(subject="e", action="allow", rule="none"),
        ]
        assert store.append(*records, at=NOW) == [1, 2, 3, 4, 5, 6]
        assert store.trajectory("t") == records[0]
        assert store.outcome("t") == records[1]
        assert store.diagnoses("t") == [records[2]]
        assert store.experience("e") == records[3].experience
        assert store.usage("u") == records[4]
        assert [event.record for event in store.log()] == records
        assert [event.at for event in store.log()] == [NOW] * 6

    def test_long_records_survive_unharmed(self, store: Store):
        long = trajectory("t", final_observation="损坏 damaged \x00 " * 50_000)
        store.append(long, at=NOW)
        assert store.trajectory("t") == long

    def test_the_log_is_read_from_any_place_in_order(self, store: Store):
        store.append(*(outcome(f"t{n}") for n in range(600)), at=NOW)
        assert [event.seq for event in store.log()] == list(range(1, 601))
        assert [event.seq for event in store.log(after=597)] == [598, 599, 600]
        assert [event.seq for event in store.log(after=2, limit=3)] == [3, 4, 5]

    def test_each_digest_differs(self, store: Store):
        store.append(judge_free := outcome("t"), replace(judge_free, success=False), judge_free, at=NOW)
        assert len({event.digest for event in store.log()}) == 3

    def test_a_trajectory_is_stored_once(self, store: Store):
        assert store.append(trajectory("t"), trajectory("t"), at=NOW) == [1, 1]
        assert store.append(outcome("t"), trajectory("t"), at=NOW) == [2, 1]
        assert store.stats().trajectories == 1

    def test_an_outcome_that_says_the_same_is_stored_once(self, store: Store):
        first = outcome("t", observed_at=1.0)
        assert store.append(first, replace(first, observed_at=2.0), at=NOW) == [1, 1]
        assert store.append(outcome("t", False), first, at=NOW) == [2, 3]

    def test_a_diagnosis_and_a_usage_are_stored_once(self, store: Store):
        numbers = store.append(diagnosis("t"), diagnosis("t"), usage("u", "t"), usage("u", "t"), at=NOW)
        assert numbers == [1, 1, 2, 2]

    def test_the_latest_outcome_is_in_force(self, store: Store):
        store.append(outcome("t", True), at=NOW)
        store.append(outcome("t", False), at=NOW)
        assert store.outcome("t").success is False
        assert store.stats().outcomes == 1

    def test_trajectories_come_newest_first_by_task_and_family(self, store: Store):
        store.append(*(trajectory(f"t{n}", task=f"task{n % 3}", family=f"family{n % 2}") for n in range(700)), at=NOW)
        assert [t.id for t in store.trajectories()] == [f"t{n}" for n in reversed(range(700))]
        assert [t.id for t in store.trajectories(limit=2)] == ["t699", "t698"]
        assert [t.id for t in store.trajectories(task="task0", family="family1", limit=2)] == ["t699", "t693"]
        assert list(store.trajectories(task="no such task")) == []

    def test_a_record_that_could_not_be_read_back_is_refused_whole(self, store: Store):
        with pytest.raises(InputError):
            store.append(outcome("t"), outcome("u", metrics={"nan": float("nan")}), at=NOW)
        with pytest.raises(InputError):
            store.append(outcome("t", "yes"), at=NOW)  # type: ignore[arg-type]
        with pytest.raises(InputError):
            store.append(outcome("t\ud800"), at=NOW)
        with pytest.raises(InputError):
            store.append("not a record", at=NOW)  # type: ignore[arg-type]
        with pytest.raises(InputError):
            store.append(outcome("t"), at=float("nan"))
        with pytest.raises(InputError):
            store.append(outcome(""), at=NOW)
        deep: list = []
        for _ in range(100_000):
            deep = [deep]
        with pytest.raises(InputError):
            store.append(trajectory("t", metadata={"deep": deep}), at=NOW)
        assert store.stats().events == 0

    def test_a_batch_becomes_durable_together_or_not_at_all(self, store: Store, open_scope: OpenScope):
        with store.batch():
            store.append(trajectory("a"), at=NOW)
            with store.batch():
                store.append(trajectory("b"), at=NOW)
        assert [t.id for t in open_scope().trajectories()] == ["b", "a"]

        def stopped():
            with store.batch():
                store.append(trajectory("c"), add("e"), at=NOW)
                with store.batch():
                    store.append(trajectory("d"), at=NOW)
                raise RuntimeError("stop")

        with pytest.raises(RuntimeError, match="stop"):
            stopped()
        assert [t.id for t in store.trajectories()] == ["b", "a"]
        assert store.search_text("refund") == []
        assert store.append(trajectory("f"), at=NOW) == [3]
        assert store.verify() is None

    def test_an_append_that_fails_inside_a_batch_leaves_no_part_of_itself(self, store: Store):
        with store.batch():
            store.append(add("a"), at=NOW)
            with pytest.raises(UnknownIdError):
                store.append(add("b"), judge(Operation.AGREE, "nobody"), at=NOW)
            assert store.experience("b") is None
            store.append(add("c"), at=NOW)
        assert {e.id for e in store.experiences()} == {"a", "c"}
        assert [event.seq for event in store.log()] == [1, 2]
        assert store.verify() is None

    def test_later_appends_of_a_batch_see_the_earlier_ones(self, store: Store):
        with store.batch():
            store.append(add("a", "cancel a flight"), at=NOW)
            assert [id for id, _ in store.search_text("flights")] == ["a"]
            assert store.experiences(key="a")[0].id == "a"
            store.append(usage("u", "t", "a"), outcome("t"), outcome("t", False), at=NOW)
            assert store.utilities(["a"])["a"].hurt == 1

    def test_closing_twice_is_fine(self, store: Store):
        store.close()
        store.close()
