"""The logs track, on made runs whose regularities are known, and on real ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from seasoned.bench.track import NONE, Item, Result, Setup, Unit
from seasoned.bench.tracks.logs import QUESTIONS, TRACK
from seasoned.bench.tracks.logs_faults import faults
from seasoned.bench.tracks.logs_logistic import fitted
from seasoned.bench.tracks.logs_prefix import HALF, Point, prefix, query_at, typical_half
from seasoned.bench.tracks.logs_runs import FOLDS, LOGS, fold_of, runs, some, split
from seasoned.bench.tracks.logs_sql import covered, sql_tokens
from seasoned.errors import InputError
from seasoned.types import Site, Step, Task, Trajectory

Row = dict[str, Any]


def row(domain: str, task: str, text: str, tools: Sequence[str], success: bool, **notes: Any) -> Row:
    """An episode in which `tools` are called, each with what it is told, ``name text``."""
    messages: list[Row] = [{"role": "user", "content": text}]
    for number, call in enumerate(tools):
        name, _, told = call.partition(" ")
        called = {"id": f"c{number}", "name": name, "arguments": {"input": told} if told else {}}
        messages += [
            {"role": "assistant", "content": None, "tool_calls": [called]},
            {"role": "tool", "tool_call_id": f"c{number}", "name": name, "content": f"{name} went through"},
        ]
    return {
        "source": "made", "domain": domain, "task_id": task, "trial": 0, "model": "m", "reward": float(success),
        "success": success, "instruction": text, "messages": messages, **notes,
    }  # fmt: skip


def written(folder: Path, name: str, rows: Iterable[Row]) -> None:
    (folder / f"{name}.jsonl").write_text("\n".join(json.dumps(one) for one in rows) + "\n")


def asked(folder: Path, family: str, system: str, seeds: int = FOLDS) -> list[Item]:
    setup = Setup(data=folder, seeds=seeds, families=(family,), systems=("default",))
    units = [unit for unit in TRACK.units(setup) if unit.system == system]
    return [item for unit in units for item in kept(TRACK.run(unit, setup)).items]


def kept(result: Result) -> Result:
    """Return what a journal gives back of a result."""
    assert msgspec.json.decode(msgspec.json.encode(result), type=Result) == result
    return result


def mean(items: Sequence[Item], metric: str = "score") -> float:
    values = [item.values[metric] for item in items if metric in item.values]
    return fsum(values) / len(values)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Chairs always fail, and only what fails calls ``wander``; all runs are as long."""
    rows = []
    for n in range(60):
        lost = n // 7 % 2 == 0
        text = f"buy a wooden chair, number {n}" if lost else f"find me some red lamp, number {n}"
        rows.append(
            row("webshop", f"shop-{n}", text, ["search", "wander" if lost else "click", *["scroll"] * 4], not lost)
        )
    written(tmp_path, "webshop_react_500", rows)
    return tmp_path


@pytest.fixture
def phones(tmp_path: Path) -> Path:
    """Users name the colour of what is broken. Half of the runs stand in both files."""
    colours = {"alpha": "amber", "beta": "blue", "gamma": "green", "delta": "dun"}
    rows = [
        row(
            "tau2-telecom",
            f"[trouble]{fault}|p{n}[PERSONA:None]",
            f"the {colour} light went out",
            ["check", fault],
            True,
        )
        for fault, colour in colours.items()
        for n in range(10)
    ]
    written(tmp_path, "tau2_telecom_multimodel", rows)
    written(tmp_path, "tau2_gpt4o_with_llm_judges", rows[::2])
    return tmp_path


# ---------------------------------------------------------------------------------------------------------------------
# Families
# ---------------------------------------------------------------------------------------------------------------------


def test_the_graph_knows_what_only_the_tool_before_the_last_tells(tmp_path: Path) -> None:
    paths = (["car", "look", "drive"], ["boat", "look", "sail"])
    rows = [row("tau1-airline", f"t{n}", f"go {n}", paths[n % 2], True) for n in range(40)]
    written(tmp_path, "tau1_airline_gpt4o_4trials", rows)
    found = {system: mean(asked(tmp_path, "next-tool", system)) for system in (NONE, "unigram", "bigram", "graph")}
    assert found[NONE] == 0.0
    # The first tool is a coin, under the bigram the last one too.
    assert found["unigram"] < found["bigram"] <= 2 / 3 <= found["graph"]


def test_a_memory_system_is_asked_for_its_own_transitions(tmp_path: Path) -> None:
    rows = [row("tau1-airline", f"t{n}", f"go {n}", ["car", "look", "drive"], True) for n in range(20)]
    written(tmp_path, "tau1_airline_gpt4o_4trials", rows)
    assert mean(asked(tmp_path, "next-tool", "default")) == 1.0


def test_a_warning_rests_on_tasks_and_paths_and_not_on_chance(shop: Path) -> None:
    found = {system: asked(shop, "warning", system, seeds=4) for system in QUESTIONS["warning"].systems}
    assert len({tuple(item.id for item in items) for items in found.values()}) == 1
    assert mean(found["transitions"]) == mean(found["memory"]) == 1.0
    assert mean(found["nearest"]) > 0.9
    assert mean(found[NONE]) == mean(found["length"]) == mean(found["diagnoses"]) == 0.5
    assert mean(found["shuffled"]) < 0.9
    assert mean(found["memory"], "Brier") < 0.1 < mean(found[NONE], "Brier")


def test_before_the_first_difference_a_path_warns_of_nothing(shop: Path) -> None:
    items = asked(shop, "warning", "transitions")
    assert mean(items, "AUC, 1 step") == 0.5
    assert mean(items, "AUC, 2 steps") == 1.0
    assert not any("AUC, 8 steps" in item.values for item in items)


def test_recalled_cases_hold_the_names_that_a_query_needs(tmp_path: Path) -> None:
    rows = []
    for n in range(60):
        topic = f"{'xyz'[n % 3]}{n % 3}"
        query = f"SELECT {topic}_name FROM {topic}_table"
        text = f"Which kinds of {topic} are there, please, in list {n}?"
        rows.append(row("intercode-sql", f"sql-{n}", text, [f"sql {query}"], True, task_family="db:a", gold=query))
    written(tmp_path, "intercode_sql", rows)
    found = {system: asked(tmp_path, "coverage", system) for system in (NONE, "random", "cases", "default")}
    assert mean(found[NONE]) == 0.0
    assert mean(found["cases"]) == mean(found["default"]) == 1.0
    assert 0.5 < mean(found["random"]) < 1.0
    assert all(item.shown for item in found["cases"])


def test_recall_brings_runs_with_a_fault_in_common_though_the_label_is_hidden(phones: Path) -> None:
    found = {system: asked(phones, "shared-fault", system) for system in (NONE, "random", "cases", "similar text")}
    assert [len(items) for items in found.values()] == [40] * 4
    assert mean(found[NONE]) == 0.0
    assert 0.1 < mean(found["random"]) < 0.4
    assert mean(found["cases"]) == mean(found["similar text"]) == 1.0


def test_faults_are_read_from_the_label() -> None:
    assert faults("[trouble]alpha|beta[PERSONA:Easy]") == {"alpha", "beta"}
    assert faults("airline-3") == frozenset()


def test_reflections_are_compared_on_questions_that_failed_in_both_runs(tmp_path: Path) -> None:
    ends: Mapping[tuple[str, str], Sequence[bool]] = {
        ("base", "q1"): [False, False], ("reflexion", "q1"): [False, True],
        ("base", "q2"): [False, False], ("reflexion", "q2"): [False, False],
        ("base", "q3"): [True, True], ("reflexion", "q3"): [False, True],
    }  # fmt: skip
    rows = [
        row("hotpotqa", task, f"who is {task}", ["Search"], won, run=run, trial=trial, carried_over=False, note=trial)
        for (run, task), tried in ends.items()
        for trial, won in enumerate(tried, 1)
    ]
    rows += [row("hotpotqa", "q2", "who is q2", ["Search"], True, run="base", trial=3, carried_over=True)]
    written(tmp_path, "hotpotqa_reflexion_multitrial", rows)
    found = {
        system: {item.id: item.values["score"] for item in asked(tmp_path, "reflections", system)}
        for system in (NONE, "reflections")
    }
    assert found == {NONE: {"q1": 0.0, "q2": 0.0}, "reflections": {"q1": 1.0, "q2": 0.0}}


# ---------------------------------------------------------------------------------------------------------------------
# The track
# ---------------------------------------------------------------------------------------------------------------------


def test_every_run_is_held_out_once_under_each_system_and_twice_gives_the_same(phones: Path) -> None:
    setup = Setup(data=phones, seeds=99, systems=("default",))
    units = TRACK.units(setup)
    assert {unit.family for unit in units} == {
        f"{name}/tau2-telecom" for name in ("next-tool", "warning", "shared-fault")
    }
    assert {unit.seed for unit in units} == set(range(FOLDS))
    unit = Unit("logs", "shared-fault/tau2-telecom", "random", seed=1)
    assert TRACK.run(unit, setup) == TRACK.run(unit, setup)
    ids = [[item.id for item in asked(phones, "shared-fault", system)] for system in ("random", "default")]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0]) == 40


def test_tasks_limits_the_runs_of_a_stream(phones: Path) -> None:
    setup = Setup(data=phones, seeds=FOLDS, tasks=1, families=("shared-fault",))
    assert {len(TRACK.run(unit, setup).items) for unit in TRACK.units(setup) if unit.system == NONE} <= {0, 1}


def test_an_absent_file_is_named_and_part_of_a_log_is_not_measured(phones: Path, tmp_path: Path) -> None:
    (phones / "tau2_gpt4o_with_llm_judges.jsonl").unlink()
    setup = Setup(data=tmp_path, families=("shared-fault",))
    assert TRACK.missing(setup) == [
        "tau2-telecom: no tau2_gpt4o_with_llm_judges.jsonl.gz; put it into the folder that --data names"
    ]
    assert TRACK.units(setup) == TRACK.files(setup) == []
    with pytest.raises(InputError, match="no log for 'shared-fault/tau2-telecom'"):
        TRACK.run(Unit("logs", "shared-fault/tau2-telecom", NONE), setup)
    assert len(TRACK.missing(Setup())) == len(LOGS)


# ---------------------------------------------------------------------------------------------------------------------
# Parts
# ---------------------------------------------------------------------------------------------------------------------


def test_attempts_at_one_task_stay_on_one_side_of_the_split_and_together_in_a_sample(tmp_path: Path) -> None:
    rows = [row("webshop", f"s-{n}", f"t{n}", ["search"] * (trial + 1), True) for n in range(30) for trial in range(3)]
    written(tmp_path, "webshop_react_500", rows)
    attempts = runs(LOGS["webshop"], tmp_path)
    known, held = split(attempts, 3)
    assert len(known) + len(held) == 90
    assert {fold_of(one) for one in held} <= {3}
    assert not {one.trajectory.task.id for one in known} & {one.trajectory.task.id for one in held}
    assert len(some(attempts, 10)) == 12
    assert some(attempts, 90) == attempts


def test_the_beginning_of_a_run_tells_no_reward_no_gold_and_no_later_step() -> None:
    steps = tuple(Step(index=n, observation=f"saw {n}", action=f"go {n}", reward=1.0) for n in range(5))
    task = Task(id="t", text="walk", metadata={"gold": "x"})
    run = Trajectory(id="r", task=task, steps=steps, final_observation="won", metadata={"reward": 1})
    begun = prefix(run, HALF)
    assert begun is not None
    assert [step.action for step in begun.steps] == ["go 0", "go 1"]
    assert begun.final_observation == "saw 2"
    assert not any((begun.metadata, begun.task.metadata, begun.steps[0].reward))
    query = query_at(run, HALF)
    assert (query.text, query.observation, query.site, query.step) == ("walk", "saw 2", Site.STEP, 2)


def test_after_a_number_of_steps_only_runs_that_go_on_are_asked_about() -> None:
    two = Point("2 steps", steps=2)
    assert [two.reach(length) for length in (1, 2, 3)] == [None, None, 2]
    assert typical_half([2, 9, 30]).reach(9) == 4
    run = Trajectory(id="r", task=Task(id="t", text="walk"), steps=())
    with pytest.raises(InputError, match="is over before 2 steps"):
        query_at(run, two)


def test_sql_names_are_counted_without_keywords_and_aliases() -> None:
    gold = sql_tokens("SELECT T1.name FROM people AS T1")
    assert gold == {"name", "people"}
    assert covered(gold, "all people", "select") == 0.5


def test_a_fit_without_features_is_the_base_rate_and_with_one_it_follows_it() -> None:
    labels = [True] * 60 + [False] * 20
    base = fitted(np.zeros((80, 0)), labels)(np.zeros((1, 0)))[0]
    assert base == pytest.approx(61 / 82)
    feature = np.array([[1.0]] * 60 + [[-1.0]] * 20)
    low, high = fitted(feature, labels)(np.array([[-1.0], [1.0]]))
    assert low < 0.1 < 0.9 < high


# ---------------------------------------------------------------------------------------------------------------------
# Real runs
# ---------------------------------------------------------------------------------------------------------------------


def test_on_real_runs_memory_beats_chance_at_tools_faults_and_warnings(data_dir: Path) -> None:
    assert TRACK.missing(Setup(data=data_dir)) == []
    tools = {system: mean(asked(data_dir, "next-tool/tau1-airline", system)) for system in ("unigram", "graph")}
    assert tools["graph"] > tools["unigram"] + 0.05
    found = {system: mean(asked(data_dir, "shared-fault", system, 2)) for system in ("random", "cases")}
    assert found["cases"] > found["random"] + 0.1
    assert mean(asked(data_dir, "warning/medagentbench", "nearest", 3)) > 0.6
