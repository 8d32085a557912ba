"""`seasoned doctor`: is the store sound, and is what it holds any good?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from seasoned.cli import options
from seasoned.cli.group import TROUBLE
from seasoned.cli.opening import DEFAULT, existing
from seasoned.cli.output import emit, plural, say, share, table

if TYPE_CHECKING:
    from seasoned.doctor import Quality, Soundness


def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Rebuild the views from the log where they differ.")] = False,
    store: options.Store = options.DEFAULT_STORE,
    tenant: options.Tenant = DEFAULT,
    project: options.Project = DEFAULT,
    json: options.Json = False,
) -> None:
    """Check the hash chain and the views, and count junk, duplicates and what is never used.

    Exit code 1 says that the store is damaged. The check works on a copy and changes nothing.
    """
    from seasoned.doctor import examine, quality

    with existing(store, tenant, project) as memory:
        soundness = examine(store)
        repaired = repair and bool(soundness.changed)
        if repaired:
            memory.store.rebuild()
        # Counts over a damaged log would say nothing.
        found = None if soundness.chain else quality(memory.store)
    if json:
        emit({"sound": soundness.sound, "soundness": soundness, "repaired": repaired, "quality": found})
    else:
        _soundness(soundness, repaired)
        if found is not None:
            _quality(found)
    if not soundness.sound and not repaired:
        raise typer.Exit(TROUBLE)


def _soundness(found: Soundness, repaired: bool) -> None:
    chain = found.chain or f"intact over {plural(found.events, 'event')}"
    views = "not checked: the log is damaged" if found.chain else "exactly what a rebuild gives"
    if found.changed:
        views = f"these differ from the log: {', '.join(found.changed)}" + (", rebuilt" if repaired else "")
    table(("check", "finding"), [("hash chain", chain), ("views", views)])
    if found.chain:
        say("\nThe log was damaged or tampered with: restore a copy of the file.", style="bold")
    elif found.changed and not repaired:
        say("\nThe log is intact, so nothing is lost: seasoned doctor --repair", style="bold")
    say()


def _quality(found: Quality) -> None:
    junk = sum(found.junk.values())
    rows = [
        ("experiences", found.experiences, "active or not"),
        ("active", found.active, share(found.active, found.experiences) + " of them"),
        ("quarantined", found.quarantined, share(found.quarantined, found.experiences) + " of them"),
        ("junk", junk, share(junk, found.active) + " of the active ones"),
        ("duplicates", found.duplicates, share(found.duplicates, found.active) + " of the active ones"),
        ("never shown", found.unused, share(found.unused, found.active) + " of the active ones"),
        ("without a quote", found.unevidenced, share(found.unevidenced, found.active) + " of the active ones"),
    ]
    table(("what", "count", "share"), [(name, f"{count:,}", part) for name, count, part in rows], right=("count",))
    for why, count in sorted(found.junk.items(), key=lambda item: -item[1]):
        say(f"junk {count:,}: {why}")
