"""Memento (AgentFly): a case bank of what was done and how it ended, successes and failures (arXiv 2508.16153).

The non-parametric form: cosine similarity, top-K, the retrieved cases split by their reward into positive and negative
examples; every run is retained. Constants: K = 4 (the paper's best; the released code uses 8, and more pollutes).
Deviations: the plan of a case is what was done, cleaned where it succeeded, since the steps of a run are known and a
planner's list of sub-tasks is not; a failure is kept as an insight with the same payload, so that no agent takes it for
an example to follow; the embedder is the store's (the paper uses SimCSE). The paper's judge is a model
call; with `calls` a model judges the runs about which no fact tells, and without it they stay unjudged and in
quarantine. The learned form is `memento_learned`.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit.append_only import append_only
from seasoned.learn.distill.each_run import RUNS, each_ending
from seasoned.learn.judge import default as facts
from seasoned.recall.endings import by_ending
from seasoned.recall.search import dense
from seasoned.recall.select import top_k
from seasoned.recall.trigger import start
from seasoned.stage import DistillStage
from seasoned.system import System


def memento(k: int = 4, budget: int = 4000, calls: llm.Calls | None = None) -> System:
    """Return Memento with `k` cases within `budget` tokens."""
    return System(
        name="memento",
        citation="Memento, arXiv 2508.16153",
        needs_model=calls is not None,
        judge=facts | llm.judge(calls),
        distill=DistillStage.of(each_ending),
        admit=append_only("memento"),
        trigger=start(),
        search=dense(kinds=RUNS),
        select=top_k(k),
        compose=by_ending(budget=budget),
        withhold=0.0,
    )
