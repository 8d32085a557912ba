"""The demo itself, played with the real games."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from seasoned import envs
from seasoned.cli.app import app
from seasoned.store import open_store

pytestmark = pytest.mark.java


def demo(out: Path, *flags: str) -> Result:
    why_not = envs.available("textworld")
    if why_not is not None:
        pytest.skip(why_not)
    flags = ("--tasks", "3", "--seeds", "1", "--families", "mapreader,twc", "--out", str(out), *flags)
    return CliRunner().invoke(app, ["demo", *flags])


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    out = tmp_path_factory.mktemp("demo")
    return out, demo(out, "--json")


def test_standard_output_ends_with_the_figures(played: tuple[Path, Result]) -> None:
    _, result = played
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout.splitlines()[-1])
    assert {"with", "self", "without", "difference", "interval", "tasks", "seeds"} <= set(figures)
    assert figures["difference"] == pytest.approx(figures["with"] - figures["without"], abs=2e-6)
    assert figures["pairs"] == 6


def test_the_same_seed_gives_the_same_figures_whatever_is_played_at_once(played: tuple[Path, Result]) -> None:
    out, result = played
    again = demo(out, "--json", "--processes", "1")
    assert again.stdout.splitlines()[-1] == result.stdout.splitlines()[-1]


def test_report_and_stores_are_left_to_look_at(played: tuple[Path, Result]) -> None:
    out, _ = played
    assert "<svg" in (out / "report.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in out.glob("*.db")) == [
        "mapreader-0-corrections.db",
        "mapreader-0-self.db",
        "twc-0-corrections.db",
        "twc-0-self.db",
    ]
    with open_store(out / "mapreader-0-corrections.db") as store:
        assert store.verify() is None
        assert store.stats().trajectories >= 3
        assert store.stats().experiences > 0


def test_without_the_games_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "textworld_express", None)
    result = CliRunner().invoke(app, ["demo", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "seasoned[textworld]" in result.stderr


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = demo(tmp_path / "file")
    assert result.exit_code == 2
    assert "cannot be made a folder" in result.stderr
