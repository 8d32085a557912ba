"""Facts: what a run was told about things, the latest value of each. Nothing is summarised, and no model is needed.

A statement that the grammar reads (`seasoned.learn.distill.facts`) has a key, and a later value under it takes the
place of the earlier one: same id, next version, the earlier value stays in the log. Other sentences are kept as they
are, so that an update in unforeseen words is not lost. A question gets what is about all that it asks for, the latest
first; when nothing is, memory keeps still.
"""

from __future__ import annotations

from seasoned.learn.admit import Admission, LatestWins
from seasoned.learn.distill import facts as read_facts
from seasoned.learn.distill import unread
from seasoned.recall.compose import render
from seasoned.recall.search import lexical
from seasoned.recall.select import asked_for, top_k
from seasoned.recall.trigger import every_step
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.types import Kind

POOL = 50
MOST = 100_000
ALIKE = 1.01
"""No overlap of words makes two facts one: the capitals of two countries read nearly the same."""


def facts(k: int = 3, fit: float = 0.7, budget: int = 400) -> System:
    """Return a memory of facts that shows at most `k` within `budget` tokens, none with a fit below `fit` in [0, 1]."""
    return System(
        name="facts",
        citation="Seasoned",
        distill=DistillStage.of(read_facts, unread),
        admit=LatestWins(Admission(caps={Kind.FACT: MOST}, near=ALIKE, system="facts")),
        trigger=every_step(),
        search=lexical({"when": 1.0, "body": 0.5}, kinds=(Kind.FACT,), limit=POOL),
        select=asked_for(fit) >> top_k(k),
        compose=render(budget=budget),
        withhold=0.0,
    )
