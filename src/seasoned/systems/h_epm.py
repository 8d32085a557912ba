"""H-EPM (first called SIT-Graph): the tool graph of successful runs, asked at every step for what comes next
(arXiv 2512.07287).

Constants: edge weight N(u,v) + c·Σ 1/n_k with c = 1, so that shorter successful routes count more; the top 2 edges
(one constrains too much, three add noise); only tools on offer. In a state like one in which an edge was taken, the
similarity of the states decides (episodic), else the weight (procedural). Deviations: the paper's agent summarises its
state when it wants episodic advice, while here what it says in asking, else what it sees, stands for the summary, and
a state is alike from a cosine of `similar` on (our embedder's scale, not the paper's); an edge keeps the states of five
runs; no procedural hint is skipped at random (the paper skips 80 to 100 % for a model that follows hints blindly).
Where a run has no outcome, the paper asks a model, as `calls` does here.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit import Admission
from seasoned.learn.distill import transitions
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import out_edges
from seasoned.recall.search.episodic import episodic
from seasoned.recall.select import top_k
from seasoned.recall.select.by_channel import by_channel
from seasoned.recall.trigger import every_step
from seasoned.stage import DistillStage
from seasoned.system import System


def h_epm(k: int = 2, similar: float = 0.5, budget: int = 400, calls: Calls | None = None) -> System:
    """Return H-EPM with `k` suggestions per step and the least cosine `similar` of two like states."""
    return System(
        name="h_epm",
        citation="SIT-Graph / H-EPM, arXiv 2512.07287",
        needs_model=calls is not None,
        judge=facts | llm.judge(calls),
        distill=DistillStage.of(transitions),
        admit=Admission(system="h_epm"),
        trigger=every_step(),
        search=episodic(out_edges(), least=similar),
        select=by_channel(("episodic", "out_edges")) >> top_k(k),
        compose=render(budget=budget),
        withhold=0.0,
    )
