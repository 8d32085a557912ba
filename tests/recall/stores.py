"""A real store in memory, filled with hand-made experiences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from seasoned.store import SQLiteStore, open_store
from seasoned.types import Edit, Experience, Operation, Outcome, Task, Trajectory, Usage

NOW = 1_000_000.0


def filled(*items: Experience) -> SQLiteStore:
    store = open_store(":memory:")
    add(store, items)
    return store


def add(store: SQLiteStore, items: Iterable[Experience]) -> None:
    edits = [Edit(operation=Operation.ADD, target=item.id, experience=item, at=NOW) for item in items]
    store.append(*edits, at=NOW)


def give(store: SQLiteStore, name: str, *, helped: int = 0, hurt: int = 0, withheld: int = 0, lost: int = 0) -> None:
    """Use an item in so many successes and failures, and withhold it from `withheld` successes and `lost` failures."""
    runs = [(True, False)] * helped + [(False, False)] * hurt + [(True, True)] * withheld + [(False, True)] * lost
    done = store.stats().usages
    with store.batch():
        for n, (success, held) in enumerate(runs, done):
            run = f"run-{n}"
            store.append(Trajectory(id=run, task=Task(id=run, text="t"), steps=()), at=NOW)
            usage = Usage(
                id=f"use-{n}",
                trajectory_id=run,
                step=0,
                query="t",
                selected=() if held else (name,),
                shares=() if held else (1.0,),
                withheld=(name,) if held else (),
                at=NOW,
            )
            store.append(usage, Outcome(trajectory_id=run, success=success, observed_at=NOW), at=NOW)


def again(item: Experience, **changes: object) -> Edit:
    """Edit that gives `item` its next version."""
    revised = replace(item, version=item.version + 1, **changes)  # type: ignore[arg-type]
    return Edit(operation=Operation.EDIT, target=item.id, experience=revised, at=NOW)
