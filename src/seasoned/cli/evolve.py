"""`seasoned evolve`: upkeep, shown before it is done."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from seasoned.cli import options
from seasoned.cli.opening import DEFAULT, existing
from seasoned.cli.output import emit, line, plural, say, table


def evolve(
    apply: Annotated[
        bool, typer.Option("--apply/--dry-run", help="Write the edits, or only show them (the default).")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="Edits to print.")] = 30,
    system: options.SystemName = DEFAULT,
    store: options.Store = options.DEFAULT_STORE,
    tenant: options.Tenant = DEFAULT,
    project: options.Project = DEFAULT,
    json: options.Json = False,
) -> None:
    """Prune, merge, promote and demote on evidence. The log keeps what was before."""
    with existing(store, tenant, project, system) as memory:
        edits = memory.evolve(dry_run=not apply)
        if json:
            emit({"applied": apply, "edits": edits})
            return
        if not edits:
            say("Nothing to do: no item has earned an edit.")
            return
        rows = [(edit.target, edit.operation.value, line(edit.reason, 100)) for edit in edits[:limit]]
        table(("id", "edit", "why"), rows)
        if len(edits) > limit:
            say(f"({len(edits) - limit} more; --limit {len(edits)} prints all)", style="dim")
        done = "were written" if apply else "would be written; seasoned evolve --apply does it"
        stages = ", ".join(f"{stage} {count:,}" for stage, count in Counter(e.stage for e in edits).most_common())
        say(f"{plural(len(edits), 'edit')} ({stages}) {done}.")
