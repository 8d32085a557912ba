"""EchoTrail-GUI: trails of free exploration behind a critic's gate, recalled by words and vectors (arXiv 2512.19396).

The agent explores before it has tasks. A critic scores each trail, only those with at least 4 of 5 are stored, and a
task is shown the two nearest by a·dense + (1 - a)·BM25 as lists of (what was seen, what was done).

Constants of the paper: the gate 4 of 5, K = 2. `a` is not given; .5 is ours. Stand-ins for model calls: the critic is
a rule (the share of actions that led to something new), asked only where the environment does not say how a run ended;
with `calls` the model judges, with the rule as its fallback. Deviations: how to explore is the agent's affair; both
channels are scaled to [0, 1] over the candidates before they are mixed; of several trails of one task the best stays.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit import Admission
from seasoned.learn.admit.gate import Gate
from seasoned.learn.critic import CLEAN, critic
from seasoned.learn.distill import whole_runs
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense, lexical
from seasoned.recall.select import fuse, top_k
from seasoned.recall.trigger import start
from seasoned.stage import DistillStage, JudgeStage
from seasoned.system import System
from seasoned.types import Kind


def echotrail(
    k: int = 2, a: float = 0.5, least: float = CLEAN, budget: int = 4000, calls: Calls | None = None
) -> System:
    """Return EchoTrail-GUI: `k` trails by `a` in [0, 1] of similarity and the rest of words, scored `least` or more."""
    return System(
        name="echotrail",
        citation="EchoTrail-GUI, arXiv 2512.19396",
        needs_model=calls is not None,
        judge=JudgeStage.of(facts) | llm.judge(calls, fallback=critic),
        distill=DistillStage.of(whole_runs),
        admit=Gate(Admission(system="echotrail"), least),
        trigger=start(),
        search=dense(kinds=(Kind.CASE,)) | lexical(kinds=(Kind.CASE,)),
        select=fuse({"dense": a, "lexical": 1.0 - a}) >> top_k(k),
        compose=render(budget=budget),
        withhold=0.0,
    )
