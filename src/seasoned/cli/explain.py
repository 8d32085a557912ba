"""`seasoned explain`: why a recall showed what it showed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from seasoned.cli import options
from seasoned.cli.opening import DEFAULT, existing
from seasoned.cli.output import emit, entries, line, say
from seasoned.errors import InputError

if TYPE_CHECKING:
    from seasoned.recall.explain import Explanation


def explain(
    usage: Annotated[str, typer.Argument(help="Id of a recall; the last one by default.", show_default=False)] = "",
    limit: Annotated[int, typer.Option(min=1, help="Candidates to print.")] = 15,
    store: options.Store = options.DEFAULT_STORE,
    tenant: options.Tenant = DEFAULT,
    project: options.Project = DEFAULT,
    json: options.Json = False,
) -> None:
    """Say why each candidate of a recall was or was not shown."""
    with existing(store, tenant, project) as memory:
        last = memory.store.usages(limit=1) if not usage else []
        if not usage and not last:
            raise InputError('nothing was recalled yet: ask with `seasoned recall "a task"`')
        name = usage or last[0].id
        found = memory.explain(name)
        made = memory.store.usage(name)
        if json:
            emit({"usage": made, "candidates": found})
            return
        asked = line(made.query, 160) if made else ""
        say(f"{name}: {asked}", style="bold")
        if not found:
            say("No channel found any candidate.")
            return
        entries((f"{one.rank}", _candidate(one)) for one in found[:limit])
        if len(found) > limit:
            say(f"({len(found) - limit} more; --limit {len(found)} prints all)", style="dim")


def _candidate(one: Explanation) -> str:
    why = one.fate if one.fate == "shown" else f"{one.fate}: {one.reason}"
    channels = ", ".join(f"{channel} {score:.2f}" for channel, score in sorted(one.scores.items()))
    about = line(one.experience.when, 100) if one.experience else "(erased)"
    return f"{one.id}  {why}\nscore {one.score:.2f} from {channels}; rate {one.rate:.2f}\n{about}"
