from __future__ import annotations

from recall.items import experience
from recall.stores import filled
from seasoned.payloads import Transition, write
from seasoned.recall.search import all_of, dense, lexical, out_edges, recent, state_key
from seasoned.types import Candidate, Experience, Kind, Query, Site, Status

RETAIL = [
    experience("cancel", "cancelling a pending order", "look the order up first", family="retail"),
    experience("refund", "refunding a delivered parcel", "needs the payment method", family="retail"),
    experience("dog", "walking the dog in the park", "cancel nothing", family="pets", kind=Kind.CASE),
]


def edge(source: str, target: str, count: int, inverse_length: float = 0.0, family: str = "retail") -> Experience:
    payload = Transition(source, target, count, inverse_length)
    return experience(
        f"{source}>{target}" + (f" in {family}" if family != "retail" else ""),
        f"after {source}",
        f"then {target}",
        kind=Kind.TRANSITION,
        family=family,
        payload=write(payload),
    )


def names(found: list[Candidate]) -> list[str]:
    return [candidate.id for candidate in found]


def test_lexical_search_finds_the_situation_by_its_words() -> None:
    found = lexical()(Query(text="Please cancel my pending orders"), filled(*RETAIL))
    assert names(found)[0] == "cancel"
    assert found[0].scores["lexical"] > 0


def test_a_step_is_searched_by_what_is_seen_and_by_the_error_too() -> None:
    store = filled(*RETAIL)
    parcel = Query(text="do the task", observation="a delivered parcel", site=Site.STEP)
    failed = Query(text="do the task", error="parcel was delivered already", site=Site.STEP)
    assert names(lexical()(parcel, store)) == names(lexical()(failed, store)) == ["refund"]
    at_start = Query(text="do the task", observation="a delivered parcel", site=Site.START)
    assert lexical()(at_start, store) == []


def test_searches_keep_to_the_kinds_and_the_family_asked_for() -> None:
    store, query = filled(*RETAIL), Query(text="cancel the order, walk the dog", family="pets")
    for channel in (lexical, dense, recent, all_of):
        assert "dog" not in names(channel(kinds=[Kind.INSIGHT])(query, store))
        assert names(channel(same_family=True)(query, store)) == ["dog"]
        assert len(channel()(Query(text=query.text), store)) >= 2


def test_dense_search_finds_other_forms_of_the_words() -> None:
    found = dense()(Query(text="order cancellation pending"), filled(*RETAIL))
    assert names(found)[0] == "cancel"
    assert all(0.0 < candidate.scores["dense"] <= 1.0 for candidate in found)


def test_an_empty_situation_finds_nothing_by_words() -> None:
    store = filled(*RETAIL)
    for text in ("", "   ", "?!"):
        assert lexical()(Query(text=text), store) == dense()(Query(text=text), store) == []


def test_recent_puts_the_latest_change_first() -> None:
    store = filled(*RETAIL)
    found = recent(limit=2)(Query(text=""), store)
    assert names(found) == ["dog", "refund"]
    assert [candidate.scores["recent"] for candidate in found] == [1.0, 0.5]


def test_all_of_brings_items_on_probation_only_when_asked() -> None:
    store = filled(*RETAIL, experience("held", "x", status=Status.SHADOW))
    assert "held" not in names(all_of()(Query(text=""), store))
    assert "held" in names(all_of(statuses=(Status.ACTIVE, Status.SHADOW))(Query(text=""), store))


def test_state_key_matches_exactly_by_key_tag_or_payload() -> None:
    store = filled(
        experience("by-key", "a", key="kitchen-1f"),
        experience("by-tag", "b", tags=("state:kitchen-1f",)),
        experience("by-payload", "c", payload={"state_key": "kitchen-1f"}, tags=("kitchen-1f",)),
        experience("near", "kitchen 1f", tags=("state:kitchen-2f",)),
    )
    found = state_key()(Query(text="x", state_key="kitchen-1f"), store)
    assert set(names(found)) == {"by-key", "by-tag", "by-payload"}
    assert state_key()(Query(text="x"), store) == []


def test_out_edges_of_the_last_tool_are_ranked_by_transition_weight() -> None:
    store = filled(
        edge("find_user", "get_order", 2, 1.0),
        edge("find_user", "cancel_order", 2, 0.2),
        edge("get_order", "cancel_order", 9, 3.0),
        edge("find_user", "get_order", 50, family="airline"),
    )
    found = out_edges()(Query(text="x", last_tool="find_user", family="retail"), store)
    assert [(c.id, round(c.scores["out_edges"], 3)) for c in found] == [
        ("find_user>get_order", round(3.0 / 5.2, 3)),
        ("find_user>cancel_order", round(2.2 / 5.2, 3)),
    ]


def test_out_edges_lead_only_to_actions_on_offer_and_never_to_the_end() -> None:
    store = filled(edge("open", "take {0}", 5), edge("open", "cook {0}", 9), edge("open", "END", 20))
    query = Query(text="x", last_tool="open", family="retail", valid_actions=("take apple", "look"))
    everywhere = out_edges(same_family=False)
    assert names(everywhere(query, store)) == ["open>take {0}"]
    assert set(names(everywhere(Query(text="x", last_tool="open"), store))) == {"open>take {0}", "open>cook {0}"}


def test_the_first_tool_is_suggested_from_the_start_of_earlier_runs() -> None:
    store = filled(edge("START", "find_user", 5), edge("find_user", "get_order", 5))
    assert names(out_edges(same_family=False)(Query(text="x"), store)) == ["START>find_user"]
    assert out_edges()(Query(text="x"), store) == [], "without a family there is no graph to be in"
    assert out_edges(same_family=False)(Query(text="x", site=Site.STEP), store) == []


def test_tools_named_by_signs_have_out_edges_too() -> None:
    assert names(out_edges(same_family=False)(Query(text="x", last_tool="|"), filled(edge("|", "sort", 1)))) == [
        "|>sort"
    ]


def test_channels_joined_merge_by_id_and_keep_every_score() -> None:
    store = filled(*RETAIL)
    found = (lexical() | dense() | recent(limit=2))(Query(text="cancel a pending order"), store)
    assert len(names(found)) == len(set(names(found))) == 3
    scores = {candidate.id: set(candidate.scores) for candidate in found}
    assert scores["cancel"] == {"lexical", "dense"}
    assert "recent" in scores["dog"]
