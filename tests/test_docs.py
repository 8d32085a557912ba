"""The docs say what is so: their examples run, their links point somewhere, their generated parts are current."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from seasoned import systems

REPOSITORY = Path(__file__).resolve().parent.parent

PAGES = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")])
NAMES = [str(page.relative_to(REPOSITORY)) for page in PAGES]
_BLOCK = re.compile(r"^(<!-- run -->\n)?```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!`)\[[^\]]+\]\(([^)#\s]+)(#[^)]*)?\)")


def blocks(page: Path, language: str, *, marked: bool = False) -> list[tuple[int, str]]:
    """Return line number and text of the page's code blocks in a language; `marked`: only those to be run."""
    text = page.read_text(encoding="utf-8")
    return [
        (text[: found.start(3)].count("\n") + 1, found.group(3))
        for found in _BLOCK.finditer(text)
        if found.group(2) == language and (found.group(1) or not marked)
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to run in, with the example logs that the docs name."""
    shutil.copytree(REPOSITORY / "docs" / "examples", tmp_path / "docs" / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_python_examples_run_from_top_to_bottom(page: Path, folder: Path) -> None:
    examples = blocks(page, "python")
    if not examples:
        return
    names: dict[str, object] = {"__name__": "__docs__"}
    for line, code in examples:
        # Padded, so that a traceback names the line of the page.
        exec(compile("\n" * (line - 1) + code, str(page), "exec"), names)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_commands_marked_as_run_succeed(page: Path, folder: Path) -> None:
    for line, script in blocks(page, "bash", marked=True):
        for command in script.strip().splitlines():
            arguments = shlex.split(command)
            assert arguments[0] == "seasoned", f"{page}:{line}: only `seasoned …` is run"
            environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
            done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{page}:{line}: {command}\n{done.stderr}"
            assert done.stdout.strip(), f"{page}:{line}: {command} said nothing"


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_point_to_files_that_exist(page: Path) -> None:
    for target, _ in _LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page}: {target}"


def test_there_are_examples_to_run() -> None:
    assert sum(len(blocks(page, "python")) for page in PAGES) > 20
    assert sum(len(blocks(page, "bash", marked=True)) for page in PAGES) >= 2


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """The script that writes the generated parts."""
    spec = importlib.util.spec_from_file_location("generate", REPOSITORY / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_command_line_page_shows_what_the_commands_print(generate: ModuleType) -> None:
    page = generate.PAGE.read_text(encoding="utf-8")
    assert generate.commands(page) == page, "run `make docs`"


def test_the_readme_shows_the_figures_of_a_run_of_the_demo(generate: ModuleType) -> None:
    demo = json.loads(generate.FIGURES.read_text(encoding="utf-8"))
    readme = generate.README.read_text(encoding="utf-8")
    assert generate.figures(readme, demo) == readme, "run `make docs`"
    assert generate.CURVE.read_text(encoding="utf-8") == generate.curve(demo), "run `make docs`"
    assert (demo["tasks"], demo["seeds"], demo["seed"], demo["fold"]) == (40, 3, 0, "train")


def test_every_system_has_a_page_of_its_own_as_it_is_now(generate: ModuleType) -> None:
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (REPOSITORY / "docs" / "systems").glob("*.md")}
    assert pages == {name: generate.system_page(name) for name in systems.BUILT_IN}, "run `make docs`"
    assert generate.CATALOGUE.read_text(encoding="utf-8") == generate.catalogue(), "run `make docs`"
    for path, made in ((generate.SYSTEMS, generate.systems_table), (generate.SYSTEM_FIGURES, generate.figures_table)):
        page = path.read_text(encoding="utf-8")
        assert made(page) == page, "run `make docs`"


def test_the_command_line_page_shows_every_command() -> None:
    from typer.main import get_command

    from seasoned.cli.app import app

    page = (REPOSITORY / "docs" / "cli.md").read_text(encoding="utf-8")
    command = get_command(app)
    shown = set(re.findall(r"^\$ seasoned ([a-z]+)", page, re.MULTILINE))
    assert shown >= set(command.list_commands(None))  # type: ignore[attr-defined]
