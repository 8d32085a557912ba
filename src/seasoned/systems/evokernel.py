"""EvoKernel: more is recalled than shown, and values of the stage choose: drafting has its own (arXiv 2603.10846).

Constants: N = 4 shown of K = λN recalled with λ = 3, ε = 0.1, α = 0.2, Q from 0; λ and ε are those of an unofficial
re-implementation, as the paper raises λ from 2 on. Drafting earns ±1, refining tanh(ln best - ln cost), normalised.
When refining, one start point among the earlier successes of the very task comes first. Deviations: the first step of a
run is its draft and the later ones refine it; a step's verdict is its reward or error, else the outcome; the cost is
what `measure` names in a step's metadata or an outcome's metrics; API knowledge is one tool note. The inspection for
cheating belongs to the environment that judges. The summaries of runs are model calls in the paper: with `calls` they
are asked for beside the runs themselves; without it pitfalls stand in for those of failures, and successes have none.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.credit.stages import stage_of
from seasoned.learn.admit.append_only import append_only
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import pairs, pitfalls, tool_notes
from seasoned.learn.distill.each_run import RUNS, each_ending
from seasoned.learn.judge import default as facts
from seasoned.recall.endings import by_ending
from seasoned.recall.search import dense, lexical
from seasoned.recall.search.stage_value import stage_value
from seasoned.recall.search.start_points import start_points
from seasoned.recall.select import epsilon, top_k
from seasoned.recall.select.by_channel import by_channel
from seasoned.recall.select.foremost import foremost
from seasoned.recall.trigger import every_step
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.types import Kind

BANK = (*RUNS, Kind.PAIR, Kind.PITFALL, Kind.PLAN)
API = (Kind.TOOL_NOTE,)


def evokernel(
    n: int = 4,
    over: int = 3,
    eps: float = 0.1,
    alpha: float = 0.2,
    measure: str = "latency",
    budget: int = 4000,
    calls: llm.Calls | None = None,
) -> System:
    """Return EvoKernel showing `n` of `over`·`n` items, a random sample of them with probability `eps`."""
    summaries = llm.extract(calls, "success") | llm.extract(calls, "failure", fallback=pitfalls)
    bank = dense(kinds=BANK, limit=over * n) | lexical(kinds=API, limit=1) | start_points()
    return System(
        name="evokernel",
        citation="EvoKernel, arXiv 2603.10846",
        needs_model=calls is not None,
        judge=facts,
        diagnose=rules,
        distill=DistillStage.of(each_ending, pairs, tool_notes) | summaries,
        admit=append_only("evokernel"),
        trigger=every_step(),
        search=stage_value(bank, alpha=alpha, measure=measure),
        select=by_channel(("stage_value", "dense")) >> epsilon(eps) >> foremost("start_point") >> top_k(n, beside=API),
        compose=by_ending(budget=budget),
        withhold=0.0,
        context=stage_of,
    )
