"""HiMem: short notes over whole episodes; the episodes are opened only where the notes do not suffice (2601.06377).

A run is cut into episodes where its topic shifts or something surprising is said, and what it states becomes notes. A
question is first asked of the notes; when none covers it, of the episodes too, and upkeep then makes the note that was
missing. A later value of a note replaces the earlier one.

No constants are published for the two channels of segmentation or for sufficiency; those here are the stages' own.
Deterministic stand-ins for model calls: segmentation by shared and by new words, notes by a small grammar of facts (by
a model with `calls`), sufficiency by the share of the question's words that one note has, and the relation of new
evidence to a note by its key: the same one with another value contradicts, with the same value extends, another key is
independent. Deviations: preference and profile are not kept apart from fact; a repaired note is found under its
question and is not revised when what it says changes in words that the grammar does not read.
"""

from __future__ import annotations

from seasoned.evolve.reconsolidate import reconsolidate
from seasoned.learn.admit import Admission, LatestWins
from seasoned.learn.admit.append_only import NEVER
from seasoned.learn.distill import facts as notes
from seasoned.learn.distill.episodes import episodes
from seasoned.learn.judge import default as judge
from seasoned.llm import Calls
from seasoned.llm.stages.triplets import triplets as told_by_model
from seasoned.recall.compose import render
from seasoned.recall.search import lexical
from seasoned.recall.search.deeper import deeper
from seasoned.recall.select import quotas
from seasoned.recall.trigger import every_step
from seasoned.system import System
from seasoned.types import Kind

MOST = 100_000


def himem(
    k: int = 5, episodes_shown: int = 3, enough: float = 0.7, budget: int = 2000, calls: Calls | None = None
) -> System:
    """Return HiMem with `k` notes, and `episodes_shown` where no note covers `enough` of the question."""
    admit = LatestWins(Admission(caps={Kind.FACT: MOST, Kind.CASE: MOST}, near=NEVER, system="himem"))
    return System(
        name="himem",
        citation="HiMem, arXiv 2601.06377",
        needs_model=calls is not None,
        judge=judge,
        distill=told_by_model(calls, fallback=notes) | episodes(),
        admit=admit,
        trigger=every_step(),
        search=deeper(
            lexical({"when": 1.0, "body": 0.5}, kinds=(Kind.FACT,)),
            lexical({"when": 1.0, "body": 1.0}, kinds=(Kind.CASE,)),
            enough,
        ),
        select=quotas({Kind.FACT: k, Kind.CASE: episodes_shown}),
        compose=render(budget=budget),
        evolve=reconsolidate(admit),
        withhold=0.0,
    )
