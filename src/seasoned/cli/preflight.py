"""`seasoned preflight`: will memory help on these tasks?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seasoned.cli import options
from seasoned.cli.output import emit, line, plural, say, table
from seasoned.errors import InputError

ROWS = 15

WORDS = {
    "unknown": "Too few distinct tasks to tell.",
    "unlikely": "Memory is unlikely to help much: the tasks have little in common.",
    "possible": "Memory may help: many tasks resemble an earlier one.",
    "likely": "Memory is likely to help: most tasks have a close relative among the earlier ones.",
}


def preflight(
    paths: Annotated[list[Path], typer.Argument(help="Log files, or folders of them.", show_default=False)],
    format: Annotated[str | None, typer.Option(help="Read the files as this format, whatever they look like.")] = None,
    json: options.Json = False,
) -> None:
    """Predict whether memory will help, from how alike the tasks of a log are. Learns and stores nothing."""
    from seasoned.preflight import NOTE, gather
    from seasoned.preflight import preflight as measure
    from seasoned.record import files
    from seasoned.record.importers import find

    if format is not None:
        find(format)
    log, problems = gather(files(paths), format)
    if not log.texts:
        raise InputError(
            f"no task could be read from {', '.join(map(str, paths))}: name logs that `seasoned learn` reads"
        )
    found = measure(log)
    if json:
        emit({"verdict": found.verdict, "preflight": found, "problems": problems, "note": NOTE})
        return
    say(f"{found.similarity:.2f}  mean similarity of a task to the nearest earlier one", style="bold")
    say(WORDS[found.verdict])
    say(
        f"{plural(found.tasks, 'distinct task')} in {plural(found.attempts, 'attempt')}; "
        f"{found.repeated:.0%} of the attempts repeat a task, and on those memory has the answer to the very task."
    )
    if found.left_out:
        say(f"Only the first {found.tasks:,} distinct tasks were compared, {found.left_out:,} were left out.")
    say()
    ranked = sorted(found.families, key=lambda family: (-family.tasks, family.name))
    rows = [
        (line(family.name, 40) or "(none)", f"{family.tasks:,}", _number(family.own), _number(family.others))
        for family in ranked[:ROWS]
    ]
    table(("family", "tasks", "own", "others"), rows, right=("tasks", "own", "others"))
    if len(ranked) > ROWS:
        say(f"({len(ranked) - ROWS} more families; --json lists all)", style="dim")
    say("own: similarity to the nearest earlier task of the family; others: of any other family.", style="dim")
    say()
    say(NOTE, style="dim")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
