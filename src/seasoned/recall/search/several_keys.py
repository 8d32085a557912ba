"""Nearest runs by several keys: the task, and what is seen, against the step of the run that is most like it.

SICE (arXiv 2505.00234) retrieves before every step by the mean cosine over the goal, the plan, the observation and the
reasoning; a case holds the first and the third of them.
"""

from __future__ import annotations

from statistics import fmean

from seasoned.knobs import search_stage
from seasoned.payloads import Case, read
from seasoned.protocols import Embedder, Reader, Search
from seasoned.recall.embed import HashingEmbedder
from seasoned.recall.pairing import experiences, with_channel
from seasoned.recall.situation import OBSERVATION
from seasoned.recall.vectors import vector_of
from seasoned.types import Candidate, Experience, Kind, Query, Site


@search_stage
def several_keys(
    query: Query, store: Reader, search: Search, embedder: Embedder = HashingEmbedder()
) -> list[Candidate]:
    """What `search` found, with the channel ``keys`` in [-1, 1]: the mean of cos(task, task) and the largest cosine of
    what is seen with what was seen at a step of the case.

    At the start of a run, before anything is done, and for what is no case, it is the cosine of the tasks alone.
    """
    seen = query.observation[:OBSERVATION] if query.site is not Site.START else ""

    def nearness(item: Experience) -> float:
        case = read(item.payload, Case) if item.kind is Kind.CASE else Case(task=item.when, steps=())
        keys = [_cosine(query.text, case.task, embedder)]
        if seen and case.steps:
            keys.append(max(_cosine(seen, step.observation, embedder) for step in case.steps))
        return fmean(keys)

    found = search(query, store)
    known = experiences(store, [one.id for one in found])
    kept = [one for one in found if one.id in known]
    return with_channel(kept, "keys", [nearness(known[one.id]) for one in kept])


def _cosine(one: str, other: str, embedder: Embedder) -> float:
    return float(vector_of(one, embedder) @ vector_of(other, embedder))
