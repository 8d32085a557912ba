"""The report of `seasoned learn`: what was read, what became of it, and what recurs most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seasoned.bulk import FileReport, Report, Runs
from seasoned.cli.output import entries, heading, line, plural, say, share, table
from seasoned.cli.recurring import Fix, Recipe, Recurring, Trouble, recurring
from seasoned.memory import Memory
from seasoned.types import Verdict

ROWS = 12
"""Rows of a table before the rest is put together."""

NUMBERS = ("runs", "steps", "success", "steps/run", "errors", "calls", "warnings", "skipped", "times", "proposals")
VERDICTS = tuple(verdict.value for verdict in Verdict)


@dataclass(frozen=True, slots=True)
class Spent:
    """Time that learning took: on the clock, and of this process."""

    seconds: float
    cpu: float


def as_data(report: Report, memory: Memory, spent: Spent) -> dict[str, Any]:
    """Return the whole report as JSON types."""
    return {
        "trajectories": report.trajectories,
        "steps": report.steps,
        "new": report.new,
        "known": report.known,
        "judged": report.judged,
        "seconds": round(spent.seconds, 3),
        "cpu_seconds": round(spent.cpu, 3),
        "interrupted": report.stopped,
        "files": report.files,
        "problems": {
            "errors": report.lost,
            "warnings": sum(file.warnings for file in report.files),
            "skipped": sum(file.skipped for file in report.files),
            "first": report.problems,
        },
        "diagnosed": report.causes,
        "proposals": [
            {"kind": kind, "stage": stage, "verdict": verdict, "count": count}
            for (kind, stage, verdict), count in report.decisions.most_common()
        ],
        "reasons": [
            {"verdict": verdict, "reason": reason, "count": count}
            for (verdict, reason), count in report.reasons.most_common()
        ],
        "families": {name: _rates(runs) for name, runs in report.families.items()},
        "agents": {name: _rates(runs) for name, runs in report.agents.items()},
        "recurring": recurring(memory.store),
        "store": memory.stats(),
    }


def _rates(runs: Runs) -> dict[str, Any]:
    return {"runs": runs.runs, "judged": runs.judged, "success": runs.rate, "steps": runs.steps}


def show(report: Report, memory: Memory, store: Path, spent: Spent) -> None:
    """Print the report."""
    _read(report)
    _problems(report)
    _learned(report)
    _success(report)
    _recurring(recurring(memory.store))
    _closing(report, memory, store, spent)


def _read(report: Report) -> None:
    heading("Read")
    readable = [file for file in report.files if file.trajectories or file.errors or file.warnings]
    unread = [file for file in report.files if file not in readable]
    rows = [(Path(file.path).name, file.format, f"{file.trajectories:,}", f"{file.steps:,}") for file in readable]
    if len(rows) > 2 * ROWS:
        rows = _by_format(readable)
    table(("file", "format", "runs", "steps"), rows, right=NUMBERS)
    if unread:
        names = ", ".join(Path(file.path).name for file in unread[:ROWS])
        more = f" and {len(unread) - ROWS} more" if len(unread) > ROWS else ""
        say(f"No runs in {plural(len(unread), 'file')}: {names}{more}", style="dim")


def _by_format(files: list[FileReport]) -> list[tuple[str, str, str, str]]:
    formats: dict[str, list[FileReport]] = {}
    for file in files:
        formats.setdefault(file.format, []).append(file)
    return [
        (
            plural(len(group), "file"),
            name,
            f"{sum(file.trajectories for file in group):,}",
            f"{sum(file.steps for file in group):,}",
        )
        for name, group in sorted(formats.items(), key=lambda item: -sum(file.trajectories for file in item[1]))
    ]


def _problems(report: Report) -> None:
    warnings = sum(file.warnings for file in report.files)
    if not report.lost and not warnings:
        return
    heading(f"Problems: {report.lost:,} lost, {warnings:,} read with something missing")
    shown = [problem for problem in report.problems if problem.severity != "skipped"]
    for problem in shown[:5]:
        say(f"{problem.severity.value}: {line(str(problem), 240)}")
    if len(shown) < report.lost + warnings or len(shown) > 5:
        say("(the first few; --json lists more)", style="dim")


def _learned(report: Report) -> None:
    heading("Learned")
    say(f"{plural(report.new, 'new run')} with {plural(report.new_steps, 'step')}; {report.judged:,} with an outcome.")
    if report.known:
        say(f"{plural(report.known, 'run')} were known already and change nothing.")
    if not report.new:
        return
    if report.causes:
        found = ", ".join(f"{cause.replace('_', ' ')} {count:,}" for cause, count in report.causes.most_common())
        say(f"Diagnosed: {found}.")
    kinds: dict[str, Counter[str]] = {}
    for (kind, _, verdict), count in report.decisions.items():
        kinds.setdefault(kind, Counter())[verdict] += count
    rows = [
        (kind, f"{verdicts.total():,}", *(f"{verdicts[verdict]:,}" for verdict in VERDICTS))
        for kind, verdicts in sorted(kinds.items(), key=lambda item: -item[1].total())
    ]
    table(("kind", "proposals", *VERDICTS), rows, right=(*NUMBERS, *VERDICTS))
    for (verdict, reason), count in report.reasons.most_common():
        if verdict in (Verdict.REJECTED.value, Verdict.QUARANTINED.value):
            say(f"{verdict} {count:,}: {line(reason)}")


def _success(report: Report) -> None:
    for title, groups in (("family", report.families), ("agent", report.agents)):
        if title == "agent" and len(groups) < 2:
            continue
        heading(f"Success by {title}")
        ranked = sorted(groups.items(), key=lambda item: (-item[1].runs, item[0]))
        rows = [_row(name or "(not named)", runs) for name, runs in ranked[:ROWS]]
        if rest := ranked[ROWS:]:
            rows.append(_row(f"{len(rest)} more", _together([runs for _, runs in rest])))
        table((title, "runs", "success", "steps/run"), rows, right=NUMBERS)


def _row(name: str, runs: Runs) -> tuple[str, str, str, str]:
    return (
        line(name, 48),
        f"{runs.runs:,}",
        share(runs.succeeded, runs.judged),
        f"{runs.steps / runs.runs:.1f}",
    )


def _together(groups: list[Runs]) -> Runs:
    return Runs(
        runs=sum(one.runs for one in groups),
        judged=sum(one.judged for one in groups),
        succeeded=sum(one.succeeded for one in groups),
        steps=sum(one.steps for one in groups),
    )


def _recurring(found: Recurring) -> None:
    if found.troubles:
        heading("What goes wrong most often")
        entries((plural(trouble.runs, "run"), _trouble(trouble)) for trouble in found.troubles)
    if found.tools:
        heading("Tools that fail most often")
        rows = [
            (tool.name, f"{tool.calls:,}", f"{tool.errors:,} ({share(tool.errors, tool.calls)})", line(tool.worst, 90))
            for tool in found.tools
        ]
        table(("tool", "calls", "errors", "commonest error"), rows, right=NUMBERS)
    if found.fixes:
        heading("What works after an error")
        entries((f"{fix.count:,}x", _fix(fix)) for fix in found.fixes)
    if found.forbidden:
        heading("Actions that keep failing")
        entries(
            (f"{one.failures} of {one.tries}", f"{line(one.action, 110)}  ({line(one.why, 60)})")
            for one in found.forbidden
        )
    if found.recipes:
        heading("Workflows that successes share")
        entries((plural(recipe.successes, "success"), _recipe(recipe)) for recipe in found.recipes)


def _trouble(trouble: Trouble) -> str:
    subject = f"{trouble.subject}: " if trouble.subject else ""
    places = ", ".join(trouble.families[:2]) + (" …" if len(trouble.families) > 2 else "")
    return f"{line(subject + trouble.trigger, 120)}  ({places})"


def _fix(fix: Fix) -> str:
    tool = f"{fix.tool}: " if fix.tool else ""
    return f"{line(tool + fix.error, 140)}\n  instead of {line(fix.wrong, 140)}\n  this worked {line(fix.right, 140)}"


def _recipe(recipe: Recipe) -> str:
    steps = " → ".join(line(step, 44) for step in recipe.steps[:6])
    more = f" → … ({len(recipe.steps)} steps)" if len(recipe.steps) > 6 else ""
    return f"{recipe.family}: {steps}{more}" if recipe.family else f"{steps}{more}"


def _closing(report: Report, memory: Memory, store: Path, spent: Spent) -> None:
    stats = memory.stats()
    pace = (
        f", {report.new_steps / spent.cpu:,.0f} steps per second of CPU" if report.new_steps and spent.cpu > 0 else ""
    )
    say(
        f"\n{store} now holds {plural(stats.experiences, 'experience')} from {plural(stats.trajectories, 'run')} "
        f"({spent.seconds:.1f} s{pace})."
    )
    say('Next: seasoned recall "a task in your own words", seasoned list')
