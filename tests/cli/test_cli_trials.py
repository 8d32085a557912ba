from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from running import Seasoned

AGENT = """
import json, sys
task = json.load(sys.stdin)
able = task["id"] == "t0" or "turn the key" in task["hint"]
step = {"action": "turn the key" if able else "push", "observation": "a door"}
print(json.dumps({"success": able, "tokens": 50, "steps": [step]}))
"""


@pytest.fixture
def trial(tmp_path: Path) -> list[str]:
    (tmp_path / "agent.py").write_text(AGENT)
    lines = [json.dumps({"id": f"t{n}", "text": f"Open the door number {n}", "family": "doors"}) for n in range(4)]
    (tmp_path / "tasks.jsonl").write_text("\n".join(lines))
    return [str(tmp_path / "tasks.jsonl"), "--command", f"{sys.executable} {tmp_path / 'agent.py'}"]


def test_a_trial_of_ones_own_agent_ends_with_the_difference(
    seasoned: Seasoned, trial: list[str], tmp_path: Path
) -> None:
    kept = tmp_path / "attempts.jsonl"
    found = seasoned.json("ab", *trial, "--repeats", 3, "--attempts", kept, store=False)
    assert found["arms"]["without"]["success"]["mean"] == 0.25
    assert found["difference"]["success"]["mean"] > 0
    assert found["difference"]["success"]["pairs"] == 12
    assert len(kept.read_text().splitlines()) == 24
    text = seasoned("ab", *trial, store=False).stdout
    assert "Difference:" in text
    assert "One repeat is one stream" in text


def test_a_trial_without_an_agent_or_with_two_is_refused(seasoned: Seasoned, trial: list[str]) -> None:
    assert "either --command or --call" in seasoned.error("ab", trial[0], store=False)
    assert "either --command or --call" in seasoned.error("ab", *trial, "--call", "a:b", store=False)
    assert "no store at" in seasoned.error("ab", *trial, "--store", "absent.db", store=False)


def test_without_a_track_the_benchmark_lists_its_tracks(seasoned: Seasoned) -> None:
    assert "stream-world" in seasoned("bench", store=False).stdout


def test_the_benchmark_refuses_what_it_does_not_know_before_it_runs_anything(seasoned: Seasoned) -> None:
    def refusal(*arguments: str) -> str:
        return seasoned.error("bench", *arguments, store=False)

    assert "no track is called 'nonsense'" in refusal("nonsense")
    assert "no memory system" in refusal("stream-world", "--system", "nonsense")
    assert "no environment is called" in refusal("stream-world", "--family", "mars")
    assert "is not a folder" in refusal("stream-world", "--data", "absent")
    assert "can't be read" in refusal("--verify", "absent.json")
