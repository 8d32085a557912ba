"""ExpRecent: the last k experiences, whatever the task (Evo-Memory, arXiv 2511.20857, baseline of section 4).

Deviates from the paper in one point: an experience is a cleaned case, not the rendered prompt of the whole run.
"""

from __future__ import annotations

from seasoned.learn.admit import Admission
from seasoned.learn.distill import cases
from seasoned.learn.judge import default as facts
from seasoned.recall.compose import render
from seasoned.recall.search import recent as latest
from seasoned.recall.select import top_k
from seasoned.recall.trigger import start
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.types import Kind


def recent(k: int = 4, budget: int = 4000) -> System:
    """Return ExpRecent with `k` = 4 (the paper's top-k) within `budget` tokens."""
    return System(
        name="recent",
        citation="Evo-Memory (ExpRecent), arXiv 2511.20857",
        judge=facts,
        distill=DistillStage.of(cases),
        admit=Admission(system="recent"),
        trigger=start(),
        search=latest(kinds=(Kind.CASE,), limit=max(k, 1)),
        select=top_k(k),
        compose=render(budget=budget),
        withhold=0.0,
    )
