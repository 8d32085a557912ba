"""Whether recalled episodes hold the names and values that a query needs: the gold SQL of held-out tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import fsum

from seasoned.bench.track import Item
from seasoned.bench.tracks.logs_recalled import CONTROLS, asked
from seasoned.bench.tracks.logs_runs import won
from seasoned.learn.distill import cases
from seasoned.protocols import Attempt
from seasoned.types import Query

SYSTEMS = CONTROLS

_TOKEN = re.compile(r"\w+")
_COMMON = """select from where group by order having limit as on and or not in like distinct count sum avg min max join
inner left desc asc union except intersect between exists case when then else end is null t1 t2 t3 t4"""
KEYWORDS = frozenset(_COMMON.split())


def sql_tokens(text: str) -> set[str]:
    """Return the names and values of a query (no keywords, no ``t1`` aliases), lower case; ``a.b`` counts as a and b.

    Keywords are what every query shares: counting them would flatter a recall of anything at all.
    """
    return {token for token in _TOKEN.findall(text.lower()) if token not in KEYWORDS}


def covered(gold: set[str], *texts: str) -> float:
    """Return the share of the tokens `gold`, at least one, that stand in any of `texts`."""
    seen = set().union(*(sql_tokens(text) for text in texts)) if texts else set()
    return len(gold & seen) / len(gold)


def gold_sql(attempt: Attempt) -> str:
    """Return the gold query of an attempt's task, which importers keep in the metadata; never seen by learning."""
    for fields in (attempt.trajectory.metadata, attempt.trajectory.task.metadata):
        found = fields.get("gold")
        if isinstance(found, str):
            return found
    return ""


def questions(held: Sequence[Attempt]) -> Iterator[tuple[Attempt, set[str]]]:
    """Yield the first attempt at each task whose gold query names something, with these names."""
    once: set[str] = set()
    for attempt in held:
        gold = sql_tokens(gold_sql(attempt))
        if gold and attempt.trajectory.task.id not in once:
            once.add(attempt.trajectory.task.id)
            yield attempt, gold


def items(system: str, known: Sequence[Attempt], held: Sequence[Attempt]) -> Iterator[Item]:
    """Yield an item for each held-out question. What is recalled was learned on the same database, from its successes
    for the controls, from all runs for a memory system."""
    with asked(system, known, [attempt for attempt in known if won(attempt)], cases) as ask:
        for attempt, gold in questions(held):
            task = attempt.trajectory.task
            found = ask(Query(text=task.text, family=task.family, trajectory_id=attempt.trajectory.id))
            both = fsum(covered(gold, task.text, one.text) for one in found) / len(found)
            alone = fsum(covered(gold, one.text) for one in found) / len(found)
            yield Item(task.id, {"score": both, "recalled alone": alone}, found[0].shown)
