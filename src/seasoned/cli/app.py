"""The commands by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from seasoned.cli.ab import ab
from seasoned.cli.bench import bench
from seasoned.cli.doctor import doctor
from seasoned.cli.evolve import evolve
from seasoned.cli.explain import explain
from seasoned.cli.group import Group
from seasoned.cli.learn import learn
from seasoned.cli.listing import list_
from seasoned.cli.overview import overview, stats
from seasoned.cli.preflight import preflight
from seasoned.cli.recall import recall
from seasoned.cli.show import show
from seasoned.cli.systems import systems
from seasoned.cli.transfer import export, import_

app = typer.Typer(
    name="seasoned",
    cls=Group,
    help="An experience layer for LLM agents: learn from runs, hand back what helped.",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
COMMANDS: dict[str, Callable[..., Any]] = {
    "learn": learn,
    "recall": recall,
    "list": list_,
    "show": show,
    "explain": explain,
    "stats": stats,
    "evolve": evolve,
    "systems": systems,
    "ab": ab,
    "bench": bench,
    "preflight": preflight,
    "doctor": doctor,
    "export": export,
    "import": import_,
}
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"seasoned {version('seasoned')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """An experience layer for LLM agents: learn from runs, hand back what helped."""
    if context.invoked_subcommand is None:
        overview()
