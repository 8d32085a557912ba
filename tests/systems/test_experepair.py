"""ExpeRepair: the traceback finds the repair that the text of the task does not."""

from __future__ import annotations

import itertools
from math import log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.runs import answering
from seasoned import Memory, llm
from seasoned.errors import InputError
from seasoned.evolve.per_family import per_family
from seasoned.protocols import Evolve, Reader, Scored
from seasoned.recall.search.by_fields import Field, by_fields, okapi, scaled
from seasoned.recall.select.one_per_run import one_per_run
from seasoned.system import System, no_evolution
from seasoned.systems.experepair import FIRST, experepair
from seasoned.types import Candidate, Edit, Evidence, Experience, Hint, Kind, Operation, Query, Span, Status, Utility

REPAIRS = {
    "ImportError: cannot import name 'gcd' from 'fractions'": "patch(file=compat, use=math)",
    "TypeError: unhashable type: 'list'": "patch(file=cache, use=tuple)",
    "UnicodeDecodeError: codec can't decode byte 0xff": "patch(file=reader, use=utf8)",
    "RecursionError: maximum recursion depth exceeded": "patch(file=walker, use=stack)",
}
FEATURES = ("login page", "export to spreadsheets", "search box", "photo upload")


def traceback(error: str, line: int) -> str:
    return f'Traceback (most recent call last):\n  File "/src/app_{line}.py", line {line}, in main\n{error}'


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def told(hint: Hint) -> str:
    """The repair that the best item shows: what worked in a pair, the last thing done in a case."""
    if not hint.items:
        return ""
    payload = hint.items[0].payload
    return str(payload["right"]) if "right" in payload else str(payload["steps"][-1]["action"])


def repaired(m: Memory, feature: str, error: str, number: int, *, alone: bool = False) -> bool:
    """One task: the obvious patch fails with a traceback, then the agent does as told, or finds out slowly."""
    right = REPAIRS[error]
    with m.episode(f"The {feature} is broken, ticket {number}", family="app") as episode:
        episode.recall()
        episode.step(tool="patch", arguments={"file": "obvious", "use": "quick"}, error=traceback(error, number))
        action = told(episode.recall())
        if alone:
            episode.step(tool="patch", arguments=dict(part.split("=") for part in right[6:-1].split(", ")), result="ok")
        else:
            episode.step(tool="patch", arguments={"file": "x", "use": "x"}, result=action)
        episode.finish(success=alone or action == right)
    return action == right


def second_year(m: Memory) -> float:
    """Share of tasks repaired at once, after each error was met once under another feature's name."""
    errors = list(REPAIRS)
    for number, (feature, error) in enumerate(zip(FEATURES, errors, strict=True)):
        repaired(m, feature, error, number, alone=True)
    moved = zip(FEATURES, [*errors[1:], errors[0]], strict=True)
    results = [repaired(m, feature, error, 10 + number) for number, (feature, error) in enumerate(moved)]
    return sum(results) / len(results)


def test_the_traceback_finds_the_repair_that_the_text_of_the_task_does_not() -> None:
    system = experepair()
    assert second_year(memory(system)) == 1.0
    # The same memory, in which every repair stands too, asked with the text of the task alone.
    assert second_year(memory(system.but(search=by_fields(FIRST, (Kind.CASE,))))) == 0.0


def test_a_first_attempt_is_found_by_the_task_and_repairs_wait_for_an_error() -> None:
    m = memory(experepair())
    second_year(m)
    at_start = m.episode("The search box is broken, ticket 77", family="app").recall()
    assert {item.kind for item in at_start.items} == {Kind.CASE}
    assert "search box" in at_start.items[0].when
    elsewhere = m.episode("The search box is broken, ticket 77", family="other repository").recall()
    assert not elsewhere


def test_insights_stand_beside_the_records_and_are_at_most_so_many() -> None:
    m = memory(experepair(k=1, insights=2))
    for number in range(3):
        for use, success in (("quick", False), (f"slow{number}", True)):
            with m.episode(f"Ticket {number}", family="app", task_id=f"t{number}") as episode:
                episode.step(tool="read", arguments={"file": f"f{number}"}, result="text")
                episode.step(tool="patch", arguments={"use": use}, result="done")
                episode.finish(success=success)
    kinds = [item.kind for item in m.episode("Ticket 1", family="app").recall().items]
    assert sorted(kinds) == [Kind.CASE, Kind.INSIGHT, Kind.INSIGHT]


def test_bm25_has_the_values_computed_by_hand() -> None:
    # N = 2, one document has "a" twice: idf = ln(1 + 1.5/1.5) = ln 2; length 2 of average 1.5, so
    # norm = 1.2 * (.25 + .75 * 2/1.5) = 1.5 and the score ln 2 * 2 * 2.2 / 3.5.
    first, second = okapi(["a"], [["a", "a"], ["b"]])
    assert first == pytest.approx(log(2.0) * 4.4 / 3.5)
    assert second == 0.0
    assert scaled([1.0, 3.0, 2.0]) == pytest.approx([0.0, 1.0, 0.5])
    assert scaled([2.0]) == [1.0]
    assert scaled([0.0, 0.0]) == [0.0, 0.0]


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=5), max_size=5), st.lists(st.sampled_from("abcd")))
def test_a_field_scores_between_0_and_1_and_only_what_shares_a_word_above_0(
    docs: list[list[str]], q: list[str]
) -> None:
    scores = okapi(q, docs)
    assert [score > 0.0 for score in scores] == [bool(set(q) & set(doc)) for doc in docs]
    assert all(0.0 <= share <= 1.0 for share in scaled(scores))


def test_a_field_with_an_unknown_part_or_a_negative_weight_is_refused() -> None:
    store = memory(experepair()).store
    for field in (Field("when", "thought", 1.0), Field("when", "text", -1.0)):
        with pytest.raises(InputError, match="weight >= 0"):
            by_fields((field,))(Query(text="x"), store)


def scored(name: str, kind: Kind, *runs: str) -> Scored:
    spans = tuple(Span(trajectory_id=run, start=0, end=1, quote="q") for run in runs)
    evidence = Evidence(supports=spans)
    item = Experience(id=name, kind=kind, key=name, when=name, body=name, evidence=evidence)
    return Scored(Candidate(name), item, Utility())


def test_one_item_per_run_is_kept_and_it_is_the_first() -> None:
    items = [
        scored("a", Kind.PAIR, "one"),
        scored("b", Kind.PAIR, "one"),
        scored("c", Kind.PAIR, "one", "two"),
        scored("d", Kind.PAIR, "two"),
        scored("e", Kind.INSIGHT, "one"),
        scored("f", Kind.PAIR),
    ]
    marked = one_per_run(beside=(Kind.INSIGHT,))(Query(text="x"), items, Random(0), 1.0)
    assert [one.candidate.id for one in marked if one.chosen] == ["a", "c", "e", "f"]
    assert {one.reason for one in marked if not one.chosen} == {"a better item comes from the same run"}


def test_upkeep_per_family_lists_the_edits_of_each_family_by_name() -> None:
    m = memory(experepair())
    for family in ("b", "a"):
        with m.episode("Patch it", family=family) as episode:
            episode.step(tool="patch", arguments={"use": "it"}, result="ok")
            episode.finish(success=True)
    seen: list[str] = []

    def make(family: str) -> Evolve:
        def stage(store: Reader, now: float) -> list[Edit]:
            seen.append(family)
            return [Edit(operation=Operation.AGREE, target=family)]

        return no_evolution if family == "*" else stage

    stage = per_family(make)
    assert repr(stage) == "per_family(no_evolution)"
    assert [edit.target for edit in stage(m.store, 1.0)] == seen == ["a", "b"]


def test_a_model_keeps_the_insights_by_operations() -> None:
    add = {
        "op": "add",
        "targets": [],
        "when": "a patch is refused",
        "body": "Read the last line of the traceback first.",
        "reason": "it names the cause",
        "cites": [{"run": 1, "first_step": 0, "last_step": 0, "quote": "unhashable type"}],
    }
    model, asked = answering({"ops": [add]}, {"ops": []})
    m = memory(experepair(calls=llm.Calls(model)))
    assert m.system.needs_model
    assert not asked
    repaired(m, "search box", "TypeError: unhashable type: 'list'", 1, alone=True)
    m.evolve()
    (insight,) = m.store.experiences(kinds=(Kind.INSIGHT,))
    assert (insight.body, insight.status) == (add["body"], Status.ACTIVE)
    assert insight in m.episode("The login page is broken", family="app").recall().items
