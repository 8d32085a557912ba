"""How the command line behaves as a whole: errors as one line, exit codes, and commands that load when asked for."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from seasoned.errors import SeasonedError

OK, TROUBLE, USAGE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: all well; something is wrong with the data; the call was wrong or cannot be done; Ctrl-C."""


@dataclass(frozen=True, slots=True)
class Late:
    """A command whose module is large: imported when it is run, not when commands are listed."""

    module: str
    function: str
    help: str


LATE = {"demo": Late("seasoned.cli.demo", "demo", "Watch an agent get better from its own experience.")}


class Group(TyperGroup):
    """Turns every `SeasonedError` into one line on standard error and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except SeasonedError as problem:
            complain(str(problem))
            raise typer.Exit(USAGE) from problem
        except KeyboardInterrupt as problem:
            complain("interrupted")
            raise typer.Exit(INTERRUPTED) from problem
        except BrokenPipeError as problem:
            # Whoever read our output has seen enough; nothing may be flushed into the closed pipe at exit.
            sys.stdout = None
            raise typer.Exit(OK) from problem

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands."""
        late = [name for name, command in LATE.items() if find_spec(command.module) is not None]
        return [*late, *super().list_commands(ctx)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command; of a late one only what a list of commands shows."""
        late = LATE.get(cmd_name)
        if late is None or cmd_name in self.commands or find_spec(late.module) is None:
            return super().get_command(ctx, cmd_name)
        return TyperCommand(cmd_name, help=late.help)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is to be run, importing it now when it is a late one."""
        late = LATE.get(args[0]) if args else None
        if late is not None and args[0] not in self.commands and find_spec(late.module) is not None:
            single = typer.Typer(add_completion=False)
            single.command(args[0])(getattr(import_module(late.module), late.function))
            self.commands[args[0]] = get_command(single)
        return super().resolve_command(ctx, args)


def complain(text: str) -> None:
    """Print one line on standard error."""
    line = " ".join(text.split())
    typer.echo(f"seasoned: {line}", err=True)
