"""What is imported when: nothing of pydantic-ai before a request is made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from llm.runs import SUCCESS, answering
from seasoned import llm
from seasoned.llm.catalogue import JUDGE
from seasoned.llm.fence import fenced

HEAVY = "('pydantic', 'pydantic_ai', 'openai', 'httpx2')"


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("module", ["seasoned", "seasoned.llm"])
def test_importing_loads_nothing_of_the_extra(module: str) -> None:
    assert python(f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])") == "[]"


HIDE = """
import sys
sys.modules["pydantic_ai"] = None
from seasoned import llm
from seasoned.errors import MissingExtraError
from seasoned.llm.catalogue import JUDGE
"""


def test_without_the_extra_a_request_names_it() -> None:
    told = python(
        HIDE
        + """
try:
    llm.Calls("openai:x").ask(JUDGE, "m")
except MissingExtraError as problem:
    print(problem)
"""
    )
    assert "seasoned[llm]" in told


def test_without_the_extra_a_transcript_replays(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    model, _ = answering(SUCCESS)
    llm.Calls(model, transcript=path).ask(JUDGE, fenced("m"))
    told = python(
        HIDE
        + f"""
from seasoned.llm.fence import fenced
calls = llm.Calls("scripted", transcript={str(path)!r}, replay_only=True)
print(calls.ask(JUDGE, fenced("m")).verdict)
"""
    )
    assert told == "success"
