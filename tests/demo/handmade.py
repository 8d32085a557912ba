"""Results made by hand, so that what is shown can be checked without playing."""

from __future__ import annotations

from pathlib import Path

from seasoned.agents import Run
from seasoned.demo import Attempted, Plan, Results, Stream, Useful
from seasoned.demo.plan import ARMS


def attempted(stream: Stream, number: int, solved: dict[str, bool]) -> Attempted:
    runs = {
        arm.name: Run(f"{stream.name}/{number}", solved[arm.name], float(solved[arm.name]), 10, 0, 0, 0) for arm in ARMS
    }
    return Attempted(stream, number, runs)


def results(out: Path, tasks: int = 6, *, useful: tuple[Useful, ...] = ()) -> Results:
    """Corrections solve everything, the other arms every third task."""
    plan = Plan(tasks=tasks, seeds=2, families=("twc", "coin"), out=out)
    played = tuple(
        attempted(stream, n, {"without": n % 3 == 0, "self": n % 3 == 0, "corrections": True})
        for stream in plan.streams
        for n in range(tasks)
    )
    return Results(plan, played, useful)


def experience(**changes: object) -> Useful:
    values: dict[str, object] = {
        "id": "rule-1",
        "kind": "rule",
        "stream": Stream("twc", 0),
        "store": "demo/twc-0-corrections.db",
        "when": "choosing take {0} in twc",
        "body": "take {0}: when named in the task",
        "quote": "take coin",
        "run": "run-1",
        "start": 2,
        "support": 4,
        "shown": 10,
        "solved": 8,
        "rate": 0.75,
        "control": 0.25,
        "uplift": None,
    }
    return Useful(**{**values, **changes})  # type: ignore[arg-type]
