"""Write the generated parts of the docs anew: ``python docs/generate.py``.

The output of the commands in cli.md: every line of a ``console`` block that begins with ``$ `` is run, in the order of
the page, in one empty folder that holds docs/examples and docs/trial; what it prints replaces what stands below it.
Durations, sizes and ids made from the clock differ from run to run: where nothing else differs, the page keeps what it
has.

The demo's figures in README.md and demo.svg: from demo.json, the last line of ``make demo DEMO_FLAGS=--json``.

A page for each memory system in systems/ and their table in systems.md: from the docstrings, the compositions and the
figures that ``bench/systems.py`` wrote last.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from seasoned import systems
from seasoned.cli.systems import measured, plainly
from seasoned.demo.charts import Frame, learning_curve
from seasoned.demo.wording import LABELS, percent, signed

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "cli.md"
README = DOCS.parent / "README.md"
FIGURES = DOCS / "demo.json"
CURVE = DOCS / "demo.svg"
SYSTEMS = DOCS / "systems.md"
CATALOGUE = DOCS / "stages" / "catalogue.md"
SYSTEM_FIGURES = DOCS / "benchmarks" / "systems.md"
MEASURED = Path(systems.__file__).with_name("measured.json")

_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_VOLATILE = re.compile(r'\b(use|ask)-[0-9a-f]{20}\b|(?<="bytes": )\d+|\b\d[\d.,]*(?= (ms|s|kB|MB|steps per second)\b)')
_FIGURE = re.compile(r"(?<=<!-- figure: demo -->\n).*?(?=<!-- end -->)", re.DOTALL)
_TABLE = re.compile(r"(?<=<!-- table: systems -->\n).*?(?=<!-- end -->)", re.DOTALL)
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


def system_page(name: str) -> str:
    """Return the page of a memory system."""
    system = systems.load(name)
    module = importlib.import_module(f"seasoned.systems.{name}")
    signature = inspect.signature(getattr(module, name))
    title, _, rest = inspect.cleandoc(module.__doc__ or "").partition("\n")
    parts = [f"# {name}", title, rest.strip()]
    if system.citation:
        parts.insert(2, f"Source: {system.citation}.")
    turned = [one for one in signature.parameters.values() if one.name != "calls"]
    knobs = ", ".join(f"{one.name.rstrip('_')}={one.default!r}" for one in turned)
    command = f'seasoned … --system "{name}({knobs})"'
    parts.append(f"```text\n{command}\n```" if knobs else "It has no knobs.")
    if "calls" in signature.parameters:
        parts.append("With `calls` (`seasoned.llm.Calls`) stages are model calls; without, these stand in for them.")
    parts.append("| slot | stage |\n|---|---|")
    parts[-1] += "".join(f"\n| {slot} | `{_cell(plainly(words))}` |" for slot, words in system.slots().items())
    figures = measured(name)
    if figures is not None:
        parts += ["## Last measured", *(f"{about}: {said}." for about, said in figures.items())]
        parts.append("How, and beside the others: [systems](../benchmarks/systems.md).")
    return "\n\n".join(part for part in parts if part) + "\n"


ROOMS = {
    "recall.search": "search: candidates, each with a raw score in a channel",
    "recall.select": "select: re-score, reorder, refuse with a reason",
    "learn.diagnose": "diagnose: what went wrong",
    "learn.distill": "distill: proposals from runs",
    "learn.admit": "admit: what becomes of a proposal",
    "evolve": "evolve: edits that upkeep suggests",
}


def catalogue() -> str:
    """Return the page that lists the stages of every room."""
    parts = ["# Every stage", "By room, each with where it is and what it does. Generated from the docstrings."]
    for room, about in ROOMS.items():
        package = importlib.import_module(f"seasoned.{room}")
        rows = ["| stage | what it does |", "|---|---|"]
        for module in sorted(one.name for one in pkgutil.iter_modules(package.__path__)):
            found = importlib.import_module(f"seasoned.{room}.{module}")
            for name, thing in vars(found).items():
                if name.startswith("_") or getattr(thing, "__module__", "") != found.__name__ or not _stage(thing):
                    continue
                said = " ".join(inspect.cleandoc(thing.__doc__ or "").partition("\n\n")[0].split())
                rows.append(f"| `{room}.{module}.{name}` | {_cell(said)} |")
        parts += [f"## {about}", "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def _stage(thing: object) -> bool:
    """Whether a module's name is a stage: a factory with knobs, a function of the stage's form, or a callable class."""
    if inspect.isclass(thing):
        return "__call__" in vars(thing)
    if not callable(thing):
        return False
    asked = list(inspect.signature(inspect.unwrap(thing)).parameters)
    return asked[:2] in (["query", "store"], ["query", "candidates"], ["attempts", "store"], ["store", "now"]) or (
        asked[:2] == ["trajectory", "outcome"]
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def figures_table(page: str) -> str:
    """Return the page with what was last measured of each system, the most gain first."""
    known = json.loads(MEASURED.read_text(encoding="utf-8"))["systems"]
    rows = ["| system | solved | − no memory, points | tokens | stored | ms | log: spoke | tokens | stored | ms |"]
    rows.append("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name, one in sorted(known.items(), key=lambda entry: (-entry[1]["gain"][0], entry[0])):
        gain, low, high = (signed(100.0 * bound) for bound in one["gain"])
        cells = [f"[`{name}`](../systems/{name}.md)", percent(one["success"]), f"{gain} [{low}, {high}]"]
        cells += [f"{one[key]:.0f}" for key in ("tokens", "experiences", "ms")]
        read = one["log"] or {}
        cells += (
            [percent(read["spoke"]), *(f"{read[key]:.0f}" for key in ("tokens", "experiences", "ms"))] if read else []
        )
        rows.append(f"| {' | '.join(cells)} |")
    return _TABLE.sub(lambda _: "\n" + "\n".join(rows) + "\n\n", page)


def systems_table(page: str) -> str:
    """Return the page with a row for each system."""
    rows = ["| system | what it is | source |", "|---|---|---|"]
    for name in systems.BUILT_IN:
        about = inspect.cleandoc(importlib.import_module(f"seasoned.systems.{name}").__doc__ or "").partition("\n")[0]
        rows.append(f"| [`{name}`](systems/{name}.md) | {about} | {systems.load(name).citation} |")
    return _TABLE.sub(lambda _: "\n" + "\n".join(rows) + "\n\n", page)


def main() -> None:
    """Write everything anew."""
    (DOCS / "systems").mkdir(exist_ok=True)
    for name in systems.BUILT_IN:
        (DOCS / "systems" / f"{name}.md").write_text(system_page(name), encoding="utf-8")
    CATALOGUE.write_text(catalogue(), encoding="utf-8")
    SYSTEM_FIGURES.write_text(figures_table(SYSTEM_FIGURES.read_text(encoding="utf-8")), encoding="utf-8")
    SYSTEMS.write_text(systems_table(SYSTEMS.read_text(encoding="utf-8")), encoding="utf-8")
    PAGE.write_text(commands(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    demo = json.loads(FIGURES.read_text(encoding="utf-8"))
    README.write_text(figures(README.read_text(encoding="utf-8"), demo), encoding="utf-8")
    CURVE.write_text(curve(demo), encoding="utf-8")


if __name__ == "__main__":
    main()
