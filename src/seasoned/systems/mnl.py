"""Mistake Notebook Learning: notes from mistakes, and a batch of them stays only if it improves (arXiv 2512.11485).

Constants of the paper: batches of B = 10 questions, top-k = 3, duplicates from .9, commit iff wins > losses on the same
batch (F6), ties not counted. Its retrieval threshold .7 belongs to its embedder; the floor here is the store's.
Deviations: the paper runs the batch again at once, here its tasks are compared when they come again, and a verdict that
the missing pairs cannot change is given early; a task that never comes again decides nothing. What a model writes has
deterministic stand-ins (`error_notes`): tasks whose words are alike share a subject, and a note lists what went wrong
and what worked instead. With `calls` the model is asked per failed run, not per subject. No note makes the agent say
which part of it applies.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.evolve.accept import accept_if_improves
from seasoned.learn.admit import Admission
from seasoned.learn.admit.transaction import Transactional
from seasoned.learn.diagnose import rules
from seasoned.learn.distill.error_notes import error_notes
from seasoned.learn.judge import default as facts
from seasoned.llm.calls import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.select import floors, top_k
from seasoned.recall.trigger import start
from seasoned.system import System


def mnl(
    k: int = 3, batch: int = 10, near: float = 0.9, fit: float = 0.4, budget: int = 400, calls: Calls | None = None
) -> System:
    """Return MNL with `k` notes of fit at least `fit`, decided after `batch` pairs; `calls` writes the notes."""
    return System(
        name="mnl",
        citation="Mistake Notebook Learning, arXiv 2512.11485",
        needs_model=calls is not None,
        judge=facts,
        diagnose=rules,
        distill=llm.extract(calls, "failure", fallback=error_notes()),
        admit=Transactional(Admission(near=near, system="mnl")),
        trigger=start(),
        search=dense(),
        select=floors(fit=fit, value=0.0) >> top_k(k),
        compose=render(budget=budget),
        evolve=accept_if_improves(batch=batch),
        withhold=0.0,
    )
