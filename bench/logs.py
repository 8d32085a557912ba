"""What the learner makes of held-out logs: next-tool suggestion, and coverage of gold SQL by recalled episodes.

Both split by *task*, so that no attempt at a test task is learned from. Run it on a folder of logs:

    python bench/logs.py --data ../shared/data [--json]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from zlib import crc32

from rich.console import Console
from rich.table import Table

from seasoned.learn.actions import moves
from seasoned.learn.admit import Admission
from seasoned.learn.distill import cases, failed_transitions, long_transitions, transitions
from seasoned.learn.suggest import Graph, next_nodes
from seasoned.payloads import Case, Transition
from seasoned.payloads import read as read_payload
from seasoned.protocols import Attempt, Distill, Store
from seasoned.record import Problem, read
from seasoned.store import open_store
from seasoned.types import Kind, Status

NOW = 1_700_000_000.0
FOLDS = 5
TOOL_LOGS = (
    "tau1_airline_gpt4o_4trials",
    "tau2_airline_multimodel",
    "tau2_telecom_multimodel",
    "tau2_gpt4o_with_llm_judges",
)
RECALLED = 5
_TOKEN = re.compile(r"\w+")
_COMMON = """select from where group by order having limit as on and or not in like distinct count sum avg min max join
inner left desc asc union except intersect between exists case when then else end is null t1 t2 t3 t4"""
KEYWORDS = frozenset(_COMMON.split())


def load(path: Path) -> list[Attempt]:
    """Return every readable attempt of a log, with the outcome it states."""
    return [Attempt(*found) for found in read(path, now=NOW) if not isinstance(found, Problem)]


def fold_of(attempt: Attempt) -> int:
    """Return the fold of the attempt's task: the same on every machine."""
    return crc32(attempt.trajectory.task.id.encode()) % FOLDS


def won(attempt: Attempt) -> bool:
    return attempt.outcome is not None and attempt.outcome.success is True


def learned(attempts: Sequence[Attempt], stages: Iterable[Distill]) -> Store:
    """Return a store in memory that learned from `attempts` through `stages` and admission."""
    store = open_store(":memory:")
    with store.batch():
        for attempt in attempts:
            store.append(attempt.trajectory, *([attempt.outcome] if attempt.outcome else []), at=NOW)
    proposals = [proposal for stage in stages for proposal in stage(attempts, store)]
    decisions = Admission().over(attempts)(proposals, store, NOW)
    edits = [edit for decision in decisions for edit in (decision.edit, *decision.also) if edit is not None]
    store.append(*edits, at=NOW)
    return store


# ---------------------------------------------------------------------------------------------------------------------
# Next-tool suggestion
# ---------------------------------------------------------------------------------------------------------------------

Ranker = Callable[[Sequence[str]], list[str]]


def tools(attempt: Attempt) -> list[str]:
    """Return the tools an attempt called, in order, failed calls included."""
    return [move.node for move in moves(attempt.trajectory) if move.node]


def ranked(counts: Mapping[str, float]) -> list[str]:
    return sorted(counts, key=lambda node: (-counts[node], node))


def baselines(attempts: Sequence[Attempt]) -> tuple[Ranker, Ranker]:
    """Return the unigram ranker and the bigram ranker (backing off to the unigram) of plain counts."""
    one: Counter[str] = Counter()
    two: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for attempt in attempts:
        last = ""
        for node in tools(attempt):
            one[node] += 1
            two[last][node] += 1
            last = node
    unigram = ranked(one)
    bigram = {last: list(dict.fromkeys((*ranked(counts), *unigram))) for last, counts in two.items()}
    return (lambda history: unigram), (lambda history: bigram.get(history[-1] if history else "", unigram))


def graph_ranker(attempts: Sequence[Attempt], family: str) -> Ranker:
    """Return the ranker of the transition graph that a store learned from `attempts`."""
    store = learned(attempts, (transitions, long_transitions, failed_transitions))
    edges = store.experiences(kinds=(Kind.TRANSITION,), statuses=(Status.ACTIVE, Status.DRAFT), family=family)
    graph = Graph.of(read_payload(edge.payload, Transition) for edge in edges)
    store.close()
    return lambda history: [node for node, _ in next_nodes(graph, history, top=3)]


def next_tool(attempts: Sequence[Attempt], family: str) -> dict[str, dict[str, float]]:
    """Return top-1 and top-3 accuracy per ranker over task-level folds, on held-out successes and on all held-out runs.

    Baselines are trained on everything that the graph sees, and again on its successes only.
    """
    hits: Counter[tuple[str, str]] = Counter()
    counts: Counter[str] = Counter()
    for fold in range(FOLDS):
        known = [attempt for attempt in attempts if fold_of(attempt) != fold]
        rankers = dict(zip(("unigram", "bigram"), baselines(known), strict=True))
        good = [attempt for attempt in known if won(attempt)]
        rankers |= zip(("unigram, successes", "bigram, successes"), baselines(good), strict=True)
        rankers["graph"] = graph_ranker(known, family)
        for attempt in attempts:
            if fold_of(attempt) != fold:
                continue
            done: list[str] = []
            for node in tools(attempt):
                groups = ("successes", "all") if won(attempt) else ("all",)
                counts.update(groups)
                for name, rank in rankers.items():
                    best = rank(done)[:3]
                    for group in groups:
                        hits[name, f"{group} top-1"] += best[:1] == [node]
                        hits[name, f"{group} top-3"] += node in best
                done.append(node)
    return {
        name: {
            "steps": float(counts["all"]),
            **{
                f"{group} top-{top}": hits[name, f"{group} top-{top}"] / max(1, counts[group])
                for group in ("successes", "all")
                for top in (1, 3)
            },
        }
        for name in rankers
    }


# ---------------------------------------------------------------------------------------------------------------------
# Coverage of gold SQL
# ---------------------------------------------------------------------------------------------------------------------


def sql_tokens(text: str) -> set[str]:
    """Return the names and values of a query (no keywords, no ``t1`` aliases), lower case; ``a.b`` counts as a and b.

    Keywords are what every query shares: counting them would flatter a recall of anything at all.
    """
    return {token for token in _TOKEN.findall(text.lower()) if token not in KEYWORDS}


def covered(gold: set[str], *texts: str) -> float:
    seen = set().union(*(sql_tokens(text) for text in texts)) if texts else set()
    return len(gold & seen) / len(gold)


def gold_sql(attempt: Attempt) -> str:
    """Return the gold query of an attempt's task, which importers keep in the metadata; never seen by learning."""
    for fields in (attempt.trajectory.metadata, attempt.trajectory.task.metadata):
        found = fields.get("gold")
        if isinstance(found, str):
            return found
    return ""


def coverage(attempts: Sequence[Attempt]) -> dict[str, float]:
    """Return the mean share of a held-out task's gold-SQL tokens in its question, in recalled episodes, and in both."""
    totals: Counter[str] = Counter()
    tasks = 0
    for fold in range(FOLDS):
        store = learned([attempt for attempt in attempts if fold_of(attempt) != fold and won(attempt)], (cases,))
        asked: set[str] = set()
        for attempt in attempts:
            task = attempt.trajectory.task
            gold = sql_tokens(gold_sql(attempt))
            if fold_of(attempt) != fold or task.id in asked or not gold:
                continue
            asked.add(task.id)
            found = store.search_text(task.text, kinds=(Kind.CASE,), family=task.family, limit=RECALLED)
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
        store.close()
    return {"tasks": float(tasks)} | {name: total / max(1, tasks) for name, total in totals.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of logs")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    options = parser.parse_args()
    result: dict[str, dict[str, dict[str, float]]] = {}
    # One family may come from several files, some runs from two of them.
    families: defaultdict[str, dict[str, Attempt]] = defaultdict(dict)
    for name in TOOL_LOGS:
        for attempt in load(options.data / f"{name}.jsonl.gz"):
            families[attempt.trajectory.task.family][attempt.trajectory.id] = attempt
    for family, attempts in sorted(families.items()):
        result[f"next tool: {family}, {len(attempts)} runs"] = next_tool(list(attempts.values()), family)
    result["gold SQL: intercode_sql"] = {
        "cases": coverage(load(options.data / "intercode_sql.jsonl.gz")),
    }
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
