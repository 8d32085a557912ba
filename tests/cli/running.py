"""How the tests run the command line: in this process, or as a real one."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from seasoned.cli.app import app

SEASONED = [sys.executable, "-c", "from seasoned.cli import main; main()"]
"""The command as a process of its own."""


class Seasoned:
    """Runs commands on one store."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.runner = CliRunner()

    def __call__(self, command: str, *arguments: object, code: int = 0, store: bool = True) -> Any:
        """Run a command and return its result; `code` is the exit code it must have."""
        options = ["--store", str(self.store)] if store else []
        result = self.runner.invoke(app, [command, *map(str, arguments), *options])
        assert result.exit_code == code, (result.exit_code, result.stdout, result.stderr, result.exception)
        return result

    def json(self, command: str, *arguments: object, code: int = 0, store: bool = True) -> Any:
        """Run a command with --json and return what it printed, which must be JSON and nothing else."""
        return json.loads(self(command, *arguments, "--json", code=code, store=store).stdout)

    def error(self, command: str, *arguments: object, code: int = 2, store: bool = True) -> str:
        """Run a command that must fail, and return its one line on standard error."""
        result = self(command, *arguments, code=code, store=store)
        assert result.stdout == ""
        lines = result.stderr.splitlines()
        assert len(lines) == 1, lines
        assert "Traceback" not in result.stderr
        return lines[0]


def run_process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process and return what it did."""
    environment = {**os.environ, "COLUMNS": "80"}
    environment.pop("SEASONED_STORE", None)
    return subprocess.run(
        [*SEASONED, *map(str, arguments)], capture_output=True, text=True, timeout=120, env=environment, **options
    )


def episode(number: int, *, success: bool, family: str = "shop", repeat: int = 2) -> dict[str, Any]:
    """Return one attempt in the project's own JSON Lines format: a failed call, then one that works or does not."""
    calls = [("find_order", {"order": f"#W{number}"}, "no such order: leave out the #", True)] * repeat
    if success:
        calls.append(("find_order", {"order": f"W{number}"}, f"order W{number}: shipped", False))
        calls.append(("refund", {"order": f"W{number}"}, "refunded", False))
    messages: list[dict[str, Any]] = [{"role": "user", "content": f"Please refund my order W{number}, it was late"}]
    for index, (name, arguments, result, error) in enumerate(calls):
        call = {"id": f"c{index}", "name": name, "arguments": arguments}
        messages.append({"role": "assistant", "content": "", "tool_calls": [call]})
        messages.append({"role": "tool", "tool_call_id": f"c{index}", "name": name, "content": result, "error": error})
    return {
        "source": "tests",
        "domain": family,
        "task_id": f"refund-{number}",
        "task_family": family,
        "trial": 0,
        "model": "model-a" if number % 2 else "model-b",
        "reward": float(success),
        "success": success,
        "instruction": f"Please refund my order W{number}, it was late",
        "messages": messages,
        "n_steps": len(calls),
    }


def write_log(path: Path, count: int, **details: Any) -> Path:
    """Write `count` attempts, two of three successful, as JSON Lines (packed where the name says so)."""
    lines = "".join(json.dumps(episode(n, success=n % 3 > 0, **details)) + "\n" for n in range(count))
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return path
