"""SICE: an agent's own successes as examples, several bodies of them, of which the best survives (arXiv 2505.00234).

Traj-Bootstrap with both curations: raw successes are appended, the nearest are shown before every step by the mean
cosine over several keys; N = 5 databases, of which the worst is replaced by the best at every doubling (F8); of several
runs of one task the one with the highest retrieval-weighted value Q(τ) is shown (F7). Deviations: the databases are
lanes of one store and a run belongs to one of them, so that each grows by a fifth of the runs (the paper makes every
run five times; `lanes=1` is Traj-Bootstrap with F7 alone); the first `seed` successes stand in for the few human
demonstrations that all databases begin with (4 to 18 in the paper); the keys are the task and what is seen, since a
case keeps neither plan nor reasoning; a run is cleaned and shown whole instead of in windows; k = 3 is ours. No stage
of the paper is a model call. Upkeep (`Memory.evolve`) takes the population's steps.
"""

from __future__ import annotations

from seasoned.evolve.population import population
from seasoned.learn.admit.append_only import append_only
from seasoned.learn.distill.each_run import each_run
from seasoned.learn.distill.into_lane import into_lane
from seasoned.learn.distill.successes import successes
from seasoned.learn.judge import default as facts
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.search.own_lane import own_lane
from seasoned.recall.search.several_keys import several_keys
from seasoned.recall.select import top_k
from seasoned.recall.select.best_exemplar import best_exemplar
from seasoned.recall.select.by_channel import by_channel
from seasoned.recall.trigger import every_step
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.types import Kind

POOL = 20
"""Candidates per lane."""


def sice(k: int = 3, lanes: int = 5, seed: int = 8, recent: int = 32, budget: int = 4000) -> System:
    """Return SICE showing `k` runs of one of `lanes` databases, which begin with the same `seed` >= 0 successes and are
    compared on their `recent` latest runs whenever the largest has doubled."""
    return System(
        name="sice",
        citation="Self-Generated In-Context Examples, arXiv 2505.00234",
        judge=facts,
        distill=into_lane(successes(DistillStage.of(each_run)), lanes, seed),
        admit=append_only("sice"),
        trigger=every_step(),
        search=several_keys(own_lane(dense(kinds=(Kind.CASE,), limit=POOL * lanes), lanes)),
        select=by_channel(("keys",)) >> best_exemplar() >> top_k(k),
        compose=render(budget=budget),
        evolve=population(lanes=lanes, first=max(2 * seed, 1), recent=recent),
        withhold=0.0,
    )
