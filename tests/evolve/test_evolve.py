from __future__ import annotations

from recall.items import experience
from recall.stores import NOW, again, filled, give
from seasoned.evolve import demote, forget_unused, merge_duplicates, promote, prune, revert
from seasoned.recall.select.decay import DAY
from seasoned.store import SQLiteStore
from seasoned.types import Edit, Evidence, Experience, Kind, Operation, Span, Status, Trust


def evidence(*runs: str, against: int = 0) -> Evidence:
    spans = tuple(Span(trajectory_id=run, start=0, end=1, quote="ok") for run in runs)
    return Evidence(supports=spans, support_count=len(runs), contradict_count=against)


def state(store: SQLiteStore) -> dict[str, tuple[object, ...]]:
    """Everything about the experiences but their version numbers and the stage that wrote them."""
    return {
        item.id: (item.when, item.body, item.status, item.evidence, item.parents, item.links, item.tags, item.trust)
        for item in store.experiences(statuses=None)
    }


def targets(edits: list[Edit]) -> list[str]:
    return [edit.target for edit in edits]


# --- prune -----------------------------------------------------------------------------------------------------------


def test_prune_retires_what_was_used_often_and_helped_seldom() -> None:
    store = filled(*(experience(name, name) for name in ("bad", "good", "young")))
    give(store, "bad", helped=2, hurt=3)
    give(store, "good", helped=3, hurt=2)
    give(store, "young", hurt=4)
    edits = prune()(store, NOW)
    assert targets(edits) == ["bad"]
    assert edits[0].reason == "helped 2 of 5 times"
    store.append(*edits, at=NOW)
    found = store.experience("bad")
    assert found is not None
    assert (found.status, found.version) == (Status.RETIRED, 2)
    assert prune()(store, NOW) == []


def test_asking_for_edits_changes_nothing_so_a_dry_run_is_the_same_call() -> None:
    store = filled(experience("bad", "x"), experience("twin", "one thing"), experience("twin2", "one thing"))
    give(store, "bad", hurt=6)
    before, events = state(store), store.stats().events
    upkeep = prune() | demote() | promote() | merge_duplicates()
    assert upkeep(store, NOW) == upkeep(store, NOW) != []
    assert (state(store), store.stats().events) == (before, events)


def test_forget_unused_spares_the_young_the_used_and_the_undated() -> None:
    old = NOW - 10 * DAY
    store = filled(
        experience("old", "a", valid_from=old),
        experience("used", "b", valid_from=old),
        experience("young", "c", valid_from=NOW - DAY),
        experience("undated", "d"),
    )
    give(store, "used", helped=1)
    assert targets(forget_unused(age=5 * DAY)(store, NOW)) == ["old"]


# --- promote and demote ----------------------------------------------------------------------------------------------


def test_three_runs_promote_and_two_do_not() -> None:
    store = filled(
        experience("three", "a", status=Status.QUARANTINED, evidence=evidence("r1", "r2", "r3")),
        experience("two", "b", status=Status.SHADOW, evidence=evidence("r1", "r2")),
        experience("one run", "c", status=Status.SHADOW, evidence=evidence("r1", "r1", "r1")),
        experience("disputed", "d", status=Status.SHADOW, evidence=evidence("r1", "r2", "r3", against=2)),
    )
    edits = promote()(store, NOW)
    assert targets(edits) == ["three"]
    assert edits[0].operation is Operation.PROMOTE
    store.append(*edits, at=NOW)
    assert [item.id for item in store.experiences()] == ["three"]


def test_repetition_does_not_promote_the_untrusted() -> None:
    runs = [f"r{n}" for n in range(5)]
    item = experience("x", "a", status=Status.QUARANTINED, trust=Trust.UNTRUSTED, evidence=evidence(*runs))
    assert promote()(filled(item), NOW) == []
    assert targets(promote(minimum=Trust.UNTRUSTED)(filled(item), NOW)) == ["x"]


def test_demote_takes_a_failing_item_out_of_circulation_but_keeps_it() -> None:
    store = filled(experience("failing", "a"), experience("mixed", "b"), experience("unused", "c"))
    give(store, "failing", hurt=6)
    give(store, "mixed", helped=3, hurt=3)
    edits = demote()(store, NOW)
    assert targets(edits) == ["failing"]
    store.append(*edits, at=NOW)
    found = store.experience("failing")
    assert found is not None
    assert found.status is Status.SHADOW


def test_measured_harm_demotes_even_where_most_runs_succeed() -> None:
    store = filled(experience("harmful", "a"))
    give(store, "harmful", helped=40)
    give(store, "harmful", helped=40, hurt=20, withheld=40)
    edits = demote()(store, NOW)
    assert targets(edits) == ["harmful"]
    assert "less likely with it" in edits[0].reason


def test_measured_help_saves_an_item_of_hard_tasks() -> None:
    store = filled(experience("helpful", "a"))
    give(store, "helpful", helped=2, hurt=4)
    give(store, "helpful", helped=24, hurt=90, lost=60)
    assert demote(rate=0.35)(store, NOW) == []
    plain = filled(experience("helpful", "a"), experience("peer", "b"))
    give(plain, "helpful", helped=26, hurt=94)
    give(plain, "peer", helped=60, hurt=60)
    assert targets(demote(rate=0.35)(plain, NOW)) == ["helpful"]


def test_where_all_fail_alike_none_is_blamed() -> None:
    store = filled(*(experience(name, name) for name in ("one", "two", "three")))
    for name in ("one", "two", "three"):
        give(store, name, helped=2, hurt=30)
    assert demote()(store, NOW) == []
    alone = filled(experience("alone", "a"), experience("elsewhere", "b", family="other"))
    give(alone, "alone", hurt=30)
    give(alone, "elsewhere", helped=30)
    assert demote()(alone, NOW) == [], "another family's tasks may be easier"


# --- merge -----------------------------------------------------------------------------------------------------------

TEXT = "Look the reservation up with get_reservation_details before you cancel it"
TWINS = [
    experience("kept", "cancelling a flight", TEXT, trust=Trust.VERIFIED, evidence=evidence("r1"), tags=("air",)),
    experience("copy", "cancelling a flight", TEXT + ".", evidence=evidence("r2", against=1), tags=("cancel",)),
    experience("other", "cancelling a flight", "Refund the card that paid, never a voucher"),
]


def test_duplicates_merge_into_the_most_trusted_and_keep_all_evidence() -> None:
    store = filled(*TWINS)
    edits = merge_duplicates()(store, NOW)
    assert [(edit.operation, edit.target) for edit in edits] == [(Operation.MERGE, "kept"), (Operation.EDIT, "copy")]
    store.append(*edits, at=NOW)
    kept, copy = store.experience("kept"), store.experience("copy")
    assert kept is not None
    assert copy is not None
    assert kept.evidence == evidence("r1", "r2", against=1)
    assert (kept.body, kept.trust, kept.parents, kept.tags) == (TEXT, Trust.VERIFIED, ("copy",), ("air", "cancel"))
    assert copy.status is Status.SUPERSEDED
    assert copy.links[0].target == "kept"
    assert {item.id for item in store.experiences()} == {"kept", "other"}
    assert merge_duplicates()(store, NOW) == []


def test_duplicates_of_other_kinds_and_families_stay_apart() -> None:
    store = filled(TWINS[0], experience("elsewhere", "cancelling a flight", TEXT, family="other"))
    assert merge_duplicates()(store, NOW) == []


def test_cases_that_did_different_things_stay_apart_however_alike_they_read() -> None:
    def case(name: str, action: str) -> Experience:
        steps = [{"observation": "", "action": action}]
        return experience(name, "cook the meal", TEXT, kind=Kind.CASE, payload={"task": "cook", "steps": steps})

    assert merge_duplicates()(filled(case("a", "fry egg"), case("b", "fry leek")), NOW) == []
    assert len(merge_duplicates()(filled(case("a", "fry egg"), case("b", "fry egg")), NOW)) == 2


def test_a_chain_of_small_differences_does_not_merge_its_ends() -> None:
    words = [f"word{n}" for n in range(40)]
    chain = [experience(f"e{n}", "s", " ".join(words[3 * n : 3 * n + 20])) for n in range(6)]
    store = filled(*chain)
    store.append(*merge_duplicates(cosine=0.5, pairs=0.5)(store, NOW), at=NOW)
    assert 1 < len(store.experiences()) < 6


# --- revert ----------------------------------------------------------------------------------------------------------


def upkept(store: SQLiteStore) -> list[Edit]:
    edits = (prune() | demote() | promote() | merge_duplicates())(store, NOW)
    store.append(*edits, at=NOW)
    return edits


def test_every_upkeep_can_be_reverted() -> None:
    store = filled(
        *TWINS,
        experience("bad", "a"),
        experience("held", "b", status=Status.QUARANTINED, evidence=evidence("r1", "r2", "r3")),
    )
    give(store, "bad", hurt=6)
    before = state(store)
    edits = upkept(store)
    assert {edit.operation for edit in edits} == {
        Operation.RETIRE,
        Operation.PROMOTE,
        Operation.MERGE,
        Operation.EDIT,
    }
    assert state(store) != before
    store.append(*revert(edits, store, NOW), at=NOW)
    assert state(store) == before
    assert {item.id for item in store.experiences()} == {"kept", "copy", "other", "bad"}
    assert revert(edits, store, NOW) == []


def test_reverting_what_was_never_written_changes_nothing() -> None:
    store = filled(*TWINS)
    assert revert(merge_duplicates()(store, NOW), store, NOW) == []


def test_a_merge_without_edits_for_its_sources_is_reverted_with_them() -> None:
    store = filled(*TWINS)
    before = state(store)
    kept: Experience = TWINS[0]
    edit = again(kept, parents=("copy",))
    merge = Edit(operation=Operation.MERGE, target="kept", experience=edit.experience, sources=("copy",), at=NOW)
    store.append(merge, at=NOW)
    assert state(store) != before
    store.append(*revert([merge], store, NOW), at=NOW)
    assert state(store) == before


def test_an_addition_is_reverted_by_retiring_it() -> None:
    store = filled()
    added = Edit(operation=Operation.ADD, target="new", experience=experience("new", "x"), at=NOW)
    store.append(added, at=NOW)
    store.append(*revert([added], store, NOW), at=NOW)
    assert store.experiences() == []
    found = store.experience("new")
    assert found is not None
    assert found.status is Status.RETIRED


def test_upkeep_stages_joined_do_not_touch_the_same_item_twice() -> None:
    store = filled(experience("bad", "a"), experience("good", "b"))
    give(store, "bad", hurt=9)
    give(store, "good", helped=9)
    assert targets(prune()(store, NOW)) == targets(demote()(store, NOW)) == ["bad"]
    assert [edit.stage for edit in (prune() | demote())(store, NOW)] == ["prune"]
