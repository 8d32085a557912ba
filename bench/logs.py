"""What the learner makes of held-out logs: next-tool suggestion, and coverage of gold SQL by recalled episodes.

The same measures as in the benchmark's logs track, but pooled over all steps, and in five folds of whole tasks in place
of ten streams. Run it on a folder of logs:

    python bench/logs.py --data ../shared/data [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.table import Table

from seasoned.bench.track import NONE
from seasoned.bench.tracks.logs_recalled import K
from seasoned.bench.tracks.logs_runs import LOGS, learned, runs, split, won
from seasoned.bench.tracks.logs_sql import covered, questions
from seasoned.bench.tracks.logs_tools import SYSTEMS, TOP, places, ranker
from seasoned.learn.distill import cases
from seasoned.payloads import Case
from seasoned.payloads import read as read_payload
from seasoned.protocols import Attempt
from seasoned.types import Kind

FOLDS = 5
TOOL_LOGS = ("tau1-airline", "tau2-airline", "tau2-telecom")


def next_tool(attempts: Sequence[Attempt], family: str) -> dict[str, dict[str, float]]:
    """Return top-1 and top-3 accuracy per ranker over task-level folds, on held-out successes and on all held-out runs.

    Baselines are trained on everything that the graph sees, and again on its successes only.
    """
    rankers = [name for name in SYSTEMS if name != NONE]
    hits: Counter[tuple[str, str]] = Counter()
    counts: Counter[str] = Counter()
    for fold in range(FOLDS):
        known, held = split(attempts, fold, FOLDS)
        for name in rankers:
            rank = ranker(name, known, family)
            for attempt in held:
                found = places(attempt, rank)
                for group in ("successes", "all") if won(attempt) else ("all",):
                    counts[group] += len(found) if name == rankers[0] else 0
                    hits[name, f"{group} top-1"] += found.count(0)
                    hits[name, f"{group} top-{TOP}"] += len(found) - found.count(None)
    return {
        name: {
            "steps": float(counts["all"]),
            **{
                f"{group} top-{top}": hits[name, f"{group} top-{top}"] / max(1, counts[group])
                for group in ("successes", "all")
                for top in (1, TOP)
            },
        }
        for name in rankers
    }


def coverage(attempts: Sequence[Attempt]) -> dict[str, float]:
    """Return the mean share of a held-out task's gold-SQL tokens in its question, in recalled episodes, and in both."""
    totals: defaultdict[str, float] = defaultdict(float)
    tasks = 0
    for fold in range(FOLDS):
        known, held = split(attempts, fold, FOLDS)
        with closing(learned([attempt for attempt in known if won(attempt)], (cases,))) as store:
            for attempt, gold in questions(held):
                task = attempt.trajectory.task
                found = store.search_text(task.text, kinds=(Kind.CASE,), family=task.family, limit=K)
                items = store.experiences([one for one, _ in found])
                told = [f"{item.when}\n{item.body}" for item in items]
                whole = [
                    f"{step.observation}\n{step.action}"
                    for item in items
                    for step in read_payload(item.payload, Case).steps
                ]
                tasks += 1
                totals["recalled"] += len(items)
                totals["question"] += covered(gold, task.text)
                totals["episodes"] += covered(gold, *told)
                totals["whole episodes"] += covered(gold, *told, *whole)
                totals["question + episodes"] += covered(gold, task.text, *told)
    return {"tasks": float(tasks)} | {name: total / max(1, tasks) for name, total in totals.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of logs")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    options = parser.parse_args()
    for name in (*TOOL_LOGS, "intercode-sql"):
        if not LOGS[name].found(options.data):
            parser.error(f"{options.data} lacks files of {name}: {', '.join(LOGS[name].files)}")
    result: dict[str, dict[str, dict[str, float]]] = {}
    for name in TOOL_LOGS:
        attempts = runs(LOGS[name], options.data)
        result[f"next tool: {name}, {len(attempts)} runs"] = next_tool(attempts, name)
    result["gold SQL: intercode_sql"] = {"cases": coverage(runs(LOGS["intercode-sql"], options.data))}
    if options.json:
        print(json.dumps(result))
        return 0
    console = Console()
    for title, rows in result.items():
        columns = list(next(iter(rows.values())))
        table = Table("", *columns, title=title)
        for name, values in rows.items():
            table.add_row(
                name, *(f"{values[key]:.0f}" if values[key] >= 10 else f"{values[key]:.3f}" for key in columns)
            )
        console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
