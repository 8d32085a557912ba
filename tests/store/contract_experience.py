"""What every store must do with experiences, and how they are found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from samples import NOW, OpenScope, add, change, experience, judge, store_vector, trajectory

from seasoned.errors import InputError, UnknownIdError
from seasoned.protocols import Store
from seasoned.types import Kind, Operation, Status


class ExperienceContract:
    def test_an_edit_replaces_the_version(self, store: Store):
        store.append(add("e", "open a door"), at=NOW)
        store.append(change(Operation.EDIT, experience("e", "cancel a flight", version=2)), at=NOW)
        assert store.experience("e").version == 2
        assert store.search_text("door") == []
        assert [id for id, _ in store.search_text("flight")] == ["e"]
        assert store.stats().experiences == 1

    @pytest.mark.parametrize("operation", [Operation.MERGE, Operation.SUPERSEDE])
    def test_the_sources_of_a_merge_are_superseded(self, store: Store, operation: Operation):
        store.append(add("a"), add("b"), at=NOW)
        store.append(change(operation, experience("c"), "a", "b", "unknown"), at=NOW)
        assert [e.id for e in store.experiences()] == ["c"]
        assert {e.id: e.status for e in store.experiences(statuses=None)} == {
            "a": Status.SUPERSEDED,
            "b": Status.SUPERSEDED,
            "c": Status.ACTIVE,
        }
        assert [id for id, _ in store.search_text("refund")] == ["c"]

    def test_superseding_ends_the_target(self, store: Store):
        store.append(add("a"), at=NOW)
        store.append(replace(change(Operation.SUPERSEDE, experience("b")), target="a"), at=NOW)
        assert store.experience("a").status is Status.SUPERSEDED

    def test_a_retired_item_is_kept_but_not_found(self, store: Store):
        store.append(add("a"), add("b"), at=NOW)
        store.append(judge(Operation.RETIRE, "a"), at=NOW)
        store.append(change(Operation.RETIRE, experience("b", status=Status.RETIRED)), at=NOW)
        assert store.search_text("refund") == store.recent() == store.experiences() == []
        assert {e.id for e in store.experiences(statuses=[Status.RETIRED])} == {"a", "b"}
        store.append(change(Operation.MERGE, experience("c"), "a"), at=NOW)
        assert store.experience("a").status is Status.RETIRED

    def test_only_active_items_are_searched_and_a_promoted_one_comes_back(self, store: Store):
        store.append(add("q", status=Status.QUARANTINED), add("s", status=Status.SHADOW), at=NOW)
        vector = np.ones(256, np.float32)
        assert store.search_text("refund") == store.search_vector(vector) == store.recent() == []
        store.append(change(Operation.PROMOTE, experience("q")), at=NOW)
        assert [id for id, _ in store.search_text("refund")] == ["q"]
        assert [id for id, _ in store.search_vector(vector)] == store.recent() == ["q"]

    def test_experiences_are_filtered_and_ordered(self, store: Store):
        store.append(
            add("a", family="x", kind=Kind.PAIR, key="k"),
            add("b", family="y", kind=Kind.CASE, key="k"),
            add("c", family="x", kind=Kind.CASE, status=Status.DRAFT),
            at=NOW,
        )
        store.append(change(Operation.EDIT, experience("a", family="x", kind=Kind.PAIR, key="k", version=2)), at=NOW)

        def ids(*args, **filters):
            return [e.id for e in store.experiences(*args, **filters)]

        assert ids() == ["a", "b"]
        assert ids(statuses=None) == ["a", "c", "b"]
        assert ids(["c", "b", "missing", "a", "b"], statuses=None) == ["c", "b", "a"]
        assert ids(["c", "b", "a"]) == ["b", "a"]
        assert ids(kinds=[Kind.CASE]) == ["b"]
        assert ids(kinds=[]) == []
        assert ids(family="x") == ["a"]
        assert ids(key="k", family="y") == ["b"]
        assert ids(limit=1) == ["a"]
        assert store.recent(kinds=[Kind.CASE, Kind.PAIR], limit=1) == ["a"]
        assert store.recent(family="y") == ["b"]

    def test_votes_and_values(self, store: Store):
        store.append(add("e"), at=NOW)
        store.append(
            judge(Operation.AGREE, "e"),
            judge(Operation.AGREE, "e", 2.0),
            judge(Operation.DISAGREE, "e"),
            judge(Operation.SET_VALUE, "e", 0.25),
            at=NOW,
        )
        utility = store.utilities(["e"])["e"]
        assert (utility.votes, utility.set_value) == (2.0, 0.25)

    def test_an_edit_without_its_experience_is_refused(self, store: Store):
        for operation in (Operation.ADD, Operation.EDIT, Operation.MERGE, Operation.SET_VALUE):
            with pytest.raises(InputError):
                store.append(judge(operation, "e"), at=NOW)
        with pytest.raises(UnknownIdError):
            store.append(judge(Operation.RETIRE, "e"), at=NOW)
        with pytest.raises(InputError):
            store.append(replace(add("e"), target="f"), at=NOW)

    def test_stats_split_by_kind_and_status(self, store: Store):
        store.append(add("a", kind=Kind.PAIR), add("b", status=Status.DRAFT), trajectory("t"), at=NOW)
        stats = store.stats()
        assert stats.kinds == {"pair": 1, "insight": 1}
        assert stats.statuses == {"active": 1, "draft": 1}
        assert (stats.events, stats.edits, stats.trajectories) == (3, 2, 1)
        assert stats.bytes > 0


class SearchContract:
    def test_words_are_stemmed_and_stop_words_dropped(self, store: Store):
        store.append(add("a", "cancelling flights"), add("b", "to be or not to be"), at=NOW)
        assert [id for id, _ in store.search_text("How do I cancel a flight to Rome?")] == ["a"]
        # Where there is nothing else, they are words like others.
        assert [id for id, _ in store.search_text("to be")] == ["b"]

    def test_diacritics_do_not_matter(self, store: Store):
        store.append(add("a", "Ein Café in Köln"), at=NOW)
        assert store.search_text("cafe koln") == store.search_text("CAFÉ KÖLN") != []

    def test_better_matches_come_first_with_higher_scores(self, store: Store):
        store.append(
            *(add(f"n{n}", f"something else {n}") for n in range(20)),
            add("one", "a damaged lamp"),
            add("both", "refund a damaged lamp"),
            at=NOW,
        )
        (first, high), (second, low) = store.search_text("refund damaged lamp")
        assert (first, second) == ("both", "one")
        assert high > low > 0

    def test_every_field_is_searched_and_weighted(self, store: Store):
        quiet = {"body": "quiet", "family": ""}
        store.append(
            add("when", "zebra", **quiet),
            add("body", "quiet", body="zebra", family=""),
            add("context", "quiet", payload={"context": "zebra"}, **quiet),
            add("tags", "quiet", tags=("zebra",), **quiet),
            at=NOW,
        )
        assert {id for id, _ in store.search_text("zebra")} == {"when", "body", "context", "tags"}
        for field in ("when", "body", "context", "tags"):
            assert [id for id, _ in store.search_text("zebra", weights={field: 1.0})] == [field]
            weights = {"when": 0.1, "body": 0.1, "context": 0.1, "tags": 0.1, field: 5.0}
            assert store.search_text("zebra", weights=weights)[0][0] == field
        with pytest.raises(InputError):
            store.search_text("zebra", weights={"title": 1.0})

    def test_the_family_and_task_are_the_context_of_an_item(self, store: Store):
        store.append(add("e", family="retail", payload={"task": "return a zebra"}), at=NOW)
        assert [id for id, _ in store.search_text("retail")] == [id for id, _ in store.search_text("zebra")] == ["e"]

    def test_chinese_text_is_found_by_its_words(self, store: Store):
        store.append(add("a", "客户要求退款订单"), add("b", "打开门"), add("c", "猫"), at=NOW)
        assert [id for id, _ in store.search_text("退款")] == ["a"]
        assert [id for id, _ in store.search_text("请打开")] == ["b"]
        assert [id for id, _ in store.search_text("猫")] == ["c"]

    @pytest.mark.parametrize(
        "text", ["", "   ", "?!", '" OR "', "when:", "(((", "a AND NOT b*", "\x00", "😀", "^x - {y}"]
    )
    def test_no_query_text_is_an_error(self, store: Store, text: str):
        store.append(add("e"), at=NOW)
        assert isinstance(store.search_text(text), list)

    def test_rare_words_weigh_more_than_common_ones(self, store: Store):
        with store.batch():
            for n in range(300):
                store.append(add(f"e{n}", f"order number{n}"), at=NOW)
        (first, high), (_, low), *_ = store.search_text("order number77")
        assert first == "e77"
        assert high > 100 * low
        assert len(store.search_text("order", limit=10)) == 10

    def test_search_filters_by_kind_and_family_before_it_limits(self, store: Store):
        store.append(*(add(f"n{n}", kind=Kind.CASE, family="x") for n in range(40)), at=NOW)
        store.append(add("e", kind=Kind.PAIR, family="y"), at=NOW)
        vector = store_vector(store, "e")
        for search in (lambda **f: store.search_text("refund", **f), lambda **f: store.search_vector(vector, **f)):
            assert len(search(limit=7)) == 7
            assert [id for id, _ in search(kinds=[Kind.PAIR], limit=1)] == ["e"]
            assert [id for id, _ in search(family="y", limit=1)] == ["e"]
            assert search(kinds=[Kind.PAIR], family="x") == search(kinds=[]) == search(limit=0) == []
            assert len(search(kinds=[Kind.PAIR, Kind.CASE], limit=100)) == 41

    def test_vectors_find_the_nearest_situation_first(self, store: Store):
        store.append(add("a", "cancel a flight"), add("b", "refund a damaged lamp"), at=NOW)
        (first, high), (_, low) = store.search_vector(store_vector(store, "b"))
        assert first == "b"
        assert high == pytest.approx(1.0, abs=1e-5)
        assert low < high

    def test_vectors_follow_every_change(self, store: Store, open_scope: OpenScope):
        other = open_scope()
        store.append(*(add(f"e{n}", f"situation number{n}") for n in range(30)), at=NOW)
        assert len(other.search_vector(store_vector(store, "e3"), limit=100)) == 30
        store.append(judge(Operation.RETIRE, "e3"), change(Operation.EDIT, experience("e4", "a new text")), at=NOW)
        found = dict(other.search_vector(store_vector(store, "e4"), limit=100))
        assert len(found) == 29
        assert found["e4"] == pytest.approx(1.0, abs=1e-5)

        def stopped():
            with store.batch():
                store.append(add("never"), at=NOW)
                assert len(store.search_vector(store_vector(store, "e4"), limit=100)) == 30
                raise RuntimeError("stop")

        with pytest.raises(RuntimeError, match="stop"):
            stopped()
        assert len(store.search_vector(store_vector(store, "e4"), limit=100)) == 29

    def test_a_vector_of_the_wrong_form_is_refused(self, store: Store):
        with pytest.raises(InputError):
            store.search_vector(np.ones(3, np.float32))
        with pytest.raises(InputError):
            store.search_vector(np.full(256, np.nan, np.float32))
