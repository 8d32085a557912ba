"""Memento with its learned case selection: P(success | query, case) takes the place of similarity (arXiv 2508.16153).

Constants: K = 4, successes weigh max(1, negatives / positives). Deviations: the classifier is a ridge logistic model on
hashed crosses of the words of query and case (`seasoned.recall.pairing`), fitted on the outcomes in the log whenever it
is asked, in place of two SimCSE towers trained for three epochs; it ranks the `pool` most similar cases instead of all;
a failure's reward counts for every case that was shown, as in the paper. What else there is to say of Memento is said
in `memento`.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit.append_only import append_only
from seasoned.learn.distill.each_run import RUNS
from seasoned.recall.search import dense
from seasoned.recall.search.success import success
from seasoned.recall.select import top_k
from seasoned.recall.select.by_channel import by_channel
from seasoned.system import System
from seasoned.systems.memento import memento


def memento_learned(
    k: int = 4, pool: int = 100, ridge: float = 0.1, budget: int = 4000, calls: llm.Calls | None = None
) -> System:
    """Return Memento with the `k` cases of the `pool` most similar with which success is likeliest."""
    return memento(k=k, budget=budget, calls=calls).but(
        name="memento_learned",
        admit=append_only("memento_learned"),
        search=success(dense(kinds=RUNS, limit=pool), ridge=ridge),
        select=by_channel(("success", "dense")) >> top_k(k),
    )
