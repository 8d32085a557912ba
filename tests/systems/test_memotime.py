from __future__ import annotations

import pytest

from recall.items import experience
from recall.stores import NOW, filled, give
from seasoned import llm
from seasoned.errors import InputError
from seasoned.evolve import forget_unused
from seasoned.evolve.expire import expire
from seasoned.learn.distill import cases
from seasoned.recall.operators import operators
from seasoned.recall.search import dense
from seasoned.recall.search.shared_words import likeness, shared_words
from seasoned.recall.select import top_k
from seasoned.recall.select.decay import DAY
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.systems.memotime import memotime
from seasoned.types import Kind, Query, Status
from systems.played import ask, memory, play

BEFORE, AFTER = "Who visited Oria before the treaty of Vem?", "Who visited Oria after the treaty of Vem?"


def steps_for(system: System, question: str) -> list[str]:
    """The step that tells both ways apart, of each trace shown for `question`."""
    m = memory(system)
    for asked, window in ((BEFORE, "search until treaty"), (AFTER, "search from treaty")):
        play(m, asked, ["find treaty", window])
    return [str(item.payload["steps"][1]["action"]) for item in ask(m, question)]


def test_a_trace_of_the_same_operator_is_reused_and_without_types_its_opposite_is_too() -> None:
    for asked, window in (("before", "search until treaty"), ("after", "search from treaty")):
        question = f"Who visited Oria {asked} the treaty of Lun?"
        assert steps_for(memotime(), question) == [window]
        assert len(steps_for(memotime().but(search=shared_words(dense(kinds=(Kind.CASE,)))), question)) == 2


def traces(system: System) -> list[bool]:
    """Whether the trace of a run that failed half way, and that of one that was verified, is offered."""
    found = []
    for success in (False, True):
        m = memory(system)
        with m.episode(BEFORE, family="world") as episode:
            episode.step(action="find treaty", reward=0.5)
            episode.step(action="guess", reward=0.0)
            episode.finish(success=success, score=1.0 if success else 0.5)
        found.append(bool(ask(m, BEFORE)))
    return found


def test_only_verified_traces_are_kept_and_a_plain_memory_of_cases_keeps_the_others_too() -> None:
    assert traces(memotime()) == [False, True]
    assert traces(memotime().but(distill=DistillStage.of(cases))) == [True, True]


def reuses(system: System) -> list[bool]:
    """Whether the trace is shown in each of three runs, of which the first fails and the others would succeed."""
    m = memory(system)
    play(m, BEFORE, ["find treaty"])
    return [bool(play(m, BEFORE.replace("Vem", name), ["guess"], name != "Lun")) for name in ("Lun", "Tor")]


def test_a_trace_whose_reuse_failed_is_never_reused_and_without_that_rule_it_is() -> None:
    assert reuses(memotime()) == [True, False]
    assert reuses(memotime().but(select=top_k(5))) == [True, True]


def test_time_to_live_is_extended_by_two_hits_and_not_by_one() -> None:
    later = NOW + 40 * DAY
    old = later - 31 * DAY
    store = filled(
        experience("twice", "a", valid_from=old),
        experience("once", "b", valid_from=old),
        experience("young", "c", valid_from=later - 30 * DAY),
        experience("undated", "d"),
    )
    give(store, "twice", helped=2)
    give(store, "once", helped=1)
    edits = expire()(store, later)
    assert [(edit.target, edit.reason) for edit in edits] == [("once", "shown 1 times in 31 days")]
    # A rule of unused items alone keeps it.
    assert forget_unused(30 * DAY)(store, later) == []
    store.append(*edits, at=later)
    found = store.experience("once")
    assert found is not None
    assert found.status is Status.RETIRED
    assert expire(kinds=[Kind.CASE])(store, later) == []
    with pytest.raises(InputError, match="expire"):
        expire(age=-1.0)(store, NOW)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (BEFORE, "before"),
        ("Which was the last city that she saw after Oria?", "after+last"),
        ("How many treaties were signed between 1990 and 1995?", "between+count"),
        ("In which year did Oria join?", "when"),
        ("Book a flight to Rome", ""),
    ],
)
def test_a_questions_type_is_the_set_of_its_temporal_operators(question: str, expected: str) -> None:
    assert operators(question) == expected


def test_likeness_is_the_jaccard_index_or_four_fifths_of_the_containment() -> None:
    one, other = frozenset("abc"), frozenset("bcd")
    assert likeness(one, other) == pytest.approx(max(2 / 4, 0.8 * 2 / 3))
    assert likeness(one, one) == 1.0
    assert likeness(one, frozenset("xyz")) == likeness(one, frozenset()) == 0.0
    store = filled(experience("a", "red lamp on the big table"))
    (found,) = shared_words(dense())(Query(text="red lamp"), store)
    assert found.scores["words"] == 0.8
    assert 0.0 < found.scores["dense"] < 1.0


def test_a_sub_question_is_asked_about_along_the_way_and_ordinary_steps_are_not() -> None:
    m = memory(memotime())
    play(m, AFTER, ["find treaty", "search from treaty"])
    with m.episode("Tell the story of Oria", family="world") as episode:
        assert not episode.recall()
        episode.step(action="think")
        assert not episode.recall(observation="the treaty of Vem")
        assert episode.recall("Who visited Oria after the treaty of Tor?")


def test_with_a_model_a_run_that_no_fact_decides_is_judged() -> None:
    from llm.runs import SUCCESS, answering

    model, asked = answering(SUCCESS)
    m = memory(memotime(calls=llm.Calls(model)))
    play(m, BEFORE, ["find treaty"], None)
    assert len(asked) == 1
    assert ask(m, BEFORE)
    plain = memory(memotime())
    play(plain, BEFORE, ["find treaty"], None)
    assert not ask(plain, BEFORE)
