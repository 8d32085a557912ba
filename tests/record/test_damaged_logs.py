"""No damage to a record of any format gets past the importers as anything but a problem."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from random import Random
from typing import Any

import pytest

from seasoned.record import Imported, Problem, formats, read

CHAT: list[dict[str, Any]] = [
    {"role": "system", "content": "# Airline Agent Policy"},
    {"role": "user", "content": [{"type": "text", "text": "task"}]},
    {
        "role": "assistant",
        "content": "thought",
        "usage": {"prompt_tokens": 3, "completion_tokens": 1},
        "cost": 0.1,
        "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}],
    },
    {"role": "tool", "tool_call_id": "c", "name": "f", "content": "r", "error": True, "step_reward": 0.5, "score": 0.1},
    {"role": "user", "content": None, "tool_calls": [{"id": "u", "name": "g", "arguments": {}}]},
    {"role": "tool", "tool_call_id": "u", "content": "r", "requestor": "user", "error": {"type": "x", "message": "m"}},
    {
        "role": "assistant",
        "content": [{"type": "thinking", "thinking": "t"}, {"type": "tool_use", "id": "d", "name": "h", "input": {}}],
    },
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "d", "content": [], "is_error": True}]},
    {"role": "assistant", "content": None, "tool_calls": [{"name": "act", "arguments": {"action": "look"}}]},
    {"role": "assistant", "content": "bye", "reasoning": "done"},
]
SAMPLES: dict[str, Any] = {
    "episodes": [
        {
            "task_id": "t",
            "domain": "tau2-x",
            "reward": 1.0,
            "success": True,
            "instruction": "i",
            "ticket": "k",
            "goal": "g",
            "gold": "x",
            "gold_actions": [{"name": "f"}],
            "gold_outputs": [],
            "cost": {"usd": 0.1},
            "meta": {"timestamp": "2025-01-01T00:00:00"},
            "reflections_in_context": ["r"],
            "messages": CHAT,
        },
        {"task_id": "t", "domain": "dc-x", "success": False, "output": "answer", "agent_started_at": "2025-01-01"},
    ],
    "openai_chat": [
        {"messages": CHAT, "success": True, "tools": [{"function": {"name": "f"}}], "created": 1.0, "score": 0.1},
        {"input": [{"role": "user", "content": "x"}, {"type": "reasoning", "summary": [{"text": "s"}]}], "output": []},
    ],
    "tau_bench": [
        {
            "task_id": 1,
            "reward": 1.0,
            "traj": CHAT,
            "info": {"task": {"instruction": "i", "actions": []}, "user_cost": 0.1},
        }
    ],
    "tau2_bench": {
        "info": {"environment_info": {"domain_name": "airline"}, "agent_info": {"llm": "m"}},
        "tasks": [
            {
                "id": "1",
                "ticket": "t",
                "description": {"purpose": "p"},
                "user_scenario": {"instructions": {"a": "b"}},
                "evaluation_criteria": {"actions": [], "communicate_info": []},
            }
        ],
        "simulations": [
            {
                "task_id": "1",
                "reward_info": {"reward": 1.0},
                "messages": CHAT,
                "start_time": "2025-01-01",
                "duration": 1.0,
            }
        ],
    },
    "swe_agent": {
        "trajectory": [{"action": "ls", "observation": "x", "thought": "t", "execution_time": 0.1, "state": {"a": 1}}],
        "history": [*CHAT[:3], {"role": "assistant", "is_demo": True}],
        "info": {"exit_status": "submitted"},
        "replay_config": {"agent": {"model": {"name": "m"}}, "problem_statement": {"id": "i"}},
    },
    "mini_swe_agent": {
        "messages": [
            {"role": "system", "content": "s"},
            {"role": "user", "content": "task"},
            {"role": "assistant", "content": "t\n```bash\nls\n```"},
            {"role": "user", "content": "<returncode>1</returncode><output>x</output>"},
        ],
        "info": {"exit_status": "Submitted", "config": {"model": {"model_name": "m"}}},
        "trajectory_format": "mini-swe-agent-1",
    },
    "inspect_log": {
        "eval": {"task": "t", "eval_id": "e", "model": "m", "created": "2025-01-01T00:00:00+00:00"},
        "samples": [
            {
                "id": 1,
                "input": [{"role": "user", "content": "q"}],
                "target": "x",
                "messages": [*CHAT, {"role": "user", "content": "attachment://a"}],
                "attachments": {"a": "text"},
                "scores": {"includes": {"value": "C"}, "other": {"value": 0.5}},
            }
        ],
    },
    "intercode": {
        "0": {
            "environment": "ic_bash",
            "dataset": "nl2bash_fs_1.json",
            "task_id": 0,
            "query": "q",
            "db": "d",
            "turn_history": {"actions": ["ls"], "observations": ["x"], "rewards": [0.5], "valid_action": [False]},
            "summary": {"max_reward": 1.0},
        }
    },
    "agentbench": [
        {
            "index": 1,
            "output": {
                "status": "completed",
                "history": [
                    {"role": "user", "content": "rules\nContext: c\nQuestion: q"},
                    {"role": "agent", "content": "POST http://x/Patient\n{}"},
                    {"role": "user", "content": "Invalid POST request"},
                    {"role": "agent", "content": "FINISH([1])"},
                ],
            },
            "time": {"timestamp": 1737138741900},
        }
    ],
    "reflexion": [{"name": "env_0", "memory": ["m"], "is_success": True}],
}
DATA = Path(__file__).resolve().parent.parent / "data"
for name in ("claude_code_session", "codex_rollout"):
    SAMPLES[name.removesuffix("_session")] = [
        json.loads(line) for line in (DATA / f"{name}.jsonl").read_text().splitlines()
    ]
LINES = {"episodes", "openai_chat", "agentbench", "claude_code", "codex_rollout"}
ODD = tuple(
    json.loads(
        """[null, true, false, 0, -1, 1e308, NaN, 1180591620717411303424, "", "x", "2025-13-45", [], {}, [null], [[[]]],
        [1, "a"], {"role": "assistant"}, [{"role": "user"}], {"type": "text"}, {"content": [{"type": "tool_use"}]},
        [{"role": "tool", "error": 1}]]"""
    )
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every (container, key) below a value."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    found = [(value, key) for key in keys]
    return [*found, *(place for _, key in found for place in places(value[key]))]


def written(name: str, sample: Any) -> bytes:
    return "\n".join(map(json.dumps, sample)).encode() if name in LINES else json.dumps(sample).encode()


def read_bytes(data: bytes, name: str) -> list[Imported | Problem]:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        return list(read(file.name, name, now=0.0))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_undamaged_sample_is_read_without_a_problem(name: str):
    found = read_bytes(written(name, SAMPLES[name]), name)
    assert found
    assert not [x for x in found if isinstance(x, Problem)]


def test_there_is_a_sample_of_every_format():
    assert set(SAMPLES) == set(formats())


@pytest.mark.parametrize("name", SAMPLES)
def test_any_value_in_any_place_is_read_or_told(name: str):
    for seed in range(250):
        rng = Random(seed)
        sample = json.loads(json.dumps(SAMPLES[name]))
        for _ in range(rng.randint(1, 3)):
            container, key = rng.choice(places(sample))
            container[key] = json.loads(json.dumps(rng.choice(ODD)))
        assert all(isinstance(x, Imported | Problem) for x in read_bytes(written(name, sample), name)), seed


@pytest.mark.parametrize("name", SAMPLES)
def test_any_bytes_in_any_place_are_read_or_told(name: str):
    data = written(name, SAMPLES[name])
    for seed in range(150):
        rng = Random(seed)
        place = rng.randrange(len(data))
        damaged = data[:place] + rng.randbytes(rng.randint(0, 6)) + data[place + rng.randint(0, 40) :]
        assert all(isinstance(x, Imported | Problem) for x in read_bytes(damaged, name)), seed
