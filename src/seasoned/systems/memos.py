"""MemOS: write at once, refine later, archive instead of deleting (arXiv 2507.03724).

A run is stored raw the moment it ends, so that the next one can use it. Upkeep distils it: the raw memory is archived
with links to what it became. A later statement supersedes an earlier one under the same id, whose versions stay in the
log.

Constants: none of the paper's could be verified; 5 items are recalled. Deviations: only plain-text memory, no KV caches
or parameters; the asynchronous scheduler is upkeep (`Memory.evolve`); the fine extraction is a model call of the paper,
its deterministic stand-ins are the cleaned case, the pitfalls of failures and the statements that a grammar reads;
writing of skills, feedback in words and dreaming are left out.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.evolve import merge_duplicates
from seasoned.evolve.consolidate import consolidate
from seasoned.learn.admit import Admission, LatestWins
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import cases, pitfalls, whole_runs
from seasoned.learn.distill import facts as statements
from seasoned.learn.distill.fast import fast
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense, lexical
from seasoned.recall.select import fuse, top_k
from seasoned.recall.trigger import start
from seasoned.stage import DistillStage
from seasoned.system import System

ALIKE = 1.01
"""No overlap of words makes two statements one: the capitals of two countries read nearly the same."""


def memos(k: int = 5, budget: int = 4000, calls: Calls | None = None) -> System:
    """Return MemOS with `k` items within `budget` tokens."""
    admit = LatestWins(Admission(near=ALIKE, system="memos"))
    success = llm.extract(calls, "success", fallback=cases)
    failure = llm.extract(calls, "failure", fallback=pitfalls)
    return System(
        name="memos",
        citation="MemOS, arXiv 2507.03724",
        needs_model=calls is not None,
        judge=facts,
        diagnose=rules,
        distill=fast(DistillStage.of(whole_runs)),
        admit=admit,
        trigger=start(),
        search=dense() | lexical(),
        select=fuse() >> top_k(k),
        compose=render(budget=budget),
        evolve=consolidate(success | failure | statements, admit) | merge_duplicates(),
        withhold=0.0,
    )
