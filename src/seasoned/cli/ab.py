"""`seasoned ab`: does memory help your own agent on your own tasks?"""

from __future__ import annotations

import json as jsonlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seasoned.cli import options
from seasoned.cli.group import complain
from seasoned.cli.opening import DEFAULT, attended
from seasoned.cli.output import emit, heading, line, plural, say, table
from seasoned.errors import InputError

if TYPE_CHECKING:
    from seasoned.ab import Attempt, Trial

LISTED = 5
"""Tasks that got worse that are shown."""


def ab(
    tasks: Annotated[Path, typer.Argument(help='A JSONL file of tasks: {"text": …, "id": …, "family": …}.')],
    command: Annotated[
        str,
        typer.Option(help="The agent as a command: a task as JSON on its standard input, the answer in its last line."),
    ] = "",
    call: Annotated[str, typer.Option(help="The agent as a Python function: module:function(task, hint).")] = "",
    repeats: Annotated[
        int, typer.Option(min=1, help="Times that all tasks are gone through, each with a new memory.")
    ] = 1,
    store: Annotated[
        Path | None, typer.Option(help="Experience to start from; it is not changed.", show_default=False)
    ] = None,
    system: options.SystemName = DEFAULT,
    seed: Annotated[int, typer.Option(help="Of the order of tasks and arms.")] = 0,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds that a command may take.")] = 600.0,
    attempts: Annotated[
        Path | None, typer.Option(help="Write every attempt to this file, a line each.", show_default=False)
    ] = None,
    json: options.Json = False,
) -> None:
    """Attempt each task with and without memory, in random order, and tell the difference with its interval.

    An agent answers {"success": true, "score": 0.5, "tokens": 1200, "cost": 0.01, "steps": [{"action": …}]}; only
    success is needed, and without steps there is little to learn from.
    """
    from seasoned import ab as trials

    if bool(command) == bool(call):
        raise InputError("name the agent with either --command or --call")
    if store is not None and not store.exists():
        raise InputError(f"no store at {store}")
    agent = trials.command(command, timeout) if command else trials.function(call)
    trial = trials.Trial(trials.tasks_of(tasks), system, repeats, seed, store)
    total = 2 * repeats * len(trial.tasks)
    made: list[Attempt] = []
    stopped = False
    try:
        for one in trials.run(trial, agent):
            made.append(one)
            if not json and attended():
                complain(f"{len(made)}/{total} {one.arm} memory: {'solved' if one.success else 'failed'} {one.task}")
    except KeyboardInterrupt:
        stopped = True
    if attempts is not None:
        from seasoned.bench.results import put

        put(attempts, "".join(jsonlib.dumps(asdict(one), ensure_ascii=False) + "\n" for one in made))
    made = _complete(made)
    if not made:
        raise InputError("no task was attempted with and without memory")
    found = _summary(trial, made)
    if json:
        emit(found)
    else:
        _show(found, made)
    if stopped:
        complain(f"stopped: {len(made)} of {total} attempts count")
        raise typer.Exit(130)


def _complete(made: Sequence[Attempt]) -> list[Attempt]:
    """Return the attempts of tasks that both arms attempted in the same repeat."""
    seen = {(one.repeat, one.task, one.arm) for one in made}
    return [one for one in made if len({arm for r, t, arm in seen if (r, t) == (one.repeat, one.task)}) == 2]


def _summary(trial: Trial, made: Sequence[Attempt]) -> dict[str, Any]:
    from seasoned.ab import WITH, WITHOUT, by_repeat
    from seasoned.statistics import estimate, paired

    arms: dict[str, dict[str, Any]] = {}
    for arm in (WITHOUT, WITH):
        own = [one for one in made if one.arm == arm]
        costs = [one.cost for one in own if one.cost is not None]
        arms[arm] = {
            "success": estimate(by_repeat(made, arm, lambda one: float(one.success))),
            "score": estimate(by_repeat(made, arm, lambda one: one.score)),
            "tokens": estimate(by_repeat(made, arm, lambda one: float(one.tokens))),
            "seconds": sum(one.seconds for one in own) / len(own),
            "cost": sum(costs) / len(costs) if costs else None,
            "unanswered": sum(bool(one.problem) for one in own),
        }
    differences = {
        name: paired(by_repeat(made, WITH, value), by_repeat(made, WITHOUT, value))
        for name, value in (
            ("success", lambda one: float(one.success)),
            ("score", lambda one: one.score),
            ("tokens", lambda one: float(one.tokens)),
        )
    }
    return {
        "tasks": len(trial.tasks),
        "repeats": trial.repeats,
        "system": trial.system,
        "arms": arms,
        "difference": differences,
        "worse": [asdict(one) for one in _worse(made)],
    }


def _worse(made: Sequence[Attempt]) -> list[Attempt]:
    """Return the attempts that failed with memory where the same task was solved without."""
    solved = {(one.repeat, one.task) for one in made if one.arm == "without" and one.success}
    return [one for one in made if one.arm == "with" and not one.success and (one.repeat, one.task) in solved]


def _show(found: dict[str, Any], made: Sequence[Attempt]) -> None:
    heading(f"{plural(found['tasks'], 'task')}, {plural(found['repeats'], 'repeat')}, system {found['system']}")
    rows = []
    for arm, one in found["arms"].items():
        cost = "–" if one["cost"] is None else f"{one['cost']:.4g}"
        figures = (f"{one['success'].mean:.0%}", f"{one['score'].mean:.2f}", f"{one['tokens'].mean:,.0f}")
        rows.append((f"{arm} memory", *figures, cost, f"{one['seconds']:.1f} s"))
    columns = ("arm", "solved", "score", "tokens", "cost", "time")
    table(columns, rows, right=columns[1:])
    gain = found["difference"]["success"]
    verdict = "memory helps" if gain.low > 0 else "memory hurts" if gain.high < 0 else "not told apart from chance"
    say(
        f"\nDifference: {100 * gain.mean:+.0f} points, 95% interval {100 * gain.low:+.0f} to {100 * gain.high:+.0f}: "
        f"{verdict}. {gain.gained:.0%} of the tasks got better, {gain.lost:.0%} worse.",
        style="bold",
    )
    if found["repeats"] == 1:
        say("One repeat is one stream: --repeats 5 tells how much the order of the tasks matters.")
    problems = [one for one in made if one.problem]
    if problems:
        say(f"{plural(len(problems), 'attempt')} gave no answer and count as failed, first: {problems[0].problem}")
    for one in _worse(made)[:LISTED]:
        say(f"worse: {line(one.task, 60)}, shown {', '.join(one.shown) or 'nothing'}")
