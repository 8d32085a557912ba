"""ReMe: success, failure and comparative lessons, validated, recalled by situation, pruned by use (arXiv 2512.10696).

Constants of the paper: top-k = 5, duplicates dropped, an item deleted once recalled ≥ 5 times with a success share
< 0.5 (AppWorld: f_min = 5, u_min = 0.5), lessons kept that a model validates with >= .5. Deterministic stand-ins for
model calls: the three extractors (cases, pairs and pitfalls, contrasts), and the evidence check in place of validation;
with `calls` both are model calls. Deviations: the optional rewriting of what was recalled is off, as in the released
default flow; the duplicate threshold is the admission stage's, since the paper's .5 belongs to its embedder.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.evolve import prune
from seasoned.learn.admit import Admission
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import cases, contrasts, pairs, pitfalls
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.select import top_k, utility_filter
from seasoned.recall.trigger import start
from seasoned.stage import DistillStage
from seasoned.system import System


def reme(k: int = 5, f_min: int = 5, u_min: float = 0.5, budget: int = 4000, calls: Calls | None = None) -> System:
    """Return ReMe with `k` items and the pruning rule (`f_min`, `u_min`)."""
    return System(
        name="reme",
        citation="ReMe, arXiv 2512.10696",
        needs_model=calls is not None,
        judge=facts,
        diagnose=rules,
        distill=llm.extract(calls, "success", fallback=cases)
        | llm.extract(calls, "failure", fallback=DistillStage.of(pairs, pitfalls))
        | llm.extract(calls, "contrast", fallback=contrasts),
        admit=llm.validate(calls, Admission(system="reme"), least=0.5),
        trigger=start(),
        search=dense(),
        select=utility_filter(f_min=f_min, u_min=u_min) >> top_k(k),
        compose=render(budget=budget),
        evolve=prune(f_min=f_min, u_min=u_min),
        withhold=0.0,
    )
