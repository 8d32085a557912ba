from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from typing import get_type_hints

import pytest

from seasoned.errors import InputError
from seasoned.protocols import Attempt, Reader
from seasoned.recall.compose import render
from seasoned.recall.search import dense, lexical
from seasoned.recall.select import floors, fuse, top_k, ucb
from seasoned.recall.trigger import on_error, start
from seasoned.stage import DiagnoseStage, DistillStage, EvolveStage, JudgeStage, SearchStage
from seasoned.store import open_store
from seasoned.system import Changes, System
from seasoned.types import (
    Candidate,
    Diagnosis,
    Edit,
    Kind,
    Operation,
    Outcome,
    Proposal,
    Query,
    Task,
    Trajectory,
    Verdict,
)

SMALL = System(
    name="small",
    trigger=start() | on_error(),
    search=lexical() | dense(limit=20),
    select=fuse({"lexical": 1.0}) >> floors(fit=0.2) >> ucb(c=0.5) >> top_k(3),
    compose=render(300),
)
RUN = Trajectory(id="r", task=Task(id="t", text="t"), steps=())


def proposal(name: str) -> Proposal:
    return Proposal(kind=Kind.INSIGHT, key=name, when="w", body="b")


def ones(attempts: Sequence[Attempt], store: Reader) -> Iterable[Proposal]:
    yield proposal("one")


def twos(attempts: Sequence[Attempt], store: Reader) -> Iterable[Proposal]:
    return [proposal("two")]


def test_a_system_reads_like_a_sentence() -> None:
    assert SMALL.slots() == {
        "trigger": "start() | on_error()",
        "search": "lexical() | dense(limit=20)",
        "select": "fuse({'lexical': 1.0}) >> floors(fit=0.2) >> ucb(c=0.5) >> top_k(3)",
        "compose": "render(300)",
    }


def test_but_replaces_what_is_named_and_leaves_the_original_alone() -> None:
    other = SMALL.but(name="other", select=top_k(1))
    assert (other.name, other.slots()["select"]) == ("other", "top_k(1)")
    assert other.search is SMALL.search
    assert SMALL.slots()["select"].endswith("top_k(3)")


def test_but_accepts_exactly_the_fields_of_a_system() -> None:
    assert get_type_hints(Changes) == get_type_hints(System)


def test_an_empty_system_does_nothing_anywhere() -> None:
    system, store = System(name="no_memory"), open_store(":memory:")
    assert system.slots() == {}
    assert system.judge(RUN, 0.0) is None
    assert system.diagnose(RUN, None) == []
    assert list(system.distill([Attempt(RUN, None)], store)) == []
    assert not system.trigger(Query(text="x"))
    assert system.evolve(store, 0.0) == []
    decision = system.admit([proposal("p")], store, 0.0)[0]
    assert (decision.verdict, decision.edit) == (Verdict.REJECTED, None)
    assert decision.reason


@pytest.mark.parametrize("wrong", [{"name": ""}, {"withhold": 1.5}, {"warm": -1}])
def test_a_system_out_of_range_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        SMALL.but(**wrong)  # type: ignore[arg-type]


def test_a_system_survives_pickling() -> None:
    copy = pickle.loads(pickle.dumps(SMALL))
    assert copy.slots() == SMALL.slots()
    assert [copy.trigger(Query(text="x", error=e, step=1)) for e in ("", "e")] == [True, True]


def test_plain_functions_compose_with_stages_on_either_side() -> None:
    def nothing(query: Query, store: Reader) -> list[Candidate]:
        return [Candidate("x", {"own": 1.0})]

    store, query = open_store(":memory:"), Query(text="q")
    for search in (nothing | lexical(), lexical() | nothing, SearchStage.of(nothing)):
        assert [candidate.id for candidate in search(query, store)] == ["x"]
    assert repr(nothing | lexical()) == "nothing | lexical()"
    assert repr(top_k(1).run) == "top_k(1)"


def test_distillers_in_parallel_yield_the_proposals_of_both() -> None:
    store = open_store(":memory:")
    both = DistillStage.of(ones) | twos
    assert [p.key for p in both([], store)] == ["one", "two"]
    assert repr(both) == repr(DistillStage.of(ones, twos)) == "ones | twos"
    with pytest.raises(InputError):
        DistillStage.of()


def test_the_first_judge_that_can_tell_is_heard() -> None:
    def silent(trajectory: Trajectory, now: float) -> Outcome | None:
        return None

    def good(trajectory: Trajectory, now: float) -> Outcome | None:
        return Outcome(trajectory_id=trajectory.id, success=True)

    def bad(trajectory: Trajectory, now: float) -> Outcome | None:
        return Outcome(trajectory_id=trajectory.id, success=False)

    outcome = JudgeStage.of(silent, good, bad)(RUN, 0.0)
    assert outcome is not None
    assert outcome.success


def test_diagnosers_in_parallel_list_what_both_found() -> None:
    def none(trajectory: Trajectory, outcome: Outcome | None) -> list[Diagnosis]:
        return []

    assert DiagnoseStage.of(none, none)(RUN, None) == []


def test_an_experience_that_one_upkeep_stage_edits_is_left_alone_by_the_next() -> None:
    def first(store: Reader, now: float) -> list[Edit]:
        return [Edit(operation=Operation.MERGE, target="a", sources=("b",))]

    def second(store: Reader, now: float) -> list[Edit]:
        return [Edit(operation=Operation.RETIRE, target=name) for name in "abc"]

    edits = (EvolveStage.of(first) | second)(open_store(":memory:"), 0.0)
    assert [edit.target for edit in edits] == ["a", "c"]
