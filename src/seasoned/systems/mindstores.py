"""MINDSTORES: (state, task, plan, outcome) of every attempt; foretell the outcome before acting (arXiv 2501.19318).

Every attempt is kept with the state that it began in, failures too. For the present task and state the nearest tuples
are found, the outcome of each plan among them is foretold, and only a plan that is expected to work is handed on; an
error on the way asks again.

Constants: k and the thresholds were not found in the paper; `k` = 3, `neighbours` = 25, `least` = .5 (as likely as
not) and `sharpness` = 4 (one near attempt outvotes several far ones) are ours. Stand-ins for model calls: the insight
written from the neighbours is a forecast by distance-weighted voting, and planning is the choice of the nearest plan
that may work; with `calls` a model chooses among those, with the rule as its fallback. Deviation: a plan is a whole
run's actions, where the paper plans subgoals for a low-level controller.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit.append_only import append_only
from seasoned.learn.distill.situated import situated_cases
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search.foreseen import foreseen
from seasoned.recall.search.same_situation import same_situation
from seasoned.recall.select.at_least import at_least
from seasoned.recall.select.by_channel import by_channel
from seasoned.recall.trigger import on_error, start
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.types import Kind


def mindstores(
    k: int = 3,
    neighbours: int = 25,
    least: float = 0.5,
    sharpness: float = 4.0,
    budget: int = 2000,
    calls: Calls | None = None,
) -> System:
    """Return MINDSTORES: of `neighbours` the `k` nearest plans that are foretold at `least` or better."""
    return System(
        name="mindstores",
        citation="MINDSTORES, arXiv 2501.19318",
        needs_model=calls is not None,
        judge=facts,
        distill=DistillStage.of(situated_cases),
        admit=append_only("mindstores"),
        trigger=start() | on_error(),
        search=foreseen(same_situation(kinds=(Kind.CASE,), limit=neighbours), of="situation", sharpness=sharpness),
        select=at_least({"foreseen": least}) >> by_channel(("situation",)) >> llm.select(calls, k),
        compose=render(budget=budget),
        withhold=0.0,
    )
