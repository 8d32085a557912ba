"""Match by labels before text: only what is filed where the task belongs (AlphaOPT, arXiv 2510.18428)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from seasoned.knobs import search_stage
from seasoned.protocols import Reader, Search
from seasoned.recall.situation import situation
from seasoned.recall.words import distinct_words
from seasoned.types import Candidate, Experience, Query

ABOUT = "about:"
"""What a label among an item's tags is prefixed with (the labels that `seasoned.llm.label` writes are)."""


@search_stage
def taxonomy(query: Query, store: Reader, search: Search) -> list[Candidate]:
    """The candidates of `search` with a label of the task, with a channel ``taxonomy``: the share of the item's labels
    that the task has, in [0, 1].

    Labels are the levels of the family, each with those above it (``retail``, ``retail/refund``), which the task has
    when its family does, and the tags ``about:…``, which it has when all their words stand in the situation. An item
    without any label is let through with 0.
    """
    found = search(query, store)
    words, levels = distinct_words(situation(query)), set(_levels(query.family))
    items = {item.id: item for item in store.experiences([one.id for one in found])} if found else {}
    kept = []
    for one in found:
        item = items.get(one.id)
        if item is None:
            continue
        about = [distinct_words(label) <= words for label in _labels(item)]
        has = [*(level in levels for level in _levels(item.family)), *about]
        if any(has) or not has:
            kept.append(replace(one, scores={**one.scores, "taxonomy": sum(has) / max(1, len(has))}))
    return kept


def _levels(family: str) -> Iterator[str]:
    parts = [part for part in family.lower().split("/") if part]
    yield from ("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))


def _labels(item: Experience) -> Iterator[str]:
    yield from (tag.removeprefix(ABOUT) for tag in item.tags if tag.startswith(ABOUT))
