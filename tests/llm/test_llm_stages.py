"""The nine calls as stages: what they accept, what they drop and why, and what their fallbacks say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from llm.made import LOSS, WIN, admitted, cite, lesson, lessons, proposal, taught
from llm.runs import REFUND, SUCCESS, answering, attempt, refund, said
from seasoned import llm
from seasoned.errors import InputError
from seasoned.learn import judge as facts
from seasoned.learn.admit import Admission
from seasoned.learn.distill import pitfalls
from seasoned.llm.stages.state import last_seen
from seasoned.memory import Memory
from seasoned.protocols import Attempt, Reader, Store
from seasoned.systems.default import default
from seasoned.types import (
    Cause,
    Kind,
    Origin,
    Outcome,
    OutcomeSource,
    Proposal,
    Task,
    Trajectory,
    Trust,
    Verdict,
)

# -- judge ------------------------------------------------------------------------------------------------------------


def test_a_model_is_asked_only_where_facts_do_not_tell() -> None:
    model, asked = answering(SUCCESS)
    judge = facts.default | llm.judge(llm.Calls(model))
    labelled = Trajectory(id="l", task=REFUND, steps=WIN.steps, metadata={"success": False})
    told = judge(labelled, 1.0)
    assert told is not None
    assert told.source is OutcomeSource.ENVIRONMENT
    assert not asked
    said_by_model = judge(WIN, 1.0)
    assert said_by_model == Outcome(
        trajectory_id="win",
        success=True,
        score=1.0,
        source=OutcomeSource.JUDGE,
        verifier="llm:scripted",
        confidence=0.9,
        observed_at=1.0,
    )


def test_a_judge_that_cannot_tell_says_nothing_and_an_impossible_task_is_a_failure() -> None:
    model, _ = answering({**SUCCESS, "verdict": "unknown"}, {**SUCCESS, "verdict": "impossible", "score": 0.0})
    judge = llm.judge(llm.Calls(model))
    assert judge(WIN, 1.0) is None
    outcome = judge(LOSS, 1.0)
    assert outcome is not None
    assert (outcome.success, outcome.metrics) == (False, {"impossible": 1.0})


# -- diagnose ---------------------------------------------------------------------------------------------------------


def fault(quote: str, step: int = 1) -> dict[str, Any]:
    return {
        "cause": "wrong_argument",
        "subject": "refund",
        "change": "",
        "fix": "write #W123",
        "cite": cite(quote, step),
    }


def test_a_diagnosis_names_the_model_and_one_with_invented_words_is_dropped_with_the_reason() -> None:
    model, _ = answering({"faults": [fault("order id must start with #"), fault("the order was never found")]})
    calls = llm.Calls(model)
    (found,) = llm.diagnose(calls)(LOSS, None)
    assert (found.cause, found.subject, found.flags) == (Cause.WRONG_ARGUMENT, "refund", ("llm:scripted",))
    assert (found.evidence.start, found.evidence.end) == (1, 2)
    assert calls.notes[-1].by is llm.By.DROPPED
    assert "the order was never found" in calls.notes[-1].reason
    assert calls.total().dropped == 1


def test_a_step_that_does_not_exist_is_sent_back() -> None:
    model, asked = answering({"faults": [fault("order", step=9)]}, {"faults": [fault("order id must start with #")]})
    assert len(llm.diagnose(llm.Calls(model))(LOSS, None)) == 1
    assert "steps 9 to 9 do not exist: run 1 has steps 0 to 1" in said(asked[1])


def test_rules_diagnose_where_the_model_fails_and_carry_no_model_flag() -> None:
    model, _ = answering("{")
    found = llm.diagnose(llm.Calls(model))(LOSS, None)
    assert found
    assert not any(flag.startswith("llm:") for one in found for flag in one.flags)


# -- extract ----------------------------------------------------------------------------------------------------------


def test_a_lesson_becomes_a_proposal_of_model_origin_that_admission_stores(store: Store) -> None:
    model, _ = answering(lessons(lesson("refunded 20 EUR"), lesson("the customer was happy")))
    calls = llm.Calls(model)
    won = attempt(WIN, True)
    taught(store, won)
    (made,) = llm.extract(calls, "success")((won,), store)
    assert (made.kind, made.origin, made.trust) == (Kind.INSIGHT, Origin.MODEL, Trust.OBSERVED)
    assert (made.stage, made.score) == ("llm.extract.success@scripted", 0.8)
    assert "the customer was happy" in calls.notes[-1].reason
    (decision,) = Admission()((made,), store, 2.0)
    assert decision.verdict is Verdict.STORED


@pytest.mark.parametrize(
    ("mode", "seen"),
    [
        ("success", [("win",)]),
        ("failure", [("loss",), ("again",)]),
        ("pair", [("loss",), ("again",)]),
        ("contrast", [("win", "loss", "again")]),
        ("batch", [("win", "loss", "again")]),
    ],
)
def test_each_mode_looks_at_its_own_runs(mode: str, seen: list[tuple[str, ...]], store: Store) -> None:
    groups: list[tuple[str, ...]] = []

    def noted(attempts: Sequence[Attempt], reader: Reader) -> list[Proposal]:
        groups.append(tuple(one.trajectory.id for one in attempts))
        return []

    model, _ = answering("{")
    batch = (attempt(WIN, True), attempt(LOSS, False), attempt(refund("again", failed=True), False))
    assert list(llm.extract(llm.Calls(model), mode, fallback=noted)(batch, store)) == []
    assert groups == seen


def test_contrast_reads_the_missing_side_from_the_store(store: Store) -> None:
    taught(store, attempt(LOSS, False))
    model, asked = answering(lessons(lesson("order id must start with #", cites=[cite("must start with #", run=2)])))
    (made,) = llm.extract(llm.Calls(model), "contrast")((attempt(WIN, True),), store)
    assert made.evidence.supports[0].trajectory_id == "loss"
    assert "outcome: failure, score 0.00 (said by environment)" in said(asked[0])


def test_a_kind_that_the_mode_does_not_give_is_sent_back(store: Store) -> None:
    model, asked = answering(lessons(lesson("refunded", kind="pair")), lessons(lesson("refunded")))
    assert len(list(llm.extract(llm.Calls(model))((attempt(WIN, True),), store))) == 1
    assert "kind pair is not wanted" in said(asked[1])


def test_actions_of_a_pair_or_guardrail_must_have_been_done(store: Store) -> None:
    done, invented = "refund(order=W123)", "refund(order=W999)"
    rule = {"kind": "guardrail", "trigger": "the number has no #", "cause": "wrong_argument", "subject": "refund"}
    model, _ = answering(
        lessons(*(lesson("order id must start with #", forbid=action, **rule) for action in (done, invented)))
    )
    calls = llm.Calls(model)
    (made,) = llm.extract(calls, "failure")((attempt(LOSS, False),), store)
    assert (made.kind, made.payload["forbid"], made.payload["failures"]) == (Kind.GUARDRAIL, done, 1)
    assert "W999" in calls.notes[-1].reason
    taught(store, attempt(LOSS, False))
    (decision,) = Admission()((made,), store, 2.0)
    assert decision.reason == "new; a draft until another run supports it"


def test_a_pitfall_of_the_model_and_one_of_the_rules_are_one(store: Store) -> None:
    failed = attempt(LOSS, False)
    (ruled,) = pitfalls((failed,), store)
    pitfall = {"kind": "pitfall", "trigger": ruled.payload["trigger"], "cause": ruled.payload["cause"], "subject": ""}
    model, _ = answering(lessons(lesson("order id must start with #", **pitfall)))
    (made,) = llm.extract(llm.Calls(model), "failure")((failed,), store)
    assert (made.key, made.when, made.body) == (ruled.key, ruled.when, ruled.body)


def test_a_mode_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InputError, match="contrast"):
        llm.extract(llm.Calls("x"), "dream")


def test_what_the_agent_itself_calls_a_success_is_not_shown_as_one(store: Store) -> None:
    model, asked = answering(lessons(lesson("refunded 20 EUR")))
    claimed = Attempt(WIN, Outcome(trajectory_id="win", success=True, source=OutcomeSource.SELF))
    assert list(llm.extract(llm.Calls(model))((claimed,), store)) == []
    assert not asked


# -- validate ---------------------------------------------------------------------------------------------------------


def verdicts(*scores: float) -> dict[str, Any]:
    return {"items": [{"item": at, "valid": True, "score": s, "reason": "so"} for at, s in enumerate(scores, 1)]}


def test_the_model_may_refuse_but_not_admit(store: Store) -> None:
    taught(store, attempt(WIN, True))
    good, vague = proposal("Write the number with a leading #."), proposal("Be careful with everything.")
    unfounded = Proposal(kind=Kind.INSIGHT, key="k", when="always", body="no evidence at all")
    model, _ = answering(verdicts(0.9, 0.2, 1.0))
    decisions = llm.validate(llm.Calls(model), Admission())((good, vague, unfounded), store, 2.0)
    assert [one.verdict for one in decisions] == [Verdict.STORED, Verdict.REJECTED, Verdict.REJECTED]
    assert [one.proposal for one in decisions] == [good, vague, unfounded]
    assert decisions[1].reason == "scripted scores it 0.20: so"
    assert decisions[2].reason == "no evidence span"


def test_admission_decides_alone_where_the_model_fails_or_forgets_an_item(store: Store) -> None:
    taught(store, attempt(WIN, True))
    model, asked = answering(verdicts(0.0))
    calls = llm.Calls(model, mends=1)
    pair = (proposal("Write the number with a leading #."), proposal("Look the order up by its customer first."))
    decisions = llm.validate(calls, Admission())(pair, store, 2.0)
    assert decisions == Admission()(pair, store, 2.0)
    assert "no answer for item 2" in said(asked[1])
    assert calls.notes[-1].by is llm.By.FALLBACK


# -- select, state ----------------------------------------------------------------------------------------------------


def answered_memory(model: Any) -> tuple[Memory, llm.Calls]:
    calls = llm.Calls(model)
    memory = Memory(system=default().but(select=llm.select(calls, 1), needs_model=True, withhold=0.0))
    taught(memory.store, attempt(WIN, True))
    admitted(
        memory.store,
        proposal("Write the number with a leading #.", when="refund an order by its number"),
        proposal("Ask for the reason first.", when="refund an order that is large"),
    )
    return memory, calls


def test_only_the_items_that_the_model_chose_are_shown() -> None:
    model, asked = answering({"items": [2], "reason": "the order is large"})
    memory, _ = answered_memory(model)
    with memory:
        hint = memory.recall("refund an order", family="retail/refund")
        assert len(hint.items) == 1
        second = said(asked[0]).split("\n2. ")[1]
        assert hint.items[0].body in second
        left = [one for one in memory.explain(hint.usage_id) if one.id != hint.items[0].id]
        assert "not chosen by scripted: the order is large" in {one.reason for one in left}


def test_a_model_may_choose_nothing_and_a_number_out_of_the_list_is_sent_back() -> None:
    model, asked = answering({"items": [9], "reason": ""}, {"items": [], "reason": "none fits"})
    memory, _ = answered_memory(model)
    with memory:
        assert not memory.recall("refund an order", family="retail/refund")
    assert "there is no item 9: the list has 1 to 2" in said(asked[1])


def test_the_first_k_are_shown_where_the_model_fails() -> None:
    model, _ = answering("{")
    memory, calls = answered_memory(model)
    with memory:
        assert len(memory.recall("refund an order", family="retail/refund").items) == 1
    assert calls.notes[-1].by is llm.By.FALLBACK


def test_a_state_is_a_short_text_and_by_rule_without_the_model() -> None:
    state = {
        "summary": "The order is refunded.",
        "facts": [{"subject": "#W123", "relation": "is", "object": "refunded"}],
        "plan": ["tell Ann"],
    }
    model, _ = answering(state)
    assert llm.state(llm.Calls(model))(WIN) == "The order is refunded.\n- #W123 is refunded\n1. tell Ann"
    broken, _ = answering("{")
    assert llm.state(llm.Calls(broken))(WIN) == last_seen(WIN)
    assert last_seen(WIN).endswith("saw: the order is refunded")


# -- the whole road ---------------------------------------------------------------------------------------------------


def test_a_system_differs_from_its_sibling_without_a_model_in_one_stage_only() -> None:
    calls = llm.Calls("any")
    plain, upgraded = default(), default().but(distill=llm.extract(calls, fallback=default().distill))
    changed = [slot for slot in plain.slots() if plain.slots()[slot] != upgraded.slots()[slot]]
    assert changed == ["distill"]
    assert upgraded.slots()["distill"] == "llm.extract(any, 'success')"


def test_a_run_judged_by_a_model_is_learned_from_and_recalled() -> None:
    judged, _ = answering(SUCCESS)
    found, _ = answering(lessons(lesson("refunded 20 EUR")))
    system = default().but(
        judge=facts.default | llm.judge(llm.Calls(judged)),
        distill=llm.extract(llm.Calls(found)),
        needs_model=True,
        withhold=0.0,
    )
    with Memory(system=system) as memory:
        memory.learn([(WIN, None)])
        outcome = memory.store.outcome("win")
        assert outcome is not None
        assert outcome.source is OutcomeSource.JUDGE
        hint = memory.recall("an order is to be refunded by its number", family=REFUND.family)
        assert [item.created_by.stage for item in hint.items] == ["llm.extract.success@scripted"]


def test_a_task_text_of_another_language_reaches_the_model_as_it_is() -> None:
    model, asked = answering(SUCCESS)
    run = Trajectory(id="r", task=Task(id="t", text="注文 W123 を返金する"), steps=WIN.steps)
    llm.judge(llm.Calls(model))(run, 1.0)
    assert "注文 W123 を返金する" in said(asked[0])
