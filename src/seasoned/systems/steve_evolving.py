"""Steve-Evolving: every fault is named from a closed list; successes become skills, faults guardrails (2603.13131).

A run is diagnosed by rules (`Cause`, loop and stagnation flags, state difference). What successes share becomes a
skill, what a diagnosis blames becomes a guardrail with its trigger and root cause, and what concerns a whole run a
pitfall (the paper's guardrail at task level). The planner gets the matching skills and the guardrails of what it may do
now, at the start and again after an error or `patience` steps without progress (its local replanning).

Constants: the snapshot of the paper names no thresholds, so `skills`, `guards` and `patience` are ours. Stand-ins for
model calls: the skill generaliser is anti-unification, the guardrail distiller the count of diagnosed faults; with
`calls` both are model calls with these as their fallback. Deviations: ten causes in place of eleven; condition
signature and spatial hash are the actions on offer and the state key; the rolling summary is admission's cap; a
guardrail needs two runs before it is shown.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit import Admission
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import pitfalls, workflows
from seasoned.learn.distill.diagnosed import diagnosed_guardrails
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense, guarding, lexical, state_key
from seasoned.recall.select import fuse, quotas
from seasoned.recall.trigger import on_error, on_stagnation, start
from seasoned.system import System
from seasoned.types import Kind

WEIGHTS = {"guarding": 1.0, "state_key": 1.0, "lexical": 0.5, "dense": 0.5}


def steve_evolving(
    skills: int = 2, guards: int = 5, patience: int = 3, budget: int = 1000, calls: Calls | None = None
) -> System:
    """Return Steve-Evolving with at most `skills` skills and `guards` guardrails within `budget` tokens."""
    found = (Kind.WORKFLOW, Kind.PITFALL, Kind.GUARDRAIL, Kind.INSIGHT, Kind.PLAN)
    return System(
        name="steve_evolving",
        citation="Steve-Evolving, arXiv 2603.13131",
        needs_model=calls is not None,
        judge=facts,
        diagnose=rules,
        distill=llm.extract(calls, "success", fallback=workflows)
        | llm.extract(calls, "failure", fallback=diagnosed_guardrails)
        | pitfalls,
        admit=Admission(system="steve_evolving"),
        trigger=start() | on_error() | on_stagnation(patience),
        search=guarding() | state_key() | lexical(kinds=found) | dense(kinds=found),
        select=fuse(WEIGHTS)
        >> quotas({Kind.GUARDRAIL: guards, Kind.WORKFLOW: skills, Kind.PITFALL: 1, Kind.INSIGHT: 1, Kind.PLAN: 1}),
        compose=render(budget=budget),
        withhold=0.0,
    )
