"""A-MEM: notes that link themselves to their neighbours and rewrite how these are found (arXiv 2502.12110).

Each new note gets keywords, is linked with its five nearest, and passes keywords on to them, so that an old note is
found in the words of a newer one. A question gets the five nearest notes and those one link further.

Constants of the paper: 5 neighbours, 5 notes. Deterministic stand-ins for model calls: keywords are the most frequent
words, a link is formed with each neighbour from a cosine of .4 on (calibrated to the store's embedder; the paper's
model decides), and a neighbour's context is revised by tags alone. With `calls` the model's own tags are added in
upkeep. Deviations: a note is an episode of a run, at most `note` steps (1 is the paper's message); links and revisions
name ids, where the release takes ranks for positions and so revises the wrong notes; what is less trusted revises
nothing.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit import Admission
from seasoned.learn.admit.linked import Linked
from seasoned.learn.admit.revising import Revising
from seasoned.learn.distill.episodes import episodes
from seasoned.learn.distill.keywords import keyworded
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.search.hop import hop
from seasoned.recall.select import top_k
from seasoned.recall.trigger import every_step
from seasoned.system import System
from seasoned.types import Kind

NOTES = (Kind.CASE,)
MOST = 100_000
ALIKE = 1.01
"""No overlap of words makes two notes one: they are linked."""


def a_mem(
    k: int = 5,
    neighbours: int = 5,
    edge: float = 0.4,
    floor: float = 0.2,
    note: int = 8,
    budget: int = 4000,
    calls: Calls | None = None,
) -> System:
    """Return A-MEM with `k` notes beside as many of their links, and links from a cosine of `edge` on."""
    return System(
        name="a_mem",
        citation="A-MEM, arXiv 2502.12110",
        needs_model=calls is not None,
        judge=facts,
        distill=keyworded(episodes(most=note)),
        admit=Revising(
            Linked(Admission(caps={Kind.CASE: MOST}, near=ALIKE, system="a_mem"), least=edge, k=neighbours, kinds=NOTES)
        ),
        trigger=every_step(),
        search=hop(dense(kinds=NOTES, limit=k), least=floor, kinds=NOTES, limit=k),
        select=top_k(2 * k),
        compose=render(budget=budget),
        evolve=llm.label(calls),
        withhold=0.0,
    )
