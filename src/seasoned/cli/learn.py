"""`seasoned learn`: from log files to experience."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seasoned.cli import options
from seasoned.cli.group import INTERRUPTED, TROUBLE, complain
from seasoned.cli.opening import DEFAULT, attended, create
from seasoned.errors import InputError, SeasonedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from seasoned.bulk import Report
    from seasoned.memory import Memory


def learn(
    paths: Annotated[list[Path], typer.Argument(help="Log files, or folders of them.", show_default=False)],
    store: options.Store = options.DEFAULT_STORE,
    format: Annotated[str | None, typer.Option(help="Read the files as this format, whatever they look like.")] = None,
    system: options.SystemName = DEFAULT,
    limit: Annotated[int | None, typer.Option(min=1, help="Read at most so many runs.", show_default=False)] = None,
    tenant: options.Tenant = DEFAULT,
    project: options.Project = DEFAULT,
    json: options.Json = False,
) -> None:
    """Learn from agent logs, and report what was found in them.

    Reading the same logs again changes nothing. Ctrl-C keeps what was learned so far. Exit code 1 says that part of
    the logs could not be read.
    """
    import time

    from seasoned.bulk import Report, learn_files
    from seasoned.cli.interrupt import asked_to_stop
    from seasoned.cli.learn_report import Spent, as_data, show
    from seasoned.record import files
    from seasoned.record.importers import find
    from seasoned.systems import load
    from seasoned.types import Scope

    load(system)
    if format is not None:
        find(format)
    found = list(files(paths))
    opened: list[Memory] = []

    def memory() -> Memory:
        opened.append(create(store, tenant, project, system))
        return opened[0]

    report, started, started_cpu = Report(), time.perf_counter(), time.process_time()
    try:
        with (
            asked_to_stop(lambda: complain("stopping after this batch; once more to stop at once")) as stop,
            _progress(found, quiet=json) as progress,
        ):
            batches = learn_files(
                memory,
                found,
                now=time.time(),
                scope=Scope(tenant, project),
                format=format,
                limit=limit,
                progress=progress,
                stop=stop,
            )
            while (next_report := next(batches, None)) is not None:
                report = next_report
    except KeyboardInterrupt:
        report.stopped = True
    except SeasonedError:
        if report.new:
            complain(f"{report.new:,} runs were learned and are kept")
        raise
    finally:
        kept = opened[0] if opened else None
    if kept is None:
        if report.stopped:
            complain("stopped before anything was learned")
            raise typer.Exit(INTERRUPTED)
        raise InputError(_nothing(report, paths))
    with kept:
        spent = Spent(time.perf_counter() - started, time.process_time() - started_cpu)
        if json:
            from seasoned.cli.output import emit

            emit(as_data(report, kept, spent))
        else:
            show(report, kept, store, spent)
    if report.stopped:
        complain(f"stopped: {report.new:,} new runs are kept; the same command goes on from there")
        raise typer.Exit(INTERRUPTED)
    if report.lost:
        raise typer.Exit(TROUBLE)


def _nothing(report: Report, paths: list[Path]) -> str:
    if not report.files:
        from seasoned.record.read import SUFFIXES

        return (
            f"no log file in {', '.join(map(str, paths))}: in a folder, files ending in {', '.join(SUFFIXES)} are read"
        )
    first = str(report.problems[0]) if report.problems else f"{report.files[0].path}: no run in it"
    others = len(report.files) - 1
    more = f" (and {others} more files without any)" if others > 0 else ""
    return f"no run could be read: {first}{more}"


@contextmanager
def _progress(files: list[Path], quiet: bool) -> Iterator[Callable[[int], None]]:
    """Draw a bar of the bytes read on standard error, where someone is watching."""
    if quiet or not attended():
        yield lambda consumed: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("learning"), BarColumn(), DownloadColumn(), TextColumn("left:"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("learning", total=sum(path.stat().st_size for path in files))
        yield lambda consumed: bar.advance(task, consumed)
