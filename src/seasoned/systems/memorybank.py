"""MemoryBank: memories fade along the forgetting curve, and each recall strengthens them (arXiv 2305.10250).

Constants: R = exp(-t / S), S = 1 at first, S += 1 and t = 0 at each recall (section 2.3, in the paper's form, not in
the released one, under which strong memories fade faster); t in days; the 6 nearest are recalled (released code).
Forgetting is a draw against R: fixed per item and number of recalls here, so that reading (`remembered`) and upkeep
(`forget_faded`) agree and a run can be replayed.

Deviations: the embedder is the store's; every run is one memory of its own (so that what was forgotten can be learned
again), without neighbouring turns of a dialogue. The summaries and the portrait of the user are model calls: with
`calls` every success gives insights beside its case; without, only the cases stand. Faded memories are retired, not
deleted.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.evolve.forget_faded import forget_faded
from seasoned.learn.admit import Admission
from seasoned.learn.admit.append_only import NEVER
from seasoned.learn.distill.each_run import each_run
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.select import top_k
from seasoned.recall.select.decay import DAY
from seasoned.recall.select.remembered import remembered
from seasoned.recall.trigger import start
from seasoned.stage import DistillStage
from seasoned.system import System


def memorybank(k: int = 6, unit: float = DAY, budget: int = 4000, calls: Calls | None = None) -> System:
    """Return MemoryBank with `k` memories within `budget` tokens, time measured in `unit` seconds."""
    return System(
        name="memorybank",
        citation="MemoryBank, arXiv 2305.10250",
        needs_model=calls is not None,
        judge=facts,
        distill=DistillStage.of(each_run) | llm.extract(calls, "success"),
        admit=Admission(near=NEVER, system="memorybank"),
        trigger=start(),
        search=dense(),
        select=remembered(unit) >> top_k(k),
        compose=render(budget=budget),
        evolve=forget_faded(unit),
        withhold=0.0,
    )
