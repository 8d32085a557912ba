"""Dynamic Cheatsheet: what was learned once serves any later task, however it is worded, and the sheet stays short."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seasoned import Memory
from seasoned.errors import InputError
from seasoned.learn.distill import cases
from seasoned.learn.distill.documents import documents
from seasoned.learn.merge_documents import merge_documents, words_in
from seasoned.payloads import Document, Entry, read
from seasoned.recall.search import dense
from seasoned.recall.select import top_k
from seasoned.recall.tokens import tokens_in
from seasoned.stage import DistillStage
from seasoned.store import open_store
from seasoned.system import System
from seasoned.systems.dynamic_cheatsheet import dynamic_cheatsheet
from seasoned.types import Kind

TOPICS = ("garden roses", "harbour cranes", "church organ", "desert camels")


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def learn(m: Memory, text: str, action: str, success: bool = True, source: str = "environment") -> None:
    with m.episode(text, family="town") as episode:
        episode.recall()
        episode.step(observation="here", action=action)
        episode.finish(success=success, source=source)


def solved(system: System) -> list[bool]:
    """Return per topic whether the hint names the trick that was learned once, on a task that reads like none of them.

    Of each topic there are three similar tasks in memory, whose own way no longer works.
    """
    m = memory(system)
    learn(m, "Print a leaflet", "whistle twice")
    for topic in TOPICS:
        for n in range(3):
            learn(m, f"Look after the {topic} number {n}", f"tend {topic} {n}")
    hints = [m.episode(f"Look after the {topic} number 9", family="town").recall() for topic in TOPICS]
    return ["whistle twice" in hint.text for hint in hints]


def test_the_whole_sheet_serves_tasks_that_resemble_nothing_and_retrieval_of_the_like_does_not() -> None:
    sheet = dynamic_cheatsheet()
    assert solved(sheet) == [True] * 4
    retrieval = sheet.but(distill=DistillStage.of(cases), search=dense(kinds=(Kind.CASE,)), select=top_k(3))
    assert solved(retrieval) == [False] * 4


def test_the_sheet_stays_within_its_words_and_keeps_what_is_needed_often() -> None:
    m = memory(dynamic_cheatsheet(words=60))
    for n in range(3):
        learn(m, f"Print leaflet {n}", "whistle twice")
    for n in range(30):
        learn(m, f"Carry box {n}", f"lift crate {n}")
    (sheet,) = m.store.experiences(kinds=(Kind.DOCUMENT,))
    entries = read(sheet.payload, Document).entries
    assert sum(map(words_in, entries)) <= 60
    assert [(entry.text, entry.count) for entry in entries if entry.count > 1] == [("This worked: whistle twice", 3)]
    assert entries[-1].text == "This worked: lift crate 29"
    assert re.search(r"\(used 3 times\)\nThis worked: whistle twice", sheet.body)


def test_a_long_sheet_is_shown_within_the_budget() -> None:
    m = memory(dynamic_cheatsheet(budget=200))
    for n in range(40):
        learn(m, f"Carry box {n}", f"lift crate {n}")
    hint = m.episode("Carry box 99", family="town").recall()
    assert tokens_in(hint.text) <= 200
    assert len(hint.items) == 1


def test_each_family_has_its_own_sheet_and_a_self_reported_success_does_not_touch_it() -> None:
    m = memory(dynamic_cheatsheet())
    learn(m, "Print a leaflet", "whistle twice")
    learn(m, "Print a poster", "shout once", source="self")
    (sheet,) = m.store.experiences(kinds=(Kind.DOCUMENT,))
    assert "shout once" not in sheet.body
    assert not m.episode("Print a leaflet", family="village").recall()


# -- the law of merging -----------------------------------------------------------------------------------------------

entries = st.builds(Entry, st.just("about"), st.sampled_from(["a", "a a", "b", "c c c"]), st.integers(1, 3))
sheets = st.builds(Document, st.lists(entries, max_size=4, unique_by=lambda one: one.text).map(tuple), st.just(0))


@given(sheets, sheets, sheets)
def test_without_a_limit_merging_adds_up_counts_in_any_grouping(one: Document, two: Document, three: Document) -> None:
    left = merge_documents(merge_documents(one, two), three)
    assert left == merge_documents(one, merge_documents(two, three))
    assert sum(entry.count for entry in left.entries) == sum(
        entry.count for sheet in (one, two, three) for entry in sheet.entries
    )
    assert len({entry.text for entry in left.entries}) == len(left.entries)


@given(sheets, sheets, st.integers(1, 12))
def test_within_a_limit_the_newest_stays_and_nothing_goes_that_was_needed_more(
    one: Document, two: Document, words: int
) -> None:
    everything = merge_documents(one, two).entries
    kept = merge_documents(one, Document(two.entries, words)).entries
    assert sum(map(words_in, kept)) <= words or len(kept) <= 1
    assert kept[-1:] == everything[-1:]
    gone = [entry.count for entry in everything if entry not in kept]
    assert max(gone, default=0) <= min((entry.count for entry in kept[:-1]), default=100)


def test_case_and_spacing_do_not_make_an_entry_new() -> None:
    merged = merge_documents(Document((Entry("x", "Lift  it"),)), Document((Entry("y", "lift it"),)))
    assert merged.entries == (Entry("x", "Lift  it", 2),)


def test_a_sheet_without_room_is_refused() -> None:
    with open_store(":memory:") as store, pytest.raises(InputError, match="words >= 1"):
        list(documents(cases, 0)((), store))


# -- the model form ---------------------------------------------------------------------------------------------------


def test_with_a_model_the_entries_are_in_its_words_and_the_rules_step_in_where_it_fails() -> None:
    pytest.importorskip("pydantic_ai", reason="the extra llm is not installed: pip install 'seasoned[llm]'")
    from llm.runs import answering
    from seasoned import llm

    lesson = {
        "kind": "insight",
        "when": "a machine hangs",
        "body": "Whistle to wake it.",
        "tags": [],
        "confidence": 0.9,
        "cites": [{"run": 1, "first_step": 0, "last_step": 0, "quote": "whistle twice"}],
    }
    model, _ = answering({"lessons": [lesson]}, "{")
    m = memory(dynamic_cheatsheet(calls=llm.Calls(model)))
    learn(m, "Print a leaflet", "whistle twice")
    learn(m, "Print a poster", "feed paper")
    (sheet,) = m.store.experiences(kinds=(Kind.DOCUMENT,))
    texts = [entry.text for entry in read(sheet.payload, Document).entries]
    assert texts == ["Whistle to wake it.", "This worked: feed paper"]
