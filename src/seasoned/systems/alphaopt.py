"""AlphaOPT: self-verified insights, whose retrieval condition is refined by what they did (arXiv 2510.18428).

Constants of the paper: K = 5 variants of a condition, adopted only if F12 is above N_pos / N. The number of insights
that are used is the paper's model's choice; here `k`.
Deviations: an insight counts as verified when a run that it quotes solved its task, since nothing is solved again. The
diagnosis of each task is read from outcomes, a condition is a set of words that the task must or must not say, and
labels are the levels of the family, until a model labels (`llm.label`). The insight of a failure is what a success of
the task did in its place, or a model's. A task is matched to the labels by its words and its family in both forms.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.evolve.refine import refine
from seasoned.learn.admit import Admission
from seasoned.learn.admit.source_solved import SourceSolved
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import contrasts
from seasoned.learn.judge import default as facts
from seasoned.llm.calls import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.search.taxonomy import taxonomy
from seasoned.recall.select import floors, fuse
from seasoned.recall.select.applicable import applicable
from seasoned.recall.trigger import start
from seasoned.system import System
from seasoned.types import Kind

WEIGHTS = {"taxonomy": 1.0, "dense": 1.0}


def alphaopt(
    k: int = 3, variants: int = 5, least: int = 1, fit: float = 0.4, budget: int = 400, calls: Calls | None = None
) -> System:
    """Return AlphaOPT with `k` insights of fit at least `fit`, conditions refined from `least` wrong tasks on."""
    return System(
        name="alphaopt",
        citation="AlphaOPT, arXiv 2510.18428",
        needs_model=calls is not None,
        judge=facts,
        diagnose=rules,
        distill=llm.extract(calls, "contrast", fallback=contrasts),
        admit=SourceSolved(Admission(system="alphaopt")),
        trigger=start(),
        search=taxonomy(dense(kinds=(Kind.INSIGHT,))),
        select=fuse(WEIGHTS) >> floors(fit=fit, value=0.0) >> applicable() >> llm.select(calls, k),
        compose=render(budget=budget),
        evolve=refine(variants=variants, least=least) | llm.label(calls),
        withhold=0.0,
    )
