"""ReMem: memory is part of the run; the agent retrieves, prunes and reorganises it between its actions
(Evo-Memory, arXiv 2511.20857, section 4).

Constants: top-k = 4 (paper). In the paper the agent chooses at each step among thinking, acting and refining its
memory. Here memory is composed anew at every step: what was shown `patience` steps ago without a reward since is set
aside for the rest of the run and the next best takes its place (a rule in the place of the model's choice; `patience`
is ours), and with `calls` a model takes what it wants to keep of the rest, or nothing. Between runs, what was used
often and helped seldom is retired (ReMe's rule, since the paper leaves pruning to the model) and what says the same is
merged. Thinking and the choice of when to refine are the agent's own; an agent asks in its own words by
`episode.recall(text)`. A run is kept as a cleaned case with its score in place of the correctness text.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.evolve import prune
from seasoned.learn.admit import Admission
from seasoned.learn.distill import cases
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.search.in_vain import in_vain
from seasoned.recall.select import top_k
from seasoned.recall.select.set_aside import set_aside
from seasoned.recall.trigger import every_step
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.types import Kind


def remem(k: int = 4, patience: int = 3, budget: int = 4000, calls: Calls | None = None) -> System:
    """Return ReMem with at most `k` runs in memory, each set aside after `patience` steps without a reward."""
    return System(
        name="remem",
        citation="Evo-Memory (ReMem), arXiv 2511.20857",
        needs_model=calls is not None,
        judge=facts,
        distill=DistillStage.of(cases),
        admit=Admission(system="remem"),
        trigger=every_step(),
        search=in_vain(dense(kinds=(Kind.CASE,)), patience),
        select=set_aside() >> llm.select(calls, k, fallback=top_k(k)),
        compose=render(budget=budget),
        evolve=prune() | llm.merge(calls),
        withhold=0.0,
    )
