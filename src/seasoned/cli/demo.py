"""``seasoned demo``: see an agent get better from its own experience, in minutes and without a model."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from seasoned.demo.plan import DEFAULT_FAMILIES, Plan
from seasoned.demo.results import Attempted, Results, Useful


def demo(
    tasks: Annotated[int, typer.Option(help="Tasks per family and seed.")] = 40,
    seeds: Annotated[int, typer.Option(help="How many seeds.")] = 3,
    seed: Annotated[int, typer.Option(help="The first seed. Equal seeds give equal results.")] = 0,
    families: Annotated[
        str, typer.Option(help="Task families, separated by commas; coin is a search task that needs no memory.")
    ] = ",".join(DEFAULT_FAMILIES),
    difficulty: Annotated[str, typer.Option(help="easy, medium or hard.")] = "easy",
    fold: Annotated[str, typer.Option(help="Tasks of the train, dev or test fold.")] = "train",
    out: Annotated[Path, typer.Option(help="Folder for the report and the stores.")] = Path("demo"),
    processes: Annotated[int, typer.Option(help="Streams played at once.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object, last.")] = False,
) -> None:
    """Play the same tasks three times: without memory, learning from itself, learning from corrections.

    Ends with the paired differences and the experiences that helped most; a report page and the stores go to --out.
    """
    from seasoned.demo import ending, report
    from seasoned.demo.live import view
    from seasoned.demo.play import play
    from seasoned.demo.summary import summary
    from seasoned.demo.useful import best

    plan = Plan(
        tasks=tasks,
        seeds=seeds,
        seed=seed,
        families=tuple(name.strip() for name in families.split(",")),
        difficulty=difficulty,
        fold=fold,
        out=out,
        processes=processes,
    )
    console = Console(stderr=as_json)
    started = time.monotonic()
    attempted: list[Attempted] = []
    earned: list[Useful] = []
    with view(plan, console) as shown:
        for message in play(plan):
            if isinstance(message, Attempted):
                attempted.append(message)
                shown.add(message)
            else:
                earned += message
    place = {stream: at for at, stream in enumerate(plan.streams)}
    attempted.sort(key=lambda one: (place[one.stream], one.number))
    results = Results(plan, tuple(attempted), best(earned))
    program = _program()
    report.write(results, program)
    ending.tell(results, console, time.monotonic() - started, program)
    if as_json:
        print(json.dumps(summary(results), allow_nan=False))


def _program() -> str:
    """Return how to call `seasoned` from here: by its name where that is found, else by its path."""
    called = Path(sys.argv[0])
    if shutil.which("seasoned") or called.name != "seasoned":
        return "seasoned"
    return os.path.relpath(called)
