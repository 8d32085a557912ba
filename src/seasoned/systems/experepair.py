"""ExpeRepair: two memories: repairs found by the traceback, and a short list of insights (arXiv 2506.10484).

Constants of the paper: a first attempt is found by {task .6, solution .4}, both asked with the task; a repair by {error
.9, failed attempt .1}; 10 are retrieved, one kept per task, 3 shown; at most 15 insights, all of them shown; only what
went from wrong to right is kept, and only the same repository's (here: family's) is searched.
Deviations: the failed attempt is compared with the last tool, which is what a query holds of it; of the constants for
its three kinds of record those of test writing are used, and the patch record ({task .7, patch .3}) is a case like the
others; records of the same task are not excluded, which is a guard of its evaluation. The insights that a model keeps
by operations (`llm.edit_ops`) are, without one, contrasts of a success and a failure. The released v1.0 leaves the
insights out.
"""

from __future__ import annotations

from functools import partial

from seasoned import llm
from seasoned.evolve.per_family import per_family
from seasoned.learn.admit import CAPS, Admission
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import cases, contrasts, pairs
from seasoned.learn.judge import default as facts
from seasoned.llm.calls import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import all_of
from seasoned.recall.search.by_fields import Field, by_fields
from seasoned.recall.search.phased import phased
from seasoned.recall.select import top_k
from seasoned.recall.select.one_per_run import one_per_run
from seasoned.recall.trigger import on_error, start
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.types import Kind

FIRST = (Field("task", "text", 0.6), Field("body", "text", 0.4))
REPAIR = (Field("error", "error", 0.9), Field("wrong", "last_tool", 0.1))
INSIGHTS = (Kind.INSIGHT,)


def experepair(
    k: int = 3, pool: int = 10, insights: int = 15, budget: int = 1000, calls: Calls | None = None
) -> System:
    """Return ExpeRepair with `k` of `pool` records beside at most `insights` insights; `calls` edits the insights."""
    admit = Admission(caps={**CAPS, Kind.INSIGHT: insights}, system="experepair")
    first = by_fields(FIRST, (Kind.CASE,), limit=pool)
    repair = by_fields(REPAIR, (Kind.PAIR,), limit=pool)
    return System(
        name="experepair",
        citation="ExpeRepair, arXiv 2506.10484",
        needs_model=calls is not None,
        judge=facts,
        diagnose=rules,
        distill=DistillStage.of(cases, pairs, contrasts),
        admit=admit,
        trigger=start() | on_error(),
        search=phased(start(), first) | phased(on_error(), repair) | all_of(INSIGHTS, same_family=True, limit=insights),
        select=one_per_run(beside=INSIGHTS) >> top_k(k, beside=INSIGHTS),
        compose=render(budget=budget),
        evolve=per_family(partial(llm.edit_ops, calls, admit=admit, items=insights)),
        withhold=0.0,
    )
