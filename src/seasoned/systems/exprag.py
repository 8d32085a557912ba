"""ExpRAG: the four most similar earlier runs, in full, once per task (Evo-Memory, arXiv 2511.20857, section 4).

Constants: top-k = 4 (paper). Deviations: the embedder is the store's (the paper uses bge-base-en-v1.5), and a run is
kept as a cleaned case with its score in place of the correctness text.
"""

from __future__ import annotations

from seasoned.learn.admit import Admission
from seasoned.learn.distill import cases
from seasoned.learn.judge import default as facts
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.select import top_k
from seasoned.recall.trigger import start
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.types import Kind


def exprag(k: int = 4, budget: int = 4000) -> System:
    """Return ExpRAG with `k` runs within `budget` tokens."""
    return System(
        name="exprag",
        citation="Evo-Memory (ExpRAG), arXiv 2511.20857",
        judge=facts,
        distill=DistillStage.of(cases),
        admit=Admission(system="exprag"),
        trigger=start(),
        search=dense(kinds=(Kind.CASE,)),
        select=top_k(k),
        compose=render(budget=budget),
        withhold=0.0,
    )
