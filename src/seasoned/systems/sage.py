"""SAGE self-abstraction: a second attempt at a task follows a plan made from the first (arXiv 2511.05931).

Three stages: an exploring run, its abstraction to a plan (key steps, limits, corrections), and another run of the same
task with the plan. Nothing passes between tasks, and no outcome is needed. Constants: one plan per task.

Stand-in for the paper's plan inducer: rules read the plan off the run (the steps that stood, what failed and what
worked in its place); with `calls` a model writes it, with these rules as its fallback. Deviations: a first attempt is
told apart by the store and not by a trigger; after more than two attempts the plans are merged; a plan is also made of
a success, so a solved task can be repeated.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit import Admission
from seasoned.learn.diagnose import rules
from seasoned.learn.distill.plans import by_rules, plans
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search.same_task import same_task
from seasoned.recall.select import top_k
from seasoned.recall.trigger import start
from seasoned.system import System
from seasoned.types import Kind

ALIKE = 1.01
"""Plans of two tasks are different however alike they read."""

MOST = 100_000


def sage(budget: int = 1000, calls: Calls | None = None) -> System:
    """Return SAGE with a plan of at most `budget` tokens."""
    return System(
        name="sage",
        citation="SAGE (self-abstraction), arXiv 2511.05931",
        needs_model=calls is not None,
        judge=facts,
        diagnose=rules,
        distill=plans(llm.state(calls, fallback=by_rules)),
        admit=Admission(caps={Kind.PLAN: MOST}, near=ALIKE, system="sage"),
        trigger=start(),
        search=same_task(kinds=(Kind.PLAN,)),
        select=top_k(1),
        compose=render(budget=budget),
        withhold=0.0,
    )
