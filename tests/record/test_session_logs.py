"""Session logs of coding agents and chat logs, from small ones written by hand."""

from __future__ import annotations

from pathlib import Path

from seasoned.record import Severity, detect
from seasoned.types import Origin


def test_each_hand_written_log_is_detected(hand_written: Path):
    assert {path.name: detect(path) for path in sorted(hand_written.glob("*.jsonl"))} == {
        "claude_code_session.jsonl": "claude_code",
        "codex_rollout.jsonl": "codex_rollout",
        "codex_rollout_old.jsonl": "codex_rollout",
        "openai_chat.jsonl": "openai_chat",
    }


def test_a_claude_code_session_is_one_trajectory_and_its_subagent_another(hand_written: Path, load):
    imported, problems = load(hand_written / "claude_code_session.jsonl")
    assert problems == []
    session, side = (found.trajectory for found in imported)
    assert all(found.outcome is None for found in imported)
    assert session.task.text == "The test for the discount fails. Find out why and fix it."
    assert (session.task.family, session.agent.model, session.origin) == ("shop", "claude-sonnet-4-5", Origin.IMPORTED)
    assert [step.tool.name if step.tool else step.action for step in session.steps] == [
        "Bash",
        "Read",
        "Task",
        "Edit",
        "Fixed: the discount is now 15.",
        "Bash",
        "All 12 tests pass.",
    ]
    assert side.parent == session.id
    assert side.task.text == "List the callers of apply_discount."
    assert [step.tool.result if step.tool else step.action for step in side.steps] == [
        "cart.py:14",
        "One caller: cart.py, line 14.",
    ]


def test_claude_code_thoughts_errors_and_later_prompts_are_where_they_belong(hand_written: Path, load):
    steps = load(hand_written / "claude_code_session.jsonl")[0][0].trajectory.steps
    assert steps[0].thought == "Run the test first to see the failure.\nI'll run the test first."
    assert steps[0].tool is not None
    assert steps[0].tool.error is not None
    assert steps[0].tool.result is None
    assert steps[0].observation == ""
    assert steps[5].observation == "Thanks, now run the whole suite."
    assert [step.tokens for step in steps] == [940, 940, None, 940, 940, 940, 940]


def test_claude_code_lines_that_are_no_messages_are_counted(hand_written: Path, load):
    session = load(hand_written / "claude_code_session.jsonl")[0][0].trajectory
    assert session.metadata["events"] == {"file-history-snapshot": 1, "host": 1, "progress": 1, "system": 1}
    assert session.metadata["version"] == "2.0.14"


def test_a_codex_rollout_is_one_trajectory_with_exit_codes_as_errors(hand_written: Path, load):
    ((found, outcome),), problems = load(hand_written / "codex_rollout.jsonl")
    assert problems == []
    assert outcome is None
    assert found.task.text == "Make the health check return JSON."
    assert (found.task.id, found.task.family, found.agent.model) == ("67e5-codex", "service", "gpt-5-codex")
    calls = [(s.tool.name, s.tool.error is not None, s.metadata["exit_code"]) for s in found.steps if s.tool]
    assert calls == [
        ("shell", False, 0),
        ("exec_command", True, 2),
        ("apply_patch", False, 0),
        ("exec_command", True, 1),
    ]
    assert found.steps[0].thought == "Look at the handler."
    assert [step.seconds for step in found.steps] == [None, 1.5, None, 0.25, None]
    assert found.steps[-1].action == "The health check returns JSON now."


def test_codex_types_that_are_not_known_are_counted_and_the_version_is_kept(hand_written: Path, load):
    found = load(hand_written / "codex_rollout.jsonl")[0][0].trajectory
    assert found.metadata["cli_version"] == "0.139.0"
    assert found.metadata["events"]["hologram"] == found.metadata["events"]["something_new"] == 1


def test_an_older_codex_rollout_is_read_too(hand_written: Path, load):
    ((found, _),), problems = load(hand_written / "codex_rollout_old.jsonl")
    assert problems == []
    assert found.task.id == "old-1"
    assert [step.tool.error if step.tool else step.action for step in found.steps] == [
        "grep: no match",
        "The flag does not exist.",
    ]


def test_chat_logs_of_three_shapes_are_read(hand_written: Path, load):
    imported, problems = load(hand_written / "openai_chat.jsonl")
    assert problems == []
    openai, anthropic, responses = imported
    assert openai.outcome is not None
    assert (openai.outcome.success, openai.outcome.score) == (True, 1.0)
    assert anthropic.outcome is None
    assert responses.outcome is not None
    assert (responses.outcome.success, responses.outcome.score) == (None, 0.5)
    first, second, _ = openai.trajectory.steps
    assert first.tool is not None
    assert second.tool is not None
    assert (first.tool.arguments, first.tool.result) == ({"city": "Bergen"}, "rain")
    assert (second.tool.arguments, second.tool.error) == ({"input": "not json"}, "bad arguments")
    assert openai.trajectory.agent.tools == ("weather",)
    assert openai.trajectory.metadata["project"] == "umbrella"
    assert anthropic.trajectory.steps[0].thought == "List it first."
    assert [s.tool.result if s.tool else s.action for s in responses.trajectory.steps] == ["5", "5"]


def test_a_label_is_never_read_out_of_the_text(log):
    imported, _ = log(
        {"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "success! reward: 1.0"}]}
    )
    assert imported[0].outcome is None


def test_a_broken_line_of_a_session_costs_only_itself(hand_written: Path, log):
    lines = (hand_written / "claude_code_session.jsonl").read_bytes().splitlines()
    whole, _ = log(*lines)
    broken, problems = log(*lines[:16], b'{"type": "user", "sess', *lines[16:])
    assert [problem.line for problem in problems] == [17]
    assert problems[0].severity is Severity.ERROR
    assert [found.trajectory.id for found in broken] == [found.trajectory.id for found in whole]
