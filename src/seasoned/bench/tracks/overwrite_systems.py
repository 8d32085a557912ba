"""Who is asked in the overwrite track: the memory of facts, what it is without its second half, and controls.

The controls keep every line as it was told and differ only in which lines they hand back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from seasoned.bench import controls
from seasoned.bench.track import NONE
from seasoned.bench.tracks.recall_system import exchanges
from seasoned.codec import content_id
from seasoned.knobs import select_stage
from seasoned.learn.admit import Admission
from seasoned.learn.distill.facts import facts as read_facts
from seasoned.protocols import Scored, Search, Select
from seasoned.recall.compose import render
from seasoned.recall.marks import best_first, chosen_first, rescored
from seasoned.recall.search import all_of, dense, lexical, recent
from seasoned.recall.select import fuse, top_k
from seasoned.recall.trigger import every_step
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.systems.facts import ALIKE, MOST, facts
from seasoned.systems.no_memory import no_memory
from seasoned.types import Kind, Query

K = 3
NEAR_TIE = 0.9
"""Share of the best score from which a line counts as equally good."""


def _as_told(name: str, search: Search, select: Select) -> System:
    return System(
        name=name,
        citation="control",
        distill=DistillStage.of(exchanges),
        admit=Admission(caps={Kind.FACT: MOST}, near=ALIKE, system=name),
        trigger=every_step(),
        search=search,
        select=select,
        compose=render(),
        withhold=0.0,
    )


@select_stage
def at_random(query: Query, candidates: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
    """Order the candidates evenly at random, differently for each recall."""
    draw = Random(content_id("overwrite", query.trajectory_id))
    return best_first(rescored(item, draw.random()) for item in sorted(candidates, key=lambda one: one.candidate.id))


@select_stage
def newest_of_ties(query: Query, candidates: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
    """Put first, of the candidates with at least `NEAR_TIE` of the best score, the one learned last."""
    best = max((item.score for item in candidates), default=0.0)
    by_time = sorted(candidates, key=lambda item: (item.score < NEAR_TIE * best, -item.experience.valid_from))
    return chosen_first(by_time)


def random_lines() -> System:
    """Return `K` lines drawn at random."""
    return _as_told("random", all_of(limit=10_000), at_random() >> top_k(K))


def recent_lines() -> System:
    """Return the last `K` lines."""
    return _as_told("recent", recent(limit=K), top_k(K))


def _alike() -> Search:
    return lexical({"when": 1.0}, limit=50) | dense(limit=50)


def raw_lines() -> System:
    """Return the `K` lines most similar to the question: an append-only store."""
    return _as_told("raw", _alike(), fuse({"lexical": 1.0, "dense": 0.5}) >> top_k(K))


def newest_lines() -> System:
    """Return similar lines, the newest of nearly equally similar ones first."""
    return _as_told("raw, newest", _alike(), fuse({"lexical": 1.0, "dense": 0.5}) >> newest_of_ties() >> top_k(K))


def only_read() -> System:
    """Return the memory of facts without the sentences that it can't read."""
    return facts(k=K).but(name="facts, read only", distill=DistillStage.of(read_facts))


SYSTEMS: Mapping[str, Callable[[], System]] = {
    NONE: no_memory,
    "random": random_lines,
    "recent": recent_lines,
    "raw": raw_lines,
    "raw, newest": newest_lines,
    "facts, read only": only_read,
    "facts": facts,
}


def system(name: str) -> System:
    """Return one of `SYSTEMS`, or a memory system by its name. Raises UnknownSystemError."""
    return SYSTEMS[name]() if name in SYSTEMS else controls.system(name)
