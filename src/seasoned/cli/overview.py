"""`seasoned` alone and `seasoned stats`: what a store holds, and what to do next."""

from __future__ import annotations

import os
from pathlib import Path

from seasoned.cli import options
from seasoned.cli.opening import DEFAULT, existing, nothing_yet
from seasoned.cli.output import emit, heading, plural, say, size, table

FIRST_STEPS = """\
  seasoned learn LOGS         learn from agent logs you already have
  seasoned recall "a task"    what earlier runs say about it
  seasoned demo               watch an agent get better, without any setup
  seasoned --help             everything else"""


def overview() -> None:
    """Say in a few lines what the default store holds and what to do next."""
    store = Path(os.environ.get("SEASONED_STORE") or options.DEFAULT_STORE)
    if not store.exists():
        say(f"There is no store at {store} yet.\n")
    else:
        with existing(store, DEFAULT, DEFAULT) as memory:
            found = memory.stats()
            say(
                nothing_yet(memory)
                or f"{store} holds {plural(found.experiences, 'experience')} from {plural(found.trajectories, 'run')}."
            )
        say()
    say(FIRST_STEPS)


def stats(
    store: options.Store = options.DEFAULT_STORE,
    tenant: options.Tenant = DEFAULT,
    project: options.Project = DEFAULT,
    json: options.Json = False,
) -> None:
    """Count what a store holds."""
    with existing(store, tenant, project) as memory:
        found = memory.stats()
        if json:
            emit(found)
            return
        if empty := nothing_yet(memory):
            say(empty)
            return
        counts = [
            ("runs", found.trajectories),
            ("with an outcome", found.outcomes),
            ("diagnoses", found.diagnoses),
            ("experiences", found.experiences),
            ("edits", found.edits),
            ("recalls", found.usages),
            ("events in all", found.events),
        ]
        table(
            (str(store), size(found.bytes)),
            [(name, f"{count:,}") for name, count in counts],
            right=(size(found.bytes),),
        )
        for title, groups in (("kind", found.kinds), ("status", found.statuses)):
            if groups:
                heading(f"Experiences by {title}")
                ranked = sorted(groups.items(), key=lambda item: (-item[1], item[0]))
                table((title, "count"), [(name, f"{count:,}") for name, count in ranked], right=("count",))
