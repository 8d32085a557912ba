"""Dynamic Cheatsheet: one growing sheet per family, handed out whole (DC-Cumulative, arXiv 2504.07952).

After every task the sheet is curated: entries that worked are kept, each with a usage counter, within a limit of words;
before every task all of it is shown. Nothing is searched. Constants: 2000 words (the released curator's prompt: 2000 to
2500), shown in at most 3400 tokens.

Stand-in for the paper's curator: cleaned cases and wrong → right pairs are the entries, and a law of merging keeps and
counts them; with `calls` a model writes the entries, with these as its fallback. Deviations: an entry is changed by
itself instead of rewriting the sheet; known outcomes decide what worked, where the paper's curator guesses, and what
only the agent vouches for waits in quarantine; counts are of runs that needed the same entry again.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit import Admission
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import cases, pairs
from seasoned.learn.distill.documents import WORDS, documents
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import all_of
from seasoned.recall.trigger import start
from seasoned.stage import JudgeStage
from seasoned.system import System
from seasoned.types import Kind


def dynamic_cheatsheet(words: int = WORDS, budget: int = 3400, calls: Calls | None = None) -> System:
    """Return Dynamic Cheatsheet with a sheet of at most `words` words, shown within `budget` tokens."""
    return System(
        name="dynamic_cheatsheet",
        citation="Dynamic Cheatsheet (DC-Cu), arXiv 2504.07952",
        needs_model=calls is not None,
        judge=JudgeStage.of(facts, llm.judge(calls)),
        diagnose=rules,
        distill=documents(
            llm.extract(calls, "success", fallback=cases) | llm.extract(calls, "pair", fallback=pairs), words
        ),
        admit=Admission(system="dynamic_cheatsheet"),
        trigger=start(),
        search=all_of(kinds=(Kind.DOCUMENT,), same_family=True),
        compose=render(budget=budget),
        withhold=0.0,
    )
