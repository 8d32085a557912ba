"""EvoKernel keeps a value per stage: of two cases, one good to draft from and one to refine with, each is shown in its
place. One value for both stages cannot tell."""

from __future__ import annotations

import itertools
from math import log, sqrt, tanh
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall.items import chosen, reason, run, scored
from seasoned.credit.folds import folded
from seasoned.credit.stages import Result, improvement, normalised, result_of, stage_of, stage_values
from seasoned.credit.trials import Trial, trials
from seasoned.errors import InputError
from seasoned.memory import Memory
from seasoned.protocols import Reader
from seasoned.recall.search import dense
from seasoned.recall.search.stage_value import stage_value
from seasoned.recall.select.foremost import foremost
from seasoned.system import System, family_of, no_distillation
from seasoned.systems.evokernel import evokernel
from seasoned.types import Kind, Outcome, Query, Site, Step, Task, Trajectory, Usage, Value

TASK = "Write a softmax kernel"
TILED, FUSED = "tile the rows by 128", "fuse exp and sum"


def clocked(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def seeded(system: System) -> Memory:
    """Return a memory with two cases that look alike. It learns no further ones: only their choice counts."""
    m = clocked(system)
    for plan in (TILED, FUSED):
        with m.episode(TASK, family="npu", task_id=plan) as episode:
            episode.step(observation="an empty file", action=plan, reward=1.0)
            episode.finish(success=True)
    m.system = m.system.but(distill=no_distillation)
    return m


def asked(m: Memory) -> tuple[str, str]:
    """Return what is shown to draft with and to refine with."""
    sites = (Query(text=TASK, family="npu", site=site, trajectory_id="t") for site in (Site.START, Site.STEP))
    draft, refine = (m.hint(query, Random(0), 0, 0) for query in sites)
    return draft.items[0].body, refine.items[0].body


def trained(system: System, rounds: int = 40) -> tuple[str, str]:
    """Return what is shown in each stage after `rounds` runs in which tiling drafts well and fusing refines well."""
    m = seeded(system)
    for _ in range(rounds):
        with m.episode(TASK, family="npu", task_id="softmax") as episode:
            drafted = TILED in episode.recall().text
            episode.step(observation="draft", action="compile", reward=1.0 if drafted else -1.0)
            refined = FUSED in episode.recall().text
            episode.step(observation="refine", action="compile again", reward=1.0 if refined else -1.0)
            episode.finish(success=drafted and refined)
    m.system = m.system.but(select=evokernel(n=1, eps=0.0).select)
    return asked(m)


def test_each_stage_is_shown_what_helps_in_it_and_one_table_for_both_stages_shows_one_thing() -> None:
    system = evokernel(n=1, eps=0.2)
    draft, refine = trained(system)
    assert TILED in draft
    assert FUSED in refine
    bank = dense(kinds=(Kind.CASE,), limit=12)
    draft, refine = trained(system.but(search=stage_value(bank, family_of), context=family_of))
    assert draft == refine


def test_refining_starts_from_an_earlier_success_of_the_task_and_drafting_does_not() -> None:
    m = clocked(evokernel(n=2, eps=0.0))
    for name, success in (("softmax", True), ("softmax", True), ("softmax", False), ("layer norm", True)):
        with m.episode(f"Write a {name} kernel", family="npu") as episode:
            episode.step(observation="an empty file", action=f"plan for {name}", reward=1.0 if success else -1.0)
            episode.finish(success=success, score=float(success))
    with m.episode("Write a softmax kernel", family="npu") as episode:
        episode.recall()
        episode.step(observation="draft", action="compile")
        episode.recall()
    refine, draft = m.store.usages(limit=2)
    assert not any("start_point" in one.scores for one in draft.candidates)
    points = [one.id for one in refine.candidates if "start_point" in one.scores]
    assert len(points) == 2
    assert refine.selected[0] in points
    assert len(refine.selected) == 2
    assert not set(refine.selected[1:]) & set(points)


def test_the_rewards_of_refining_by_hand() -> None:
    assert improvement(True, 8.0, 4.0) == pytest.approx(tanh(log(2.0)))
    assert improvement(True, 8.0, 4.0) == pytest.approx(0.6)
    assert improvement(True, 4.0, 8.0) == pytest.approx(-0.6)
    assert improvement(True, None, 5.0) == 1.0
    assert improvement(False, 8.0, 1.0) == -1.0
    with pytest.raises(InputError, match="costs > 0"):
        improvement(True, 0.0, 1.0)
    # Seen 1 and 0: mean .5, sample variance .5.
    assert normalised(1.0, Value(mean=0.5, visits=2.0, m2=0.5)) == pytest.approx(0.5 / sqrt(0.5))
    assert normalised(0.3, Value(mean=0.1, visits=1.0)) == pytest.approx(0.2)


@given(st.floats(1e-6, 1e6), st.floats(1e-6, 1e6))
def test_an_improvement_is_bounded_and_as_large_as_the_worsening_that_takes_it_back(best: float, cost: float) -> None:
    gain = improvement(True, best, cost)
    assert -1.0 <= gain <= 1.0
    assert improvement(True, cost, best) == pytest.approx(-gain)


def test_values_are_folded_from_the_log_by_hand() -> None:
    m = seeded(evokernel(n=1, eps=0.0))
    rounds = ((1.0, 8.0, 4.0), (-1.0, 0.0, 8.0))
    for draft, first, second in rounds:
        with m.episode(TASK, family="npu", task_id="softmax") as episode:
            shown = episode.recall().items[0].id
            episode.step(action="compile", reward=draft, metadata={"latency": first})
            assert [item.id for item in episode.recall().items] == [shown]
            episode.step(action="compile again", reward=1.0, metadata={"latency": second})
            episode.finish(success=True)
    values = stage_values(trials(m.store), m.store, alpha=0.5)
    # Drafting: +1, then -1 by the step's own reward: 0 → .5 → -.25.
    assert values["draft", shown] == pytest.approx(-0.25)
    # Refining: .6 (8 → 4), which is the mean of all seen: 0. Then -.6 against the best, 4: mean 0, deviation .6·√2.
    assert values["refine", shown] == pytest.approx(0.5 * -0.6 / (0.6 * sqrt(2.0)))


def test_values_are_made_anew_when_an_outcome_arrives_and_not_for_a_recall() -> None:
    m = seeded(evokernel())
    made: list[int] = []

    def count(log: Reader) -> int:
        made.append(len(log.usages()))
        return made[-1]

    def now() -> int:
        return folded(m.store, "count", count)

    with m.episode(TASK, family="npu") as episode:
        now()
        episode.recall()
        assert now() == 0
        episode.finish(success=True)
    assert now() == 1
    m.observe(episode.id, False)
    now()
    assert made == [0, 1, 1]


def test_a_model_may_summarise_what_the_runs_show_beside_the_runs() -> None:
    pytest.importorskip("pydantic_ai", reason="the extra llm is not installed: pip install 'seasoned[llm]'")
    from llm.made import lesson, lessons
    from llm.runs import answering
    from seasoned import llm

    advice = lesson("compiles in 3 ms", when="a softmax is slow", body="Tile the rows before anything else.")
    model, asked = answering(lessons({**advice, "cites": [{**advice["cites"][0], "first_step": 0, "last_step": 0}]}))
    m = clocked(evokernel(calls=llm.Calls(model)))
    assert m.system.needs_model
    with m.episode(TASK, family="npu") as episode:
        episode.step(observation="compiles in 3 ms", action=TILED, reward=1.0)
        episode.finish(success=True)
    assert len(asked) == 1
    shown = m.recall(TASK, family="npu")
    assert {item.kind for item in shown.items} == {Kind.CASE, Kind.INSIGHT}
    assert "Tile the rows" in shown.text


def trial(step: int, success: bool, **metrics: float) -> Trial:
    usage = Usage(id="u", trajectory_id="r", step=step, query=TASK, selected=("x",), shares=(1.0,))
    outcome = Outcome(trajectory_id="r", success=success, metrics=metrics)
    return Trial("x", usage, outcome, 1.0 if success else -1.0, 1.0)


def test_a_step_without_a_verdict_is_judged_by_how_the_run_ended() -> None:
    steps = (
        Step(index=0, reward=0.0),
        Step(index=1, metadata={"error": "no such intrinsic"}),
        Step(index=2, reward=2.0),
    )
    kernel = Trajectory(id="r", task=Task(id="t", text=TASK), steps=steps)
    assert result_of(trial(0, True), kernel, "latency") == Result("t", True, None)
    assert result_of(trial(0, False, latency=3.0), kernel, "latency") == Result("t", False, 3.0)
    assert result_of(trial(1, True), kernel, "latency") == Result("t", False, None)
    assert result_of(trial(2, False), kernel, "latency") == Result("t", True, None)
    assert result_of(trial(9, True), kernel, "latency") == Result("t", True, None)


def test_one_of_a_channel_comes_first_and_its_others_are_refused() -> None:
    items = [scored("a", 0.9), scored("b", {"dense": 0.5, "start_point": 1.0}), scored("c", {"start_point": 1.0})]
    found = run(foremost("start_point"), items)
    assert chosen(found) == ["b", "a"]
    assert "already chosen" in reason(found, "c")
    with pytest.raises(InputError, match="n >= 0"):
        run(foremost("start_point", n=-1), items)


def test_the_stage_of_a_query_and_bad_knobs() -> None:
    assert stage_of(Query(text="t", site=Site.START)) == "draft"
    assert stage_of(Query(text="t", site=Site.TOOL_RESULT)) == "refine"
    with pytest.raises(InputError, match="alpha in"):
        seeded(evokernel(alpha=0.0)).recall(TASK, family="npu")
