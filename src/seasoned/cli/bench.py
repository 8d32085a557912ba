"""`seasoned bench`: does memory help, against every control, on tasks anyone can run again?"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seasoned.cli.group import INTERRUPTED, OK, TROUBLE, complain
from seasoned.cli.opening import attended
from seasoned.cli.output import heading, say, table
from seasoned.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from seasoned.bench.header import Header
    from seasoned.bench.journal import Journal
    from seasoned.bench.results import Results
    from seasoned.bench.track import Result, Setup, Track, Unit

KEY = "SEASONED_BENCH_KEY"
"""Environment variable with the key that results are signed with."""


def bench(
    tracks: Annotated[
        list[str] | None, typer.Argument(help="Tracks to run; none lists them.", show_default=False)
    ] = None,
    system: Annotated[
        list[str] | None,
        typer.Option(help="A memory system to test; may be given several times.", show_default="default"),
    ] = None,
    family: Annotated[
        list[str] | None, typer.Option(help="Only this family; may be given several times.", show_default=False)
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Folder with data files.", show_default=False)] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Streams per family, system and order.")] = 20,
    tasks: Annotated[int, typer.Option(min=0, help="Tasks in a stream; 0 is the track's own number.")] = 0,
    out: Annotated[Path, typer.Option(help="Folder for the results and the report.")] = Path("bench-results"),
    processes: Annotated[int, typer.Option(min=1, help="Streams run at once.")] = 2,
    results_json: Annotated[
        Path | None, typer.Option("--json", help="Write the results to this file too.", show_default=False)
    ] = None,
    leave_one_out: Annotated[
        int, typer.Option(min=0, help="Tasks in a stream played again without each shown experience.")
    ] = 0,
    transfer: Annotated[
        bool, typer.Option("--transfer", help="Also try families with what was learned on others.")
    ] = False,
    verify: Annotated[
        Path | None, typer.Option(help="Only check the seal and signature of a results file.", show_default=False)
    ] = None,
) -> None:
    """Measure memory systems against no memory and every control, with intervals.

    Ctrl-C stops; the same command goes on from there. The results are signed where SEASONED_BENCH_KEY is set.
    """
    from seasoned.bench import tracks as known
    from seasoned.bench.header import header
    from seasoned.bench.journal import Journal
    from seasoned.bench.track import Setup

    if verify is not None:
        _verify(verify)
    if not tracks:
        _list()
        return
    setup = Setup(data, seeds, tasks, tuple(family or ()), tuple(system or ["default"]), leave_one_out, transfer)
    _check(setup)
    asked = [known.get(name) for name in dict.fromkeys(tracks)]
    skipped = [f"{track.name}: {reason}" for track in asked for reason in track.missing(setup)]
    for reason in skipped:
        complain(f"skipped: {reason}")
    units = [unit for track in asked for unit in track.units(setup)]
    if not units:
        raise InputError("nothing of this can run here; the lines above say what is missing")
    files = sorted({path for track in asked for path in track.files(setup)})
    made = header([track.name for track in asked], setup, " ".join(["seasoned", *sys.argv[1:]]), files)
    journal = Journal(out / "journal.jsonl", made.fingerprint)
    stopped = _run(units, setup, journal, processes)
    wanted = set(units)
    done = [result for result in journal if result.unit in wanted]
    if not done:
        complain("stopped before anything was finished")
        raise typer.Exit(INTERRUPTED)
    results = _written(done, asked, made, skipped, out, results_json)
    show(results, asked, out)
    if stopped:
        complain(f"stopped with {len(done):,} of {len(units):,} streams done; the same command goes on from there")
        raise typer.Exit(INTERRUPTED)


def _check(setup: Setup) -> None:
    from seasoned.bench import controls

    for name in setup.systems:
        controls.system(name)
    if setup.data is not None and not setup.data.is_dir():
        raise InputError(f"--data {setup.data} is not a folder")


def _run(units: Sequence[Unit], setup: Setup, journal: Journal, processes: int) -> bool:
    """Run what the journal lacks. Return whether Ctrl-C stopped it."""
    from seasoned.bench.run import run

    missing = [unit for unit in units if unit not in journal]
    try:
        with _progress(len(units), len(units) - len(missing)) as advance:
            for result in run(missing, setup, processes):
                journal.append(result)
                advance(result)
    except KeyboardInterrupt:
        return True
    return False


@contextmanager
def _progress(total: int, done: int) -> Iterator[Callable[[Result], None]]:
    """Draw a bar of the streams on standard error where someone is watching, else a line for each tenth."""
    if not attended():
        step = max(1, total // 10)

        def tell(result: Result) -> None:
            nonlocal done
            done += 1
            if done % step == 0 or done == total:
                complain(f"{done:,} of {total:,} streams")

        yield tell
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("streams", total=total, completed=done)
        yield lambda result: bar.update(task, advance=1, description=f"{result.unit.family} {result.unit.system}")


def _written(
    done: Sequence[Result],
    asked: Sequence[Track],
    made: Header,
    skipped: Sequence[str],
    out: Path,
    results_json: Path | None,
) -> Results:
    from seasoned.bench import report
    from seasoned.bench.results import Results, put, sealed, write
    from seasoned.bench.rows import rows
    from seasoned.bench.validity import validity

    primary = {track.name: track.primary for track in asked}
    tested = tuple(dict.fromkeys((*(name for track in asked for name in track.own), *made.setup.systems)))
    found = tuple(rows(done, primary, tested))
    checked = tuple(validity(done, found, primary, tested))
    results = sealed(Results(made, found, tuple(skipped), checked), os.environ.get(KEY, ""))
    for path in (out / "results.json", *([results_json] if results_json else [])):
        write(results, path)
    told = (made, done, found, primary, tested, skipped)
    put(out / "report.html", report.page(*told))
    put(out / "report.md", report.markdown(*told))
    put(out / "rows.csv", report.csv(found))
    return results


def show(results: Results, asked: Sequence[Track], out: Path) -> None:
    """Print each track's leaderboard and whether it is valid, and where the report is."""
    from seasoned.bench.groups import standing
    from seasoned.bench.report.scale import probability
    from seasoned.bench.results import leading
    from seasoned.bench.validity import in_words

    verdicts = {one.track: list(in_words(one)) for one in results.validity}
    for track in asked:
        own = [row for row in results.rows if row.track == track.name]
        families = {row.family for row in own if row.metric == track.primary}
        whole = [row for row in own if families and row.family == standing(families)]
        heading(f"{track.name}: {track.title}")
        gains = {(row.system, row.arm, row.order): row for row in whole if row.metric == f"{track.primary} − none"}
        several = len({row.order for row in whole}) > 1
        lines = []
        for row in leading(whole, track.primary):
            gain = gains.get((row.system, row.arm, row.order))
            name = " · ".join(part for part in (row.system, row.arm, row.order if several else "") if part)
            score = f"{row.value:.2f} [{row.low:.2f}, {row.high:.2f}]"
            adjusted = "" if gain is None or gain.p_holm is None else probability(gain.p_holm)
            lines.append(
                (name, score, f"{gain.value:+.2f} [{gain.low:+.2f}, {gain.high:+.2f}]" if gain else "", adjusted)
            )
        columns = (track.primary, "− none", "p, Holm")
        table(("system", *columns), lines, right=columns)
        for line in verdicts.get(track.name, ()):
            say(line)
    say(f"\nThe report is {out / 'report.html'}; every figure is in {out / 'results.json'} and {out / 'rows.csv'}.")


def _list() -> None:
    from seasoned.bench import tracks

    table(("track", "what it measures"), [(name, tracks.get(name).title) for name in tracks.NAMES])
    say(f"\nRun one: seasoned bench {tracks.NAMES[0]} --seeds 3")


def _verify(path: Path) -> None:
    from seasoned.bench.results import read, read_plain, verified

    results = read(path)
    problem = verified(read_plain(path), os.environ.get(KEY, ""))
    if problem:
        complain(f"{path}: {problem}")
        raise typer.Exit(TROUBLE)
    signed = "sealed and signed" if results.signature else "sealed, not signed"
    say(f"{path} is as it was written ({signed}): {len(results.rows):,} rows of {', '.join(results.header.tracks)}.")
    raise typer.Exit(OK)
