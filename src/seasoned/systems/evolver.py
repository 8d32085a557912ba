"""EvolveR: guiding and cautionary principles whose use earns them a score, the low ones pruned (arXiv 2510.16079).

Constants: three principles recalled by similarity; score (successes + 1) / (uses + 2), .5 at first; principles merged
at a cosine of .85 and pruned below .3 (released configuration and training script).

Stand-ins for the paper's model calls: a cleaned case is the guiding principle of a success and titled lessons from
diagnosed faults are the cautionary ones of a failure; with `calls` both are model calls with these as their fallback.
Deviations: a principle is found by its situation, not by its description; the store's embedder and a second look at the
word pairs decide what is merged; merging counts as no use, where the released code counts it and leaves the score as it
was; the first search of a run is made for the agent, more when it asks. Training the agent (GRPO) is no part of this.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.evolve.duplicates import merge_duplicates
from seasoned.evolve.retire_below import LEAST, retire_below
from seasoned.learn.admit import Admission
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import cases
from seasoned.learn.distill.lessons import failure_lessons
from seasoned.learn.distill.successes import successes
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.select import top_k
from seasoned.recall.trigger import agent_asks, start
from seasoned.stage import DistillStage
from seasoned.system import System

ALIKE = 0.85
"""Cosine from which two principles may be one."""


def evolver(
    k: int = 3, score: float = LEAST, alike: float = ALIKE, budget: int = 4000, calls: Calls | None = None
) -> System:
    """Return EvolveR with `k` principles, pruning below `score` and merging from a cosine of `alike` on."""
    return System(
        name="evolver",
        citation="EvolveR, arXiv 2510.16079",
        needs_model=calls is not None,
        judge=facts,
        diagnose=rules,
        distill=llm.extract(calls, "success", fallback=successes(DistillStage.of(cases)))
        | llm.extract(calls, "failure", fallback=failure_lessons),
        admit=Admission(system="evolver"),
        trigger=start() | agent_asks(),
        search=dense(),
        select=top_k(k),
        compose=render(budget=budget),
        evolve=retire_below(score) | merge_duplicates(cosine=alike),
        withhold=0.0,
    )
