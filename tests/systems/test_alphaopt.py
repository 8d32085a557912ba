"""AlphaOPT: an insight stops firing where it hurt, because its retrieval condition is learned."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.made import cite, lesson, lessons
from llm.runs import answering
from seasoned import Memory, llm
from seasoned.errors import InputError
from seasoned.evolve.refine import Confusion, refine
from seasoned.evolve.revise import revise
from seasoned.learn.admit import Admission
from seasoned.learn.admit.source_solved import REASON, SourceSolved
from seasoned.learn.distill import pairs
from seasoned.llm.stages.label import MARK
from seasoned.recall.conditions import Condition, condition_of, links_with
from seasoned.recall.search import dense
from seasoned.recall.search.taxonomy import ABOUT, taxonomy
from seasoned.stage import DistillStage
from seasoned.system import System, no_evolution
from seasoned.systems.alphaopt import alphaopt
from seasoned.types import Edit, Experience, Kind, Link, Operation, Query, Verdict

GOODS = {"grain": "relax the model", "trucks": "round the model"}
"""Grain can be divided, trucks cannot."""


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def planned(m: Memory, goods: str, depot: int, action: str = "") -> bool:
    """The agent rounds, unless memory says what worked in place of rounding."""
    with m.episode(f"Allocate {goods} to the depot number {depot}", family="planning/linear") as episode:
        said = [item.payload["right"] for item in episode.recall().items]
        done = action or (said[0] if said else "round the model")
        episode.step(observation="the data", action="read the data")
        episode.step(observation="a model", action=done)
        episode.finish(success=done == GOODS[goods])
    m.evolve()
    return done == GOODS[goods]


def season(m: Memory) -> dict[str, float]:
    """One insight is learned from grain; then both goods are planned. The share that went well in the second half."""
    planned(m, "grain", 0, "round the model")
    planned(m, "grain", 0, "relax the model")
    for depot in (1, 2, 3):
        for goods in GOODS:
            planned(m, goods, depot)
    return {goods: sum(planned(m, goods, depot) for depot in (7, 8, 9, 10)) / 4 for goods in GOODS}


def test_a_refined_condition_stops_an_insight_where_it_hurt_and_nowhere_else() -> None:
    system = alphaopt()
    assert season(memory(system)) == {"grain": 1.0, "trucks": 1.0}
    # Unrefined, the insight is shown for trucks as well, and spoils every plan of theirs.
    assert season(memory(system.but(evolve=no_evolution))) == {"grain": 1.0, "trucks": 0.0}


def test_the_refinement_is_an_edit_with_the_score_before_and_after() -> None:
    m = memory(alphaopt())
    season(m)
    (insight,) = m.store.experiences()
    assert condition_of(insight) == Condition(avoids=frozenset({"truck"}))
    refined = [event.record for event in m.store.log() if getattr(event.record, "operation", "") == Operation.REFINE]
    # Its word is in the only wrong task so far: one grain and one truck were planned with it.
    assert [(edit.before, edit.after) for edit in refined] == [(0.5, 1.0)]


def words(*texts: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(text.split()) for text in texts)


def test_f12_has_the_value_computed_by_hand() -> None:
    confusion = Confusion(words("a x", "a y", "a z"), words("b x", "a b"), words("c x"))
    assert confusion.score(Condition()) == pytest.approx((3 + 1 + 0) / 6)
    assert confusion.score(Condition(avoids=frozenset("b"))) == pytest.approx((3 + 1 + 2) / 6)
    assert confusion.score(Condition(needs=frozenset("a"))) == pytest.approx((3 + 0 + 1) / 6)
    assert Confusion().score(Condition()) == 0.0


Tasks = tuple[frozenset[str], ...]
situations = st.lists(st.frozensets(st.sampled_from("abcd"), min_size=1), max_size=5).map(tuple)


@given(situations, situations, situations)
def test_f12_is_a_share_and_an_open_condition_loses_the_negatives_alone(pos: Tasks, neg: Tasks, unr: Tasks) -> None:
    confusion = Confusion(pos, neg, unr)
    for condition in (Condition(), Condition(needs=frozenset("a")), Condition(avoids=frozenset("a"))):
        assert 0.0 <= confusion.score(condition) <= 1.0
    if confusion.total:
        assert confusion.score(Condition()) == (len(pos) + len(unr)) / confusion.total


def test_a_condition_is_kept_in_the_links_and_leaves_the_others_alone() -> None:
    item = Experience(id="i", kind=Kind.INSIGHT, key="k", when="w", body="b", links=(Link("related", "j"),))
    condition = Condition(frozenset({"a"}), frozenset({"b", "c"}))
    kept = links_with(item, condition)
    assert kept[0] == Link("related", "j")
    assert condition_of(Experience(id="i", kind=Kind.INSIGHT, key="k", when="w", body="b", links=kept)) == condition
    assert condition.holds(frozenset({"a", "d"}))
    assert not condition.holds(frozenset({"a", "b"}))
    assert not condition.holds(frozenset({"d"}))
    assert str(condition) == "says 'a' and does not say 'b' and does not say 'c'"


def test_what_a_condition_kept_back_by_mistake_is_let_through_again() -> None:
    m = memory(alphaopt())
    season(m)
    (insight,) = m.store.experiences()
    wrong = Condition(avoids=frozenset({"truck", "number"}))
    m.store.append(by_hand(insight, links=links_with(insight, wrong)), at=m.clock())
    assert not m.recall("Allocate grain to the depot number 20", family="planning/linear")
    # The next grain fails without the insight; the grains that it was shown on are the most similar tasks.
    planned(m, "grain", 20)
    (insight,) = m.store.experiences()
    assert condition_of(insight) == Condition(avoids=frozenset({"truck"}))


def test_a_condition_survives_what_is_learned_later_under_the_same_key() -> None:
    m = memory(alphaopt())
    season(m)
    (before,) = m.store.experiences()
    for action in ("round the model", "relax the model"):
        # Not shown this time: what memory says is not evidence for itself.
        with m.episode("Allocate grain to the depot number 30", family="planning/linear") as episode:
            episode.step(observation="the data", action="read the data")
            episode.step(observation="a model", action=action)
            episode.finish(success=action == GOODS["grain"])
    (after,) = m.store.experiences()
    assert after.evidence.support_count == before.evidence.support_count + 1
    assert condition_of(after) == condition_of(before) == Condition(avoids=frozenset({"truck"}))


def by_hand(item: Experience, **changes: Any) -> Edit:
    return revise(item, Operation.EDIT, reason="by hand", stage="test", now=1.0, **changes)


def test_refining_needs_at_least_one_variant_and_one_wrong_task() -> None:
    store = memory(alphaopt()).store
    for knobs in ({"variants": 0}, {"least": 0}):
        with pytest.raises(InputError, match=">= 1"):
            refine(**knobs)(store, 1.0)


def test_an_insight_is_kept_only_if_its_source_task_was_solved() -> None:
    def verdicts(success: bool) -> list[tuple[str, str]]:
        m = memory(alphaopt().but(distill=DistillStage.of(pairs), admit=SourceSolved(Admission())))
        with m.episode("Allocate grain", family="planning") as episode:
            episode.step(tool="solve", arguments={"mode": "integer"}, error="infeasible")
            episode.step(tool="solve", arguments={"mode": "real"}, result="optimal")
            learned = episode.finish(success=success)
        return [(decision.verdict, decision.reason) for decision in learned.decisions]

    assert verdicts(True) == [(Verdict.STORED, "new")]
    assert verdicts(False) == [(Verdict.REJECTED, REASON)]


def test_only_what_is_filed_where_the_task_belongs_is_considered() -> None:
    m = memory(alphaopt())
    season(m)
    (insight,) = m.store.experiences()
    search = taxonomy(dense())

    def shares(text: str, family: str) -> list[float]:
        return [one.scores["taxonomy"] for one in search(Query(text=text, family=family), m.store)]

    text = "Allocate grain to the depot number 3"
    assert shares(text, "planning/linear") == [1.0]
    assert shares(text, "planning/network") == [0.5]
    assert shares(text, "retail/refund") == []
    assert ABOUT == MARK
    m.store.append(by_hand(insight, tags=("about:divisible grain",)), at=m.clock())
    assert shares(text, "planning/linear") == [pytest.approx(2 / 3)]
    assert shares(f"{text}; it is divisible", "planning/linear") == [1.0]
    assert shares(f"{text}; it is divisible", "retail/refund") == [pytest.approx(1 / 3)]


def test_a_model_writes_the_insight_chooses_it_and_labels_it() -> None:
    insight = lesson(
        "relax the model",
        when="goods that can be divided are allocated",
        body="Relax the model.",
        cites=[cite("relax the model", 1)],
    )
    model, asked = answering(
        lessons(insight),
        {"items": [{"item": 1, "labels": ["allocation"]}]},
        {"items": [1], "reason": "grain can be divided"},
    )
    m = memory(alphaopt(calls=llm.Calls(model), fit=0.0))
    assert m.system.needs_model
    for action in ("round the model", "relax the model"):
        with m.episode("Allocate grain to the depot", family="planning", task_id="t") as episode:
            episode.step(observation="the data", action="read the data")
            episode.step(observation="a model", action=action)
            episode.finish(success=action == "relax the model")
    m.evolve()
    (stored,) = m.store.experiences()
    assert (stored.body, "about:allocation" in stored.tags) == ("Relax the model.", True)
    (shown,) = m.episode("Allocate goods to the depot", family="planning").recall().items
    assert shown.id == stored.id
    assert len(asked) == 3
