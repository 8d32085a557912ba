"""Write the generated parts of the docs anew: ``python docs/generate.py``.

The output of the commands in cli.md: every line of a ``console`` block that begins with ``$ `` is run, in the order of
the page, in one empty folder that holds docs/examples and docs/trial; what it prints replaces what stands below it.
Durations, sizes and ids made from the clock differ from run to run: where nothing else differs, the page keeps what it
has.

The demo's figures in README.md and demo.svg: from demo.json, the last line of ``make demo DEMO_FLAGS=--json``.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from seasoned.demo.charts import Frame, learning_curve
from seasoned.demo.wording import LABELS, percent, signed

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "cli.md"
README = DOCS.parent / "README.md"
FIGURES = DOCS / "demo.json"
CURVE = DOCS / "demo.svg"

_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_VOLATILE = re.compile(r'\b(use|ask)-[0-9a-f]{20}\b|(?<="bytes": )\d+|\b\d[\d.,]*(?= (ms|s|kB|MB|steps per second)\b)')
_FIGURE = re.compile(r"(?<=<!-- figure: demo -->\n).*?(?=<!-- end -->)", re.DOTALL)
_ARMS = {"without": "without", "self": "self", "with": "corrections"}


def commands(page: str) -> str:
    """Return the page with the output of its commands as it is now."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for examples in ("examples", "trial"):
            shutil.copytree(DOCS / examples, folder / "docs" / examples)
        return _BLOCK.sub(lambda found: _block(found.group(0), folder), page)


def _block(text: str, folder: Path) -> str:
    entries = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE)
    return "\n".join(f"$ {command}\n{_kept(before, _run(command, folder))}" for command, before in entries)


def _kept(before: str, now: str) -> str:
    same = _comparable(before.rstrip("\n")) == _comparable(now.rstrip("\n"))
    return before.rstrip("\n") + "\n" if same else now


def _comparable(text: str) -> str:
    # A number of another length moves the padding beside it.
    return re.sub(r"[ ─]+", " ", _VOLATILE.sub("*", text))


def _run(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SEASONED_")}
    done = subprocess.run(
        shlex.split(command),
        cwd=folder,
        env={**environment, "PATH": path, "COLUMNS": "80", "TERMINAL_WIDTH": "80", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = [line.rstrip() for line in done.stdout.strip("\n").splitlines()]
    if done.returncode:
        lines.append(f"(exit code {done.returncode})")
    return "\n".join(line.replace(str(folder), "/path/to") for line in lines) + "\n"


def figures(readme: str, demo: dict[str, Any]) -> str:
    """Return the readme with the demo's figures in their place."""
    rows = ["| | solved | mean score | mean steps | difference to without, points |", "|---|---|---|---|---|"]
    for arm, label in _ARMS.items():
        prefix = {"self": "self_", "with": ""}.get(arm)
        against = "" if prefix is None else _points(demo[f"{prefix}difference"], demo[f"{prefix}interval"])
        cells = [LABELS[label], percent(demo[arm]), f"{demo['score'][arm]:.2f}", f"{demo['steps'][arm]:.1f}", against]
        rows.append(f"| {' | '.join(cells)} |".replace("  |", " |"))
    return _FIGURE.sub(lambda _: "\n" + "\n".join(rows) + "\n\n", readme)


def _points(difference: float, interval: list[float]) -> str:
    low, high = (signed(100.0 * bound) for bound in interval)
    return f"{signed(100.0 * difference)} [{low}, {high}]"


def curve(demo: dict[str, Any]) -> str:
    """Return the demo's learning curve as a drawing by itself."""
    counts = {label: [(solved, tried) for solved, tried in demo["curves"][arm]] for arm, label in _ARMS.items()}
    frame = Frame(900.0, 300.0, right=224.0)
    described = ", ".join(f"{LABELS[label]} {percent(demo[arm])}" for arm, label in _ARMS.items())
    return learning_curve(counts, frame, f"Share of tasks solved over task numbers: {described}", names=LABELS) + "\n"


def main() -> None:
    """Write everything anew."""
    PAGE.write_text(commands(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    demo = json.loads(FIGURES.read_text(encoding="utf-8"))
    README.write_text(figures(README.read_text(encoding="utf-8"), demo), encoding="utf-8")
    CURVE.write_text(curve(demo), encoding="utf-8")


if __name__ == "__main__":
    main()
