"""MUSE: procedures from verified successes, updated by key, shown as an outline and read on demand (arXiv 2510.08002).

Three namespaces: procedures (written at once from a verified success, never a failure), strategic patterns (at most
ten) and tool notes. The prompt holds only the outline of the first two; a body is handed out when the agent names its
id, and a tool's note stands beside the tool's result (`Site.TOOL_RESULT`). Constants: ten strategic patterns (paper).

Stand-ins for the paper's model calls: rules read a procedure off a run and key it by its verbs, where the paper's model
writes and names it; strategic patterns are the failure lessons and contrasts, of which the cap keeps the strongest in
place of a merging call. With `calls` a model judges what facts do not tell and writes procedures and patterns, with
these as its fallback. Deviations: steps are replaced as one value; the outline is bounded by `index` tokens; replanning
and the two tries per subtask belong to the agent.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit import Admission
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import contrasts, tool_notes
from seasoned.learn.distill.lessons import failure_lessons
from seasoned.learn.distill.plans import by_rules
from seasoned.learn.distill.procedures import procedures
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.at_result import on_tool_result
from seasoned.recall.compose import outline, render
from seasoned.recall.disclose import disclosed
from seasoned.recall.search import all_of
from seasoned.recall.search.by_id import by_id
from seasoned.recall.search.first_found import first_found
from seasoned.recall.search.of_last_tool import of_last_tool
from seasoned.recall.search.phased import phased
from seasoned.recall.trigger import agent_asks, start
from seasoned.stage import JudgeStage
from seasoned.system import System
from seasoned.types import Kind

PATTERNS = (Kind.INSIGHT, Kind.PITFALL, Kind.GUARDRAIL)


def muse(patterns: int = 10, index: int = 1000, budget: int = 4000, calls: Calls | None = None) -> System:
    """Return MUSE with `patterns` strategic patterns, an outline of `index` tokens and bodies of `budget` tokens."""
    listed = all_of(kinds=(Kind.PLAN, *PATTERNS), same_family=True)
    return System(
        name="muse",
        citation="MUSE, arXiv 2510.08002",
        needs_model=calls is not None,
        judge=JudgeStage.of(facts, llm.judge(calls)),
        diagnose=rules,
        distill=procedures(llm.state(calls, fallback=by_rules))
        | llm.extract(calls, "failure", fallback=failure_lessons)
        | llm.extract(calls, "contrast", fallback=contrasts)
        | tool_notes,
        admit=Admission(caps=dict.fromkeys(PATTERNS, patterns), system="muse"),
        trigger=start() | agent_asks() | on_tool_result(),
        search=first_found(by_id(), phased(start() | agent_asks(), listed) | phased(on_tool_result(), of_last_tool())),
        compose=disclosed(brief=outline(budget=index), full=render(budget=budget), at_once=on_tool_result()),
        withhold=0.0,
    )
