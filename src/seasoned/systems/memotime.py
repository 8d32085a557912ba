"""MemoTime: verified reasoning traces, reused where the same temporal operators are asked for (arXiv 2510.13614).

A question, and each sub-question that the agent asks about, gets up to five traces of questions with the same operators
(before, after, first, last …) that are similar enough. Only verified traces are kept; one whose reuse failed is never
shown again, and one that is old and was hardly used is dropped.

Constants of the paper: 5 candidates, similarity .7 or max(Jaccard, .8 · containment), 30 days, 2 hits. The cosine's
floor belongs to the embedder; calibrated to the store's it is .5, that on words stays. Deterministic stand-ins for
model calls: the type is the set of temporal operators in the question, and the verifier is the outcome; with `calls` a
model judges runs that no fact decides. Deviations: a trace is the cleaned run (the paper also stores its decomposition
tree and tool parameters; here these are its steps), and the cache and write buffer of the release are the store's
business.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.evolve import prune
from seasoned.evolve.expire import expire
from seasoned.learn.admit import Admission
from seasoned.learn.distill import cases
from seasoned.learn.distill.successes import successes
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.search.same_type import same_type
from seasoned.recall.search.shared_words import shared_words
from seasoned.recall.select import top_k, utility_filter
from seasoned.recall.select.at_least import at_least
from seasoned.recall.select.decay import DAY
from seasoned.recall.trigger import agent_asks, start
from seasoned.stage import JudgeStage
from seasoned.system import System
from seasoned.types import Kind

MORE = 5
"""Times as many are searched as are shown: most of the nearest may be of another type."""

ALIKE = 1.01
"""No overlap of words makes two traces one: *before* and *after* differ in a word."""


def memotime(
    k: int = 5,
    similarity: float = 0.5,
    words: float = 0.7,
    days: float = 30.0,
    hits: int = 2,
    budget: int = 4000,
    calls: Calls | None = None,
) -> System:
    """Return MemoTime with `k` traces, a floor on the cosine or on shared `words`, and a life of `days`."""
    return System(
        name="memotime",
        citation="MemoTime, arXiv 2510.13614",
        needs_model=calls is not None,
        judge=JudgeStage.of(facts) | llm.judge(calls),
        distill=successes(cases),
        admit=Admission(near=ALIKE, system="memotime"),
        trigger=start() | agent_asks(),
        search=same_type(shared_words(dense(kinds=(Kind.CASE,), limit=MORE * k))),
        select=at_least({"dense": similarity, "words": words}) >> utility_filter(f_min=1, u_min=1.0) >> top_k(k),
        compose=render(budget=budget),
        evolve=prune(f_min=1, u_min=1.0) | expire(age=days * DAY, hits=hits),
        withhold=0.0,
    )
