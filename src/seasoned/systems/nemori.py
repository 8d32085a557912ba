"""Nemori: predict the run from memory and store only what the prediction missed (arXiv 2508.03341).

Constants: reciprocal rank fusion of words and vectors with k = 60, 10 episodes recalled, duplicates merged from a
cosine of .85 (released code, where the threshold is configured and not applied; here it is).

Deviations: a run is an episode, so there is nothing to segment, and the log holds every run, so that only what is
distilled is gated. The prediction is a deterministic stand-in for the paper's two model calls: the actions of similar
cases with the words of this task (`seasoned.learn.foresee`), and how the nearest of them ended. Facts are keyed by
actions, not typed as identity, preference and the like. With `calls` the model writes insights from what was missed,
and merges.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.evolve import merge_duplicates
from seasoned.learn.admit import Admission
from seasoned.learn.distill import cases
from seasoned.learn.distill.residue import residue
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense, lexical
from seasoned.recall.select import top_k
from seasoned.recall.select.rrf import rrf
from seasoned.recall.trigger import start
from seasoned.stage import DistillStage
from seasoned.system import System


def nemori(k: int = 10, rank: float = 60.0, fit: float = 0.5, budget: int = 4000, calls: Calls | None = None) -> System:
    """Return Nemori with `k` items and the fusion constant `rank`; from a `fit` in [0, 1] a run can be foreseen."""
    return System(
        name="nemori",
        citation="Nemori, arXiv 2508.03341",
        needs_model=calls is not None,
        judge=facts,
        distill=residue(DistillStage.of(cases) | llm.extract(calls, "success"), fit=fit),
        admit=Admission(system="nemori"),
        trigger=start(),
        search=dense() | lexical(),
        select=rrf(k=rank) >> top_k(k),
        compose=render(budget=budget),
        evolve=llm.merge(calls, fallback=merge_duplicates(cosine=0.85)),
        withhold=0.0,
    )
