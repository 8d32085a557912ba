"""WebCoach: a coach looks in every five steps, and speaks only when the run needs it (arXiv 2511.12997).

Constants: every 5 steps; k = 3 neighbours by cosine; a loop is at most two distinct actions among the last five
(`learn.diagnose`, released rule). With `calls` a model condenses runs and decides whether to intervene, and with what;
without one a success is condensed to its cleaned run, a failure to the faults that the rules see in it, and the coach
intervenes after an error or when `patience` steps earned nothing (ours). Deviations: the coach also speaks before the
first step and when it is asked; success is what the environment says, not that the agent called done (a
defect of the released code); the similarity threshold and the caps that the code configures but never uses are left
out; an outcome's time does not break ties.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit import Admission
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import cases
from seasoned.learn.distill.lessons import failure_lessons
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.select import top_k
from seasoned.recall.select.only_in_trouble import only_in_trouble
from seasoned.recall.trigger import agent_asks, every
from seasoned.system import System


def webcoach(
    frequency: int = 5, k: int = 3, patience: int = 3, budget: int = 2000, calls: Calls | None = None
) -> System:
    """Return WebCoach, which looks in every `frequency` steps, with at most `k` experiences."""
    return System(
        name="webcoach",
        citation="WebCoach, arXiv 2511.12997",
        needs_model=calls is not None,
        judge=facts,
        diagnose=rules,
        distill=llm.extract(calls, "success", fallback=cases) | llm.extract(calls, "failure", fallback=failure_lessons),
        admit=Admission(system="webcoach"),
        trigger=every(frequency) | agent_asks(),
        search=dense(),
        select=top_k(k) >> llm.select(calls, k, fallback=only_in_trouble(patience)),
        compose=render(budget=budget),
        withhold=0.0,
    )
