"""Admission: one decision per proposal, each with its reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from learn.worlds import NOW, acts, ended, held, keep, run, taught, teach
from seasoned.learn.admit import Admission
from seasoned.learn.admit.strength import strength
from seasoned.learn.distill import cases
from seasoned.learn.evidence import support
from seasoned.memory import Memory
from seasoned.payloads import Case, CaseStep, write
from seasoned.protocols import Store
from seasoned.store import open_store
from seasoned.types import (
    SUPERSEDED_BY,
    Decision,
    Experience,
    Kind,
    Link,
    Operation,
    Outcome,
    OutcomeSource,
    Proposal,
    Scope,
    Span,
    Status,
    Trust,
    Utility,
    Verdict,
)

RUN = run("r", acts(("a", "take the red apple"), ("b", "open the fridge")))
HERE = Span(trajectory_id="r", start=0, end=1, quote="take the red apple")


def proposal(key: str = "k", **rest: Any) -> Proposal:
    rest = {"when": f"situation {key}", "body": f"advice {key}", "evidence": support(HERE), **rest}
    return Proposal(kind=rest.pop("kind", Kind.FACT), key=key, family="kitchen", **rest)


def scored(key: str, score: float) -> Proposal:
    case = Case(f"task {key}", (CaseStep("", f"do {key}"),), True, score)
    return proposal(key, kind=Kind.CASE, payload=write(case), when=f"task {key}", body=f"do {key}", score=score)


@pytest.fixture
def store() -> Store:
    opened = open_store(":memory:")
    keep(opened, [ended(RUN, True)])
    return opened


def decide(store: Store, *proposals: Proposal, admission: Admission | None = None) -> list[Decision]:
    decisions = (admission or Admission())(proposals, store, NOW)
    for decision in decisions:
        for edit in (decision.edit, *decision.also):
            if edit is not None:
                store.append(edit, at=NOW)
    return decisions


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"when": " "}, "when is empty"),
        ({"body": ""}, "body is empty"),
        ({"body": "x" * 9000}, "body has 9000 characters"),
        ({"score": 1.5}, "score 1.5"),
        ({"evidence": support()}, "no evidence span"),
        ({"evidence": support(replace(HERE, trajectory_id="ghost"))}, "'ghost', which is unknown"),
        ({"evidence": support(replace(HERE, quote="take the green apple"))}, "the quote is not in steps 0-1"),
        ({"evidence": support(replace(HERE, start=1, end=2))}, "the quote is not in steps 1-2"),
        ({"evidence": support(replace(HERE, end=9))}, "the quote is not in steps 0-9"),
        ({"kind": Kind.CASE, "payload": {"steps": 3}}, "not a Case"),
    ],
)
def test_what_is_not_sound_is_rejected_with_the_reason(store: Store, broken: dict[str, Any], reason: str):
    (decision,) = decide(store, proposal(**broken))
    assert decision.verdict is Verdict.REJECTED
    assert reason in decision.reason
    assert decision.edit is None
    assert store.stats().experiences == 0


def test_a_sound_proposal_is_stored_with_its_origin_and_evidence(store: Store):
    (decision,) = decide(store, proposal(stage="mine"), admission=Admission(system="test"))
    kept = store.experience(decision.experience_id)
    assert (decision.verdict, kept.status, kept.evidence.supports) == (Verdict.STORED, Status.ACTIVE, (HERE,))
    assert (kept.created_by.system, kept.created_by.stage, kept.valid_from) == ("test", "mine", NOW)


def test_the_same_key_merges_also_within_a_batch(store: Store):
    first, second = decide(store, proposal(), proposal())
    assert (first.verdict, second.verdict) == (Verdict.STORED, Verdict.MERGED)
    assert second.edit.operation is Operation.MERGE
    (third,) = decide(store, proposal())
    assert third.verdict is Verdict.MERGED
    (kept,) = held(store, Kind.FACT).values()
    assert (kept.version, kept.evidence.support_count) == (3, 3)


def test_nearly_the_same_words_merge_in_the_batch_and_with_the_store(store: Store):
    when = "the customer wants a refund for a damaged lamp that arrived on monday morning"
    body = "check the order status first then offer a refund to the original payment method only"
    original = proposal("one", when=when, body=body)
    again = proposal("two", when=when + "!", body=body.upper())
    other = proposal("three", when=when, body="transfer the customer to a person at once and say nothing more about it")
    first, second, third = decide(store, original, again, other)
    assert (second.verdict, second.experience_id) == (Verdict.MERGED, first.experience_id)
    assert third.verdict is Verdict.STORED
    (later,) = decide(store, replace(again, key="four"))
    assert (later.verdict, later.experience_id) == (Verdict.MERGED, first.experience_id)


def test_kinds_and_families_do_not_merge(store: Store):
    decisions = decide(store, proposal(), proposal(kind=Kind.INSIGHT), replace(proposal(), family="garden"))
    assert [decision.verdict for decision in decisions] == [Verdict.STORED] * 3


def test_a_full_family_takes_only_what_beats_its_weakest(store: Store):
    admission = Admission(caps={Kind.CASE: 2})
    decide(store, scored("a", 0.9), scored("b", 0.5), admission=admission)
    worse, better = decide(store, scored("c", 0.4), scored("d", 0.7), admission=admission)
    assert worse.verdict is Verdict.REJECTED
    assert "full" in worse.reason
    (gone,) = better.also
    assert (gone.operation, gone.experience.status) == (Operation.RETIRE, Status.RETIRED)
    assert set(held(store, Kind.CASE, Status.ACTIVE)) == {"a", "d"}


def test_what_had_to_make_room_comes_back_when_it_proves_itself(store: Store):
    admission = Admission(caps={Kind.CASE: 1})
    decide(store, scored("a", 0.5), scored("b", 0.6), admission=admission)
    assert set(held(store, Kind.CASE, Status.ACTIVE)) == {"b"}
    (decision,) = decide(store, scored("a", 0.9), admission=admission)
    assert decision.reason.endswith("now active")
    assert set(held(store, Kind.CASE, Status.ACTIVE)) == {"a"}
    assert decision.edit.experience.valid_to is None, "or it would be active and never served"


def test_measured_utility_moves_strength_away_from_the_first_score(store: Store):
    (decision,) = decide(store, scored("a", 1.0))
    case = store.experience(decision.experience_id)
    assert strength(case, Utility(beta=8.0)) < 0.5 < strength(case, Utility())


def test_unverified_outcomes_go_to_quarantine_and_never_mix_with_verified_ones():
    runs = [run(name, acts((name, "take apple")), task_id="t") for name in "abc"]
    store = open_store(":memory:")
    (own,) = teach(store, [ended(runs[0], True, source=OutcomeSource.SELF)], cases)
    assert (own.verdict, own.edit.experience.status) == (Verdict.QUARANTINED, Status.QUARANTINED)
    (sure,) = teach(store, [ended(runs[1], True)], cases)
    assert sure.verdict is Verdict.STORED
    assert [edit.operation for edit in sure.also] == [Operation.SUPERSEDE]
    (late,) = teach(store, [ended(runs[2], True, confidence=0.2)], cases)
    assert late.verdict is Verdict.REJECTED
    (kept,) = held(store, Kind.CASE, Status.ACTIVE).values()
    assert kept.trust is Trust.VERIFIED
    assert kept.evidence.support_count == 1


def test_a_child_has_no_more_trust_than_its_parents(store: Store):
    (parent,) = decide(store, proposal("p", trust=Trust.UNVERIFIED))
    child, orphan = decide(
        store,
        proposal("c", trust=Trust.VERIFIED, parents=(parent.experience_id,)),
        proposal("o", trust=Trust.VERIFIED, parents=("fact-of-nobody",)),
    )
    assert child.edit.experience.trust is Trust.UNVERIFIED
    assert orphan.edit.experience.trust is Trust.UNTRUSTED
    assert child.verdict is orphan.verdict is Verdict.QUARANTINED


def test_quotes_can_be_checked_against_the_batch_alone():
    attempt = ended(RUN, True)
    (found,) = cases([attempt], open_store(":memory:"))
    unknown, known = (
        admission((found,), open_store(":memory:"), NOW)[0] for admission in (Admission(), Admission().over([attempt]))
    )
    assert (unknown.verdict, known.verdict) == (Verdict.REJECTED, Verdict.STORED)


def test_what_upkeep_retired_stays_retired(store: Store):
    (decision,) = decide(store, proposal())
    kept = replace(store.experience(decision.experience_id), status=Status.RETIRED, version=2)
    store.append(replace(decision.edit, operation=Operation.RETIRE, experience=kept), at=NOW)
    (again,) = decide(store, proposal())
    assert again.edit.experience.status is Status.RETIRED


def test_news_of_what_was_merged_into_another_is_news_of_that_other(store: Store):
    first, second = decide(store, proposal("first"), proposal("second"))
    old = store.experience(first.experience_id)
    gone = replace(old, status=Status.SUPERSEDED, links=(Link(SUPERSEDED_BY, second.experience_id),), version=2)
    store.append(replace(first.edit, operation=Operation.EDIT, experience=gone), at=NOW)
    (again,) = decide(store, proposal("first"))
    assert (again.verdict, again.experience_id) == (Verdict.MERGED, second.experience_id)
    assert store.experience(first.experience_id).status is Status.SUPERSEDED
    circle = replace(store.experience(second.experience_id), status=Status.SUPERSEDED, version=9)
    circle = replace(circle, links=(Link(SUPERSEDED_BY, first.experience_id),))
    store.append(replace(second.edit, operation=Operation.EDIT, experience=circle), at=NOW)
    (lost,) = decide(store, proposal("first"))
    assert lost.experience_id == first.experience_id, "a circle has no end to follow"


def test_one_batch_and_single_runs_decide_alike():
    attempts = [ended(run(f"r{at}", acts((f"s{at}", f"take {at % 3}")), task_id=f"t{at % 3}"), True) for at in range(7)]
    whole, single = (held(taught(attempts, cases, one_by_one=one), Kind.CASE) for one in (False, True))
    assert {key: (e.body, e.evidence, e.version) for key, e in whole.items()} == {
        key: (e.body, e.evidence, e.version) for key, e in single.items()
    }


def test_what_a_narrower_scope_learns_never_flows_into_a_wider_one(tmp_path: Path):
    def learned(name: str, scope: Scope) -> dict[str, Experience]:
        runs = [run(f"{name}{n}", acts(("a kitchen", "open fridge"), ("open", "put apple in fridge"))) for n in "12"]
        with Memory(tmp_path / "s.db", scope=scope, clock=lambda: NOW) as memory:
            memory.learn([(one, Outcome(trajectory_id=one.id, success=True)) for one in runs])
            return {one.id: one for one in memory.store.experiences(statuses=None)}

    shared = learned("shared", Scope())
    seen = learned("private", Scope(principal="ada"))
    assert {name: seen[name] for name in shared} == shared
    own = [one for one in seen.values() if one.id not in shared]
    assert {one.scope.principal for one in own} == {"ada"}
    assert {(one.kind, one.key) for one in own} == {(one.kind, one.key) for one in shared.values()}
    assert {span.trajectory_id for one in own for span in one.evidence.supports} == {"private1", "private2"}
