"""`seasoned list`: experiences or runs, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from seasoned.cli import options
from seasoned.cli.opening import DEFAULT, existing, nothing_yet
from seasoned.cli.output import emit, line, say, table
from seasoned.errors import InputError

if TYPE_CHECKING:
    from seasoned.memory import Memory
    from seasoned.types import Experience, Utility


def list_(
    kind: Annotated[str | None, typer.Option(help="Only this kind, such as pitfall.", show_default=False)] = None,
    status: Annotated[str, typer.Option(help="Only this status; 'all' for any.")] = "active",
    family: Annotated[str | None, typer.Option(help="Only this family.", show_default=False)] = None,
    runs: Annotated[bool, typer.Option("--runs", help="List runs instead of experiences.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    store: options.Store = options.DEFAULT_STORE,
    tenant: options.Tenant = DEFAULT,
    project: options.Project = DEFAULT,
    json: options.Json = False,
) -> None:
    """List experiences, or with --runs the recorded runs; newest first."""
    with existing(store, tenant, project) as memory:
        if runs:
            _runs(memory, family, limit, json)
        else:
            _experiences(memory, kind, status, family, limit, json)


def _experiences(memory: Memory, kind: str | None, status: str, family: str | None, limit: int, json: bool) -> None:
    from seasoned.types import Kind, Status

    kinds = None if kind is None else [Kind(_one_of(kind, [one.value for one in Kind], "kind"))]
    every = [one.value for one in Status]
    statuses = None if status == "all" else [Status(_one_of(status, [*every, "all"], "status"))]
    found = memory.store.experiences(kinds=kinds, statuses=statuses, family=family, limit=limit)
    if json:
        emit(found)
        return
    if not found:
        say(nothing_yet(memory) or "No experience is like that; `seasoned stats` shows what there is.")
        return
    utilities = memory.store.utilities([item.id for item in found])
    rows = [(item.id, _about(item, utilities[item.id])) for item in found]
    table(("id", "when"), rows)
    say(f"{len(rows)} of {memory.stats().experiences:,}; seasoned show ID tells the rest", style="dim")


def _runs(memory: Memory, family: str | None, limit: int, json: bool) -> None:
    found = list(memory.store.trajectories(family=family, limit=limit))
    outcomes = {run.id: memory.store.outcome(run.id) for run in found}
    if json:
        emit(
            [
                {
                    "id": run.id,
                    "task": run.task,
                    "agent": run.agent.model,
                    "steps": len(run.steps),
                    "outcome": outcomes[run.id],
                }
                for run in found
            ]
        )
        return
    if not found:
        say(nothing_yet(memory) or "No run is like that; `seasoned stats` shows what there is.")
        return
    rows = []
    for run in found:
        outcome = outcomes[run.id]
        ended = "?" if outcome is None or outcome.success is None else ("yes" if outcome.success else "no")
        rows.append((run.id, f"{len(run.steps):,}", ended, _placed(run.task.family, line(run.task.text, 90))))
    table(("id", "steps", "solved", "task"), rows, right=("steps",))
    say(f"{len(rows)} of {memory.stats().trajectories:,}; seasoned show ID tells the rest", style="dim")


def _about(item: Experience, utility: Utility) -> str:
    used = utility.helped + utility.hurt
    earned = f"  (helped {utility.helped} of {used})" if used else ""
    return _placed("" if item.family in item.when else item.family, line(item.when, 110)) + earned


def _placed(family: str, text: str) -> str:
    return f"{line(family, 30)}: {text}" if family else text


def _one_of(word: str, known: list[str], what: str) -> str:
    if word not in known:
        raise InputError(f"there is no {what} {word!r}; use one of {', '.join(known)}")
    return word
