"""`seasoned export` and `seasoned import`: a project's log as a text file, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from seasoned.cli import options
from seasoned.cli.opening import DEFAULT, attended, create, existing
from seasoned.cli.output import emit, plural, say, size


def export(
    file: Annotated[Path, typer.Argument(help="The file to write; .gz packs it.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it exists.")] = False,
    store: options.Store = options.DEFAULT_STORE,
    tenant: options.Tenant = DEFAULT,
    project: options.Project = DEFAULT,
    json: options.Json = False,
) -> None:
    """Write everything a project has recorded to one JSON Lines file."""
    from seasoned.transfer import export_log

    with (
        existing(store, tenant, project) as memory,
        _progress("exporting", memory.stats().events, quiet=json) as progress,
    ):
        count = export_log(memory.store, file, overwrite=force, progress=progress)
    if json:
        emit({"file": str(file), "records": count, "bytes": file.stat().st_size})
    else:
        say(f"{file}: {plural(count, 'record')}, {size(file.stat().st_size)}")


def import_(
    file: Annotated[Path, typer.Argument(help="A file that `seasoned export` wrote.", show_default=False)],
    store: options.Store = options.DEFAULT_STORE,
    tenant: options.Tenant = DEFAULT,
    project: options.Project = DEFAULT,
    json: options.Json = False,
) -> None:
    """Fill an empty store from an exported file. An interrupted import goes on where it stopped."""
    from seasoned.transfer import import_log, read_header
    from seasoned.types import Scope

    header = read_header(file, Scope(tenant, project))
    with (
        create(store, tenant, project) as memory,
        _progress("importing", header.events, quiet=json) as progress,
    ):
        done = import_log(memory.store, file, progress=progress)
        found = memory.stats()
    if json:
        emit({"appended": done.appended, "known": done.known, "store": found})
    else:
        known = f", {done.known:,} were there already" if done.known else ""
        say(f"{plural(done.appended, 'record')} imported{known}.")
        say(f"{store} holds {plural(found.experiences, 'experience')} from {plural(found.trajectories, 'run')}.")


@contextmanager
def _progress(what: str, total: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    if quiet or not attended():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)
