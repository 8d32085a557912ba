"""ReasoningBank: lessons from judged successes and failures, found by the task they came from (arXiv 2509.25140).

Constants: one record recalled, at most three lessons per run and five from several runs of a task (parallel MaTTS), no
similarity floor, nothing merged or deleted (paper; one record beats two to four in its ablation).

Stand-ins for the paper's model calls: facts judge a run, a cleaned case takes the place of the lessons of a success,
titled lessons from diagnosed faults that of a failure's, and the first divergence beside the case that of the
contrast's. With `calls` all four are model calls with these as their fallback; the judge is asked only where facts do
not tell. Deviations: the embedder is the store's; of records for equal task texts the newest is taken; a lesson that
repeats what memory said in the run is refused; sequential MaTTS belongs to the agent. The released scaling script,
which reads one trial k times and swaps its labels, is not followed.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit import Admission
from seasoned.learn.admit.append_only import NEVER
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import cases, contrasts
from seasoned.learn.distill.lessons import failure_lessons
from seasoned.learn.distill.records import records
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.select.top_groups import top_groups
from seasoned.recall.trigger import start
from seasoned.stage import DistillStage, JudgeStage
from seasoned.system import System
from seasoned.types import Kind

KINDS = (Kind.CASE, Kind.INSIGHT, Kind.PLAN)

POOL = 100
"""Lessons among which the best record is looked for."""

MOST = 100_000


def reasoningbank(
    k: int = 1, most: int = 3, most_together: int = 5, budget: int = 4000, calls: Calls | None = None
) -> System:
    """Return ReasoningBank showing `k` records of at most `most` lessons within `budget` tokens."""
    return System(
        name="reasoningbank",
        citation="ReasoningBank, arXiv 2509.25140",
        needs_model=calls is not None,
        judge=JudgeStage.of(facts, llm.judge(calls)),
        diagnose=rules,
        distill=records(
            llm.extract(calls, "success", fallback=cases) | llm.extract(calls, "failure", fallback=failure_lessons),
            llm.extract(calls, "contrast", fallback=DistillStage.of(contrasts, cases)),
            most,
            most_together,
        ),
        admit=Admission(caps=dict.fromkeys(KINDS, MOST), near=NEVER, system="reasoningbank"),
        trigger=start(),
        search=dense(kinds=KINDS, limit=POOL),
        select=top_groups(k),
        compose=render(budget=budget),
        withhold=0.0,
    )
