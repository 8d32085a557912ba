"""Upkeep by a model: `edit_ops`, `label` and `merge` as the store applies them."""

from __future__ import annotations

from typing import Any

import pytest

from llm.made import WIN, admitted, cite, proposal, taught
from llm.runs import answering, attempt, refund, said
from seasoned import llm
from seasoned.protocols import Reader, Store
from seasoned.types import Edit, Experience, Kind, Operation, Trust


def op(name: str, *targets: str, quote: str = "refunded 20 EUR", **changes: Any) -> dict[str, Any]:
    plain = {"op": name, "targets": list(targets), "reason": "a run shows it", "cites": [cite(quote)] if quote else []}
    return {**plain, **changes}


def test_edits_are_applied_by_the_store_and_name_the_model(store: Store) -> None:
    taught(store, attempt(WIN, True), attempt(refund("later"), True))
    edited, retired, agreed = admitted(
        store,
        proposal("Write the number with a leading #."),
        proposal("Never look the customer up.", when="the customer is known"),
        proposal("Ask for the reason of the refund.", when="a refund is large"),
    )
    text = {"when": "refunding by number", "body": "A leading # is needed."}
    new = {"when": "the order is not known", "body": "Find it by the customer's name."}
    model, _ = answering(
        {
            "ops": [
                op("edit", edited, **text),
                op("retire", retired),
                op("agree", agreed),
                op("add", quote="order #W123, 20 EUR", cites=[cite("order #W123, 20 EUR", 0)], **new),
                op("disagree", edited),
                op("agree", agreed, quote="nobody said this"),
            ]
        }
    )
    calls = llm.Calls(model)
    edits = llm.edit_ops(calls, "retail/refund")(store, 3.0)
    store.append(*edits, at=3.0)
    item = store.experience(edited)
    assert item is not None
    assert (item.body, item.version, item.trust) == ("A leading # is needed.", 2, Trust.OBSERVED)
    assert (item.created_by.model, item.created_by.stage) == ("scripted", "llm.edit_ops@scripted")
    assert {one.body for one in store.experiences()} == {
        "A leading # is needed.",
        "Ask for the reason of the refund.",
        "Find it by the customer's name.",
    }
    assert store.utilities([agreed])[agreed].votes == 1.0
    reasons = [note.reason for note in calls.notes if note.by is llm.By.DROPPED]
    assert reasons[0] == "disagree: its target is changed by an earlier operation"
    assert reasons[1].startswith("agree: the words 'nobody said this'")


def test_a_run_votes_for_an_item_once_however_often_upkeep_looks_at_it(store: Store) -> None:
    taught(store, attempt(WIN, True))
    (name,) = admitted(store, proposal("Write the number with a leading #."))
    taught(store, attempt(refund("later"), True))
    model, _ = answering({"ops": [op("agree", name)]})
    calls = llm.Calls(model)
    upkeep = llm.edit_ops(calls, "retail/refund")
    for at in (3.0, 4.0, 5.0):
        store.append(*upkeep(store, at), at=at)
    item = store.experience(name)
    assert item is not None
    assert store.utilities([name])[name].votes == 1.0
    assert item.evidence.support_count == 2
    assert "among the item's evidence already" in calls.notes[-1].reason


def test_the_run_that_taught_an_item_does_not_vote_for_it(store: Store) -> None:
    taught(store, attempt(WIN, True))
    (name,) = admitted(store, proposal("Write the number with a leading #."))
    model, _ = answering({"ops": [op("agree", name)]})
    assert llm.edit_ops(llm.Calls(model), "retail/refund")(store, 3.0) == []


def test_two_additions_that_say_the_same_are_admitted_as_one(store: Store) -> None:
    taught(store, attempt(WIN, True))
    new = op("add", when="refunding by number", body="A leading # is needed.")
    model, _ = answering({"ops": [new, new]})
    store.append(*llm.edit_ops(llm.Calls(model), "retail/refund")(store, 3.0), at=3.0)
    assert [one.body for one in store.experiences()] == ["A leading # is needed."]


def test_ids_that_are_not_in_the_list_are_sent_back(store: Store) -> None:
    taught(store, attempt(WIN, True))
    model, asked = answering({"ops": [op("agree", "insight-0")]}, {"ops": []})
    assert llm.edit_ops(llm.Calls(model), "retail/refund")(store, 3.0) == []
    assert "there is no item 'insight-0' in the list" in said(asked[1])


def test_merging_by_operation_keeps_one_item_with_the_evidence_of_both(store: Store) -> None:
    taught(store, attempt(WIN, True), attempt(refund("other"), True))
    first, second = admitted(
        store, proposal("Write the number with #."), proposal("Numbers start with a hash sign.", when="typing numbers")
    )
    model, _ = answering({"ops": [op("merge", first, second, quote="", when="refunding", body="Use #.")]})
    store.append(*llm.edit_ops(llm.Calls(model), "retail/refund")(store, 3.0), at=3.0)
    (kept,) = store.experiences()
    assert (kept.id, kept.body, kept.parents, kept.evidence.support_count) == (first, "Use #.", (second,), 2)


def test_labels_become_tags_from_the_allowed_list_only(store: Store) -> None:
    taught(store, attempt(WIN, True))
    (name,) = admitted(store, proposal("Write the number with a leading #."))
    model, asked = answering(
        {"items": [{"item": 1, "labels": ["weather"]}]}, {"items": [{"item": 1, "labels": ["orders", "refunds"]}]}
    )
    label = llm.label(llm.Calls(model), ("orders", "refunds"))
    store.append(*label(store, 3.0), at=3.0)
    assert "the label 'weather' is not allowed" in said(asked[1])
    item = store.experience(name)
    assert item is not None
    assert item.tags == ("orders", "about:orders", "about:refunds")
    assert label(store, 4.0) == []
    assert len(asked) == 2


def test_items_that_the_model_does_not_label_are_left_to_the_fallback(store: Store) -> None:
    taught(store, attempt(WIN, True))
    names = admitted(store, proposal("Write it with #."), proposal("Ask for the reason.", when="a refund is large"))
    model, _ = answering({"items": [{"item": 1, "labels": ["orders"]}]}, "{")
    calls = llm.Calls(model)

    def by_rule(reader: Reader, now: float) -> list[Edit]:
        return [Edit(operation=Operation.AGREE, target=name, stage="rule") for name in sorted(names)]

    edits = llm.label(calls, fallback=by_rule, together=1)(store, 3.0)
    assert [edit.stage for edit in edits] == ["llm.label@scripted", "rule"]
    assert {edit.target for edit in edits} == set(names)


ALIKE = ("Write the order number with a leading # sign when refunding.", "Write the order number with a # sign.")


@pytest.mark.parametrize("same", [True, False])
def test_the_model_writes_what_alike_items_say_or_keeps_them_apart(same: bool, store: Store) -> None:
    taught(store, attempt(WIN, True))
    admitted(store, *(proposal(body, when=f"refunding, case {at}") for at, body in enumerate(ALIKE)))
    assert len(store.experiences()) == 2
    model, asked = answering({"same": same, "when": "refunding", "body": "Use #.", "reason": "so"})
    edits = llm.merge(llm.Calls(model))(store, 3.0)
    store.append(*edits, at=3.0)
    assert len(asked) == 1
    assert [one.body for one in store.experiences()] == (["Use #."] if same else list(ALIKE[::-1]))
    if same:
        assert edits[0].experience is not None
        assert edits[0].experience.created_by.model == "scripted"
        assert edits[0].stage == "llm.merge@scripted"


def test_where_the_model_fails_the_stricter_rules_decide_what_is_merged(store: Store) -> None:
    taught(store, attempt(WIN, True))
    admitted(store, *(proposal(body, when=f"refunding, case {at}") for at, body in enumerate(ALIKE)))
    model, asked = answering("{")
    assert llm.merge(llm.Calls(model))(store, 3.0) == []
    assert asked


def test_what_has_a_payload_is_merged_by_the_strict_rules_alone_and_the_model_is_not_asked(store: Store) -> None:
    taught(store, attempt(WIN, True))
    steps = [{"observation": "", "action": "get_order(id=#W1)"}]
    for at, body in enumerate((*ALIKE, ALIKE[0])):
        case = Experience(
            id=f"case {at}",
            kind=Kind.CASE,
            key=str(at),
            when="refunding",
            body=body,
            scope=store.scope,
            payload={"task": "refunding", "steps": steps, "success": True},
        )
        store.append(Edit(operation=Operation.ADD, target=case.id, experience=case), at=2.0)
    model, asked = answering({"same": True, "when": "refunding", "body": "Use #.", "reason": "so"})
    edits = llm.merge(llm.Calls(model))(store, 3.0)
    assert not asked
    assert {edit.target for edit in edits} == {"case 0", "case 2"}, "the twins of the strict rules, and no others"
