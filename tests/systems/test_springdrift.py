"""Springdrift: what is old fades when it is read, and nothing that is stored changes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.runs import answering
from recall.items import experience, run, scored, used
from recall.stores import NOW, add, filled
from seasoned import Memory, llm
from seasoned.errors import InputError
from seasoned.evolve.forget_failures import forget_failures
from seasoned.evolve.supersede_alike import supersede_alike
from seasoned.learn.distill.each_run import RUNS
from seasoned.recall.fields import Fields, field_score, fields_of, symmetric
from seasoned.recall.select.decay import DAY
from seasoned.recall.select.signals import signals
from seasoned.system import System
from seasoned.systems.springdrift import springdrift
from seasoned.types import Evidence, Experience, Kind, Operation, Span, Status, Trust

FOREVER = 1e9


@dataclass
class Calendar:
    """A clock that a test turns."""

    day: float = 1.0

    def __call__(self) -> float:
        return self.day * DAY


def refund(m: Memory, way: str, success: bool = True) -> str:
    """Do `way` and return what the first item shown did."""
    with m.episode("Refund order W123", family="shop") as episode:
        hint = episode.recall()
        episode.step(observation="the order is paid", action=way)
        episode.finish(success=success)
    return hint.items[0].payload["steps"][0]["action"] if hint.items else ""


def long_after(system: System) -> tuple[Memory, str]:
    """The old way is proven by use; long after, the new one worked once. Return what is shown first then."""
    calendar = Calendar()
    m = Memory(":memory:", system=system, clock=calendar)
    refund(m, "use the old form")
    for _ in range(4):
        with m.episode("Refund order W123", family="shop") as episode:
            episode.recall()
            episode.finish(success=True)
    calendar.day = 300.0
    refund(m, "use the new form")
    calendar.day = 301.0
    return m, refund(m, "look")


@pytest.mark.parametrize(("days", "first"), [(30.0, "use the new form"), (FOREVER, "use the old form")])
def test_a_fresh_case_overtakes_a_proven_old_one_only_because_age_counts_when_it_is_read(
    days: float, first: str
) -> None:
    m, shown = long_after(springdrift(days=days))
    assert shown == first
    old = next(one for one in m.store.experiences(statuses=None) if "old form" in one.body)
    assert (old.version, old.status, old.trust) == (1, Status.ACTIVE, Trust.VERIFIED)


def test_every_run_is_a_case_of_its_own_and_the_newer_of_two_alike_takes_over() -> None:
    calendar = Calendar()
    m = Memory(":memory:", system="springdrift", clock=calendar)
    for _ in range(3):
        calendar.day += 1.0
        refund(m, "use the old form")
    refund(m, "use no form", success=False)
    assert len(m.store.experiences(kinds=RUNS)) == 4
    edits = m.evolve()
    assert [edit.operation for edit in edits] == [Operation.SUPERSEDE] * 2
    left = m.store.experiences(kinds=RUNS)
    assert [one.valid_from / DAY for one in left if one.payload["success"]] == [4.0]
    assert sum(not one.payload["success"] for one in left) == 1


def test_the_fields_of_a_task_are_read_from_its_words() -> None:
    found = fields_of("Refund order W123 of Ann Lee to card 42", "shop")
    assert (found.intent, found.domain) == ("refund", "shop")
    assert found.entities == {"w123", "ann", "lee", "42"}
    assert "order" in found.keywords
    assert fields_of("", "") == Fields()


def test_the_field_score_by_hand() -> None:
    one = Fields("refund", "shop", frozenset("abcd"), frozenset({"ann"}))
    other = Fields("refund", "bank", frozenset("cdef"), frozenset({"ann", "bob"}))
    # .3 + 0 + .2·2/6 + .1·1/2 + .1·.5
    assert field_score(one, other, 0.5) == pytest.approx(0.3 + 0.2 / 3 + 0.05 + 0.05)
    assert symmetric(one, other) == pytest.approx((0.3 + 0.2 / 3 + 0.05) / 0.9)
    assert field_score(one, one, 1.0) == symmetric(one, one) == pytest.approx(1.0)
    assert field_score(Fields(), Fields()) == 0.0


words = st.frozensets(st.sampled_from("abcdef"), max_size=5)
anything = st.builds(Fields, st.sampled_from(["", "x", "y"]), st.sampled_from(["", "x"]), words, words)


@given(anything, anything)
def test_the_similarity_of_two_cases_is_the_same_from_both_sides(one: Fields, other: Fields) -> None:
    assert symmetric(one, other) == symmetric(other, one)
    assert -1e-12 <= symmetric(one, other) <= 1.0 + 1e-12


def test_the_sum_of_six_signals_by_hand() -> None:
    won = scored(
        "won",
        {"dense": 0.5, "lexical": 3.0},
        used(3, 1),
        when="cancel the order",
        valid_from=NOW - 30 * DAY,
        payload={"success": True},
        trust=Trust.ENDORSED,
    )
    other = scored("other", {"lexical": 6.0}, when="sing a song", valid_from=NOW)
    marked = {one.candidate.id: one.score for one in run(signals(), [won, other])}
    field = 0.3 + 0.2 + 0.1 * 0.5
    assert marked["won"] == pytest.approx(0.4 * 0.5 + 0.25 * 0.5 + 0.1 * field + 0.1 * 4 / 6 + 0.05 * 0.5)
    assert marked["other"] == pytest.approx(0.25 + 0.1 * 0.5 + 0.05)


def test_without_vectors_the_other_weights_are_scaled_up() -> None:
    (item,) = run(signals(), [scored("a", {"lexical": 2.0}, when="sing a song", valid_from=NOW)])
    assert item.score == pytest.approx((0.25 + 0.05 + 0.05) / 0.6)


@pytest.mark.parametrize("wrong", [{"half_life": 0.0}, {"weights": {"dense": -1.0}}, {"weights": {"luck": 1.0}}])
def test_signals_refuse_what_they_do_not_know(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError, match="half_life"):
        run(signals(**wrong), [scored("a", 0.5)])  # type: ignore[arg-type]


def failure(name: str, run_id: str, **changes: object) -> Experience:
    spans = (Span(trajectory_id=run_id, start=0, end=1, quote="x"),)
    case = experience(
        name,
        f"task {name}",
        kind=Kind.CASE,
        payload={"success": False},
        evidence=Evidence(supports=spans),
        valid_from=DAY,
    )
    return replace(case, **changes)  # type: ignore[arg-type]


def test_old_failures_go_unless_something_rests_on_them_or_they_are_still_believed() -> None:
    warning = replace(failure("warning", "run-b"), kind=Kind.PITFALL, payload={})
    store = filled(
        failure("a", "run-a"), failure("b", "run-b"), warning, failure("young", "run-c", valid_from=20 * DAY)
    )
    # Trust observed is .5 of the highest: after 60 days .125 is left.
    assert [edit.target for edit in forget_failures()(store, 62 * DAY)] == ["a"]
    assert forget_failures()(store, 60 * DAY) == []
    assert forget_failures(half_life=FOREVER * DAY)(store, 62 * DAY) == []
    with pytest.raises(InputError, match="least"):
        forget_failures(least=2.0)(store, NOW)


def test_only_cases_of_one_family_and_ending_take_over_from_each_other() -> None:
    store = filled()
    for at, changes in enumerate(({}, {"family": "bank"}, {"payload": {"success": True}}, {"when": "Sing a song"})):
        add(store, [failure(f"case {at}", "run", **{"when": "Refund order W1", "valid_from": at * DAY, **changes})])
    add(store, [failure("twin", "run", when="Refund order W1", valid_from=9 * DAY)])
    (edit,) = supersede_alike()(store, NOW)
    assert (edit.target, edit.experience and edit.experience.links[0].target) == ("case 0", "twin")
    with pytest.raises(InputError, match="alike"):
        supersede_alike(1.5)(store, NOW)


def test_a_model_writes_the_lessons_of_failures_beside_the_cases() -> None:
    lesson = {
        "kind": "insight",
        "when": "an order is to be refunded without a form",
        "body": "Refunds need the new form.",
        "tags": ["refund"],
        "confidence": 0.8,
        "cites": [{"run": 1, "first_step": 0, "last_step": 0, "quote": "use no form"}],
    }
    m = Memory(":memory:", system=springdrift(calls=llm.Calls(answering({"lessons": [lesson]})[0])), clock=Calendar())
    refund(m, "use no form", success=False)
    assert {one.body.partition("\n")[0] for one in m.store.experiences()} == {"Failed:", lesson["body"]}
