"""Every real log is read whole: the counts are those of the data's own README."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seasoned.record import Problem, Severity, detect, files, read
from seasoned.types import OutcomeSource, Step, Trajectory

EPISODES = {
    "dynamic_cheatsheet_streams": 1965,
    "hotpotqa_reflexion_multitrial": 838,
    "intercode_bash": 966,
    "intercode_sql": 9806,
    "medagentbench_4models": 210,  # and one system prompt
    "reflexion_alfworld_webshop_outcomes_memories": 1980,
    "reflexion_programming": 3518,
    "scienceworld_oracle": 207,
    "tau1_airline_gpt4o_4trials": 152,
    "tau2_airline_multimodel": 258,
    "tau2_gpt4o_with_llm_judges": 109,
    "tau2_telecom_multimodel": 122,
    "terminal_bench_outcome_matrix": 2790,
    "webshop_react_500": 350,
}
FIXTURES = {
    "agentbench__medagentbench_gpt-4o_runs_first20.jsonl": ("agentbench", 20, 0),
    "inspect_ai__2025-05-12_browser.json": ("inspect_log", 1, 1),
    "inspect_ai__2025-05-12_security-guide.json": ("inspect_log", 3, 3),
    "intercode__ic_bash_multiturn_gpt-4_10_turns_fs_4.json": ("intercode", 27, 27),
    "mini-swe-agent__github_issue.traj.json": ("mini_swe_agent", 1, 0),
    "reflexion__env_results_trial_3.json": ("reflexion", 134, 134),
    "swe-agent__ctf_web_i_got_id_demo.traj": ("swe_agent", 1, 0),
    "swe-agent__marshmallow-1867_function_calling.traj": ("swe_agent", 1, 0),
    "tau-bench__historical_trajectories__gpt-4o-airline.json": ("tau_bench", 60, 60),
    "tau2-bench__gpt-4.1_airline_default_gpt-4.1_1trials.json": ("tau2_bench", 15, 15),
    "tau2-bench__toolorchestra_airline_gpt-5_1trial.json": ("tau2_bench", 38, 38),
}
OTHERS = (
    "longmemeval_s_subset",
    "memlib_alphaopt",
    "memlib_memento",
    "memlib_poisoned_experiences",
    "memlib_reme",
    "memlib_skillweaver",
    "memlib_voyager_skills",
    "tau2_banking_docs_and_tasks_evidence",
    "tau_tasks_policies_tools",
)


def episodes(data_dir: Path, name: str, load) -> list[Trajectory]:
    imported, _ = load(data_dir / f"{name}.jsonl.gz")
    return [found.trajectory for found in imported]


@pytest.mark.parametrize("name", EPISODES)
def test_every_row_of_an_episode_file_is_a_trajectory_with_its_outcome(name: str, data_dir: Path, load):
    path = data_dir / f"{name}.jsonl.gz"
    imported, problems = load(path)
    assert detect(path) == "episodes"
    assert len(imported) == EPISODES[name]
    assert all(found.outcome is not None for found in imported)
    assert all(0.0 <= (found.outcome.score or 0.0) <= 1.0 for found in imported if found.outcome)
    assert len({found.trajectory.id for found in imported}) == len(imported)
    assert not [problem for problem in problems if problem.severity is Severity.ERROR]


@pytest.mark.parametrize("name", FIXTURES)
def test_every_original_file_is_detected_and_read_whole(name: str, data_dir: Path, load):
    format, count, outcomes = FIXTURES[name]
    path = data_dir / "fixtures" / f"{name}.gz"
    imported, problems = load(path)
    assert detect(path) == format
    assert len(imported) == count
    assert sum(found.outcome is not None for found in imported) == outcomes
    assert problems == []


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_trajectory_log_is_skipped_with_a_reason(name: str, data_dir: Path, load):
    imported, problems = load(data_dir / f"{name}.jsonl.gz")
    assert imported == []
    assert [problem.severity for problem in problems] == [Severity.SKIPPED]
    assert problems[0].message.startswith("not a trajectory log: ")


@pytest.mark.parametrize("name", ["tau_env_databases.json.gz", "fixtures/reme__appworld_qwen3_8b.jsonl.gz"])
def test_databases_and_memory_libraries_are_skipped_too(name: str, data_dir: Path, load):
    imported, problems = load(data_dir / name)
    assert imported == []
    assert [problem.severity for problem in problems] == [Severity.SKIPPED]


def test_walking_the_folder_finds_every_log_once_and_in_order(data_dir: Path):
    found = list(files([data_dir]))
    assert len(found) == len(EPISODES) + len(OTHERS) + 1 + len(FIXTURES) + 1
    assert found == sorted(found, key=lambda path: (path.parent, path.name))
    assert data_dir / "README.md" not in found


def test_reading_twice_gives_the_same_ids(data_dir: Path, load):
    path = data_dir / "tau2_airline_multimodel.jsonl.gz"
    assert load(path) == load(path)


def test_the_progress_adds_up_to_the_size_of_the_file(data_dir: Path):
    path = data_dir / "intercode_bash.jsonl.gz"
    seen: list[int] = []
    assert sum(1 for _ in read(path, now=0.0, progress=seen.append)) == EPISODES["intercode_bash"]
    assert sum(seen) == path.stat().st_size
    assert len(seen) > 5


def test_no_hidden_instruction_and_no_fault_label_reaches_a_text(data_dir: Path, load):
    for name in ("tau1_airline_gpt4o_4trials", "tau2_telecom_multimodel", "tau2_gpt4o_with_llm_judges"):
        for found in episodes(data_dir, name, load):
            hidden = found.metadata.get("hidden_instruction", "unknown")
            texts = [found.task.text, found.task.family, found.final_observation]
            texts += [text for step in found.steps for text in (step.observation, step.thought, step.action)]
            assert found.task.text
            assert hidden not in texts
            assert found.task.id not in texts


def test_explicit_error_flags_and_the_format_s_own_error_words_are_errors(data_dir: Path, load):
    expected = {
        "intercode_sql": 29072,
        "intercode_bash": 1865,
        "webshop_react_500": 219,
        "tau1_airline_gpt4o_4trials": 60,
        "tau2_airline_multimodel": 98,
        "tau2_telecom_multimodel": 12,
        "tau2_gpt4o_with_llm_judges": 9,
        "medagentbench_4models": 7,
        "hotpotqa_reflexion_multitrial": 0,
    }
    for name, count in expected.items():
        steps = [step for found in episodes(data_dir, name, load) for step in found.steps]
        assert sum(step.tool is not None and step.tool.error is not None for step in steps) == count, name


def test_rewards_of_steps_are_kept(data_dir: Path, load):
    for found in episodes(data_dir, "intercode_bash", load):
        assert all(step.reward is not None for step in found.steps)
    imported, _ = load(data_dir / "scienceworld_oracle.jsonl.gz")
    for found, outcome in imported:
        assert outcome is not None
        assert sum(step.reward or 0.0 for step in found.steps) == pytest.approx(outcome.score)


def moves(step: Step) -> tuple[object, ...]:
    """What a step did and earned; long outputs are cut in the episodes, so only their beginning counts."""
    assert step.tool is not None
    result, error = (step.tool.result or "")[:500], (step.tool.error or "")[:500]
    return step.tool.name, step.tool.arguments, result, error, step.reward, step.metadata


def test_an_original_intercode_file_and_its_episodes_give_the_same_steps(data_dir: Path, load):
    run = "ic_bash_multiturn_gpt-4_10_turns_fs_4"
    original, _ = load(data_dir / "fixtures" / f"intercode__{run}.json.gz")
    rows, _ = load(data_dir / "intercode_bash.jsonl.gz")
    by_task = {row.trajectory.task.id: row for row in rows if row.trajectory.metadata["run"] == run}
    assert len(by_task) == len(original) == 27
    for found in original:
        twin = by_task[found.trajectory.task.id]
        assert found.trajectory.task == twin.trajectory.task
        assert [moves(step) for step in found.trajectory.steps] == [moves(step) for step in twin.trajectory.steps]
        assert found.outcome is not None
        assert twin.outcome is not None
        assert (found.outcome.success, found.outcome.score) == (twin.outcome.success, twin.outcome.score)


def test_an_original_tau_file_and_its_episodes_give_the_same_steps(data_dir: Path, load):
    original, _ = load(data_dir / "fixtures" / "tau-bench__historical_trajectories__gpt-4o-airline.json.gz")
    rows, _ = load(data_dir / "tau1_airline_gpt4o_4trials.jsonl.gz")
    by_trial = {(row.trajectory.task.id, row.trajectory.metadata["trial"]): row.trajectory for row in rows}
    same = 0
    for found in original:
        twin = by_trial.get((found.trajectory.task.id, found.trajectory.metadata["trial"]))
        if twin is not None:
            assert found.trajectory.task == twin.task
            assert found.trajectory.steps == twin.steps
            same += 1
    assert same > 30


def test_outcomes_name_who_says_so(data_dir: Path, load):
    sources = {
        "intercode_sql.jsonl.gz": OutcomeSource.ENVIRONMENT,
        "terminal_bench_outcome_matrix.jsonl.gz": OutcomeSource.TEST,
        "fixtures/inspect_ai__2025-05-12_security-guide.json.gz": OutcomeSource.JUDGE,
    }
    for name, source in sources.items():
        imported, _ = load(data_dir / name)
        assert {found.outcome.source for found in imported if found.outcome} == {source}


def test_gold_answers_and_unknown_fields_are_metadata(data_dir: Path, load):
    found = episodes(data_dir, "intercode_sql", load)[0]
    assert found.metadata["gold"].startswith("SELECT")
    assert found.metadata["hardness"] == "medium"
    assert found.task.family == "db:poker_player"
    assert found.metadata["gold"] not in json.dumps(found.task.text)


def test_a_wrong_format_gives_problems_and_no_crash(data_dir: Path):
    path = data_dir / "fixtures" / "swe-agent__ctf_web_i_got_id_demo.traj.gz"
    for format in ("episodes", "tau_bench", "tau2_bench", "intercode", "claude_code", "codex_rollout", "reflexion"):
        found = list(read(path, format, now=0.0))
        assert all(isinstance(x, Problem) or x.trajectory.metadata["format"] == format for x in found)
        assert any(isinstance(x, Problem) for x in found)
