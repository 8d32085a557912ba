"""Springdrift: an append-only case base, six signals in one sum, and confidence that fades only when it is read.

No paper: technical report and code of the project Springdrift (github.com/seamus-brady/springdrift). Every run is a
case of its own, failures too; nothing stored is changed by time. The four best by .40 embedding + .25 words + .10
fields + .10 domain + .10 utility + .05 recency are shown. Upkeep lets the newer of two cases about the same thing
(field similarity > .92) take over and puts away failures of confidence < .3 older than 60 days that taught nothing.

Constants of the code: all of these, and Laplace's utility. The half-life of 30 days is ours. Stand-ins for model calls:
the archivist's fields are read from the words (`recall.fields`), a case's confidence is its trust, pitfalls come from
rules; with `calls` the lessons of failures are the model's, with the rules as their fallback. Deviations: the index
score is BM25 over its largest; a case only takes over from one with the same ending; the sensorium and the normative
gate are not part of a memory.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.evolve.forget_failures import forget_failures
from seasoned.evolve.supersede_alike import supersede_alike
from seasoned.learn.admit.append_only import append_only
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import pitfalls
from seasoned.learn.distill.each_run import each_ending
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense, lexical
from seasoned.recall.select import top_k
from seasoned.recall.select.decay import DAY
from seasoned.recall.select.signals import signals
from seasoned.recall.trigger import start
from seasoned.stage import DistillStage
from seasoned.system import System


def springdrift(
    k: int = 4, days: float = 30.0, alike: float = 0.92, budget: int = 4000, calls: Calls | None = None
) -> System:
    """Return Springdrift: `k` cases, a half-life of `days` and the field similarity `alike` of two of one kind."""
    return System(
        name="springdrift",
        citation="Springdrift, technical report (no arXiv id)",
        needs_model=calls is not None,
        judge=facts,
        diagnose=rules,
        distill=DistillStage.of(each_ending) | llm.extract(calls, "failure", fallback=pitfalls),
        admit=append_only("springdrift"),
        trigger=start(),
        search=dense() | lexical(),
        select=signals(half_life=days * DAY) >> top_k(k),
        compose=render(budget=budget),
        evolve=supersede_alike(alike) | forget_failures(half_life=days * DAY),
        withhold=0.0,
    )
