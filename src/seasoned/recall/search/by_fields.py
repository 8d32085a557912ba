"""Weighted multi-field BM25 (F14): each text of an experience against the part of the query it answers to.

ExpeRepair (arXiv 2506.10484) finds a repair by the traceback and the failed attempt, and a first attempt by the text of
the task: each field is scored by itself, scaled from its least to its largest score, and weighted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isfinite, log

from seasoned.errors import InputError
from seasoned.knobs import search_stage
from seasoned.learn.actions import error_signature
from seasoned.protocols import Reader
from seasoned.recall.words import content_words
from seasoned.types import Candidate, Experience, Kind, Query

K1 = 1.2
B = 0.75
"""The usual constants of BM25."""

NARROWEST = 1e-8
"""Added to the width of a field's scores."""

ASKED = ("text", "error", "observation", "last_tool")
"""Parts of a query that a field may be compared with."""


@dataclass(frozen=True, slots=True)
class Field:
    """`text` is ``when``, ``body`` or a string of the payload, `asked` the part of the query it is compared with.

    Where that is the ``error``, both are read without their particulars (of a traceback the last line).
    """

    text: str
    asked: str
    weight: float


@search_stage
def by_fields(
    query: Query,
    store: Reader,
    fields: Sequence[Field],
    kinds: Sequence[Kind] | None = None,
    *,
    same_family: bool = True,
    limit: int = 10,
) -> list[Candidate]:
    """Channel ``fields``: ``Σ w·(s - min)/(max - min + 1e-8)`` over the fields, s being BM25; in [0, Σ w].

    Where a field scores all items alike, each of them that it found counts fully: one item is no worse for being alone.
    What no field finds is left out. Reads every item of `kinds`. Raises InputError for a negative weight or an unknown
    part of the query.
    """
    for field in fields:
        if field.asked not in ASKED or not (isfinite(field.weight) and field.weight >= 0.0):
            raise InputError(f"a field is asked with one of {', '.join(ASKED)} and has a weight >= 0, not {field}")
    asked = {field.asked: _words(str(getattr(query, field.asked)), field) for field in fields}
    if not any(asked.values()):
        return []
    items = store.experiences(kinds=kinds, family=query.family or None if same_family else None)
    weighed: list[list[float]] = [[] for _ in items]
    found = [False] * len(items)
    for field in fields:
        raw = okapi(asked[field.asked], [_words(_text(item, field.text), field) for item in items])
        for place, (score, share) in enumerate(zip(raw, scaled(raw), strict=True)):
            weighed[place].append(field.weight * share)
            found[place] |= score > 0.0
    scores = {item.id: fsum(parts) for item, parts, hit in zip(items, weighed, found, strict=True) if hit}
    best = sorted(scores, key=lambda name: (-scores[name], name))[:limit]
    return [Candidate(name, {"fields": scores[name]}) for name in best]


def okapi(query: Sequence[str], documents: Sequence[Sequence[str]]) -> list[float]:
    """Return the BM25 score of each document for the distinct words of `query`, >= 0; idf = ln(1 + (N-n+.5)/(n+.5))."""
    wanted = sorted(set(query))
    counts = [Counter(document) for document in documents]
    average = fsum(len(document) for document in documents) / max(1, len(documents)) or 1.0
    having = {word: sum(word in count for count in counts) for word in wanted}
    idf = {word: log(1.0 + (len(documents) - n + 0.5) / (n + 0.5)) for word, n in having.items()}

    def score(count: Counter[str], length: int) -> float:
        norm = K1 * (1.0 - B + B * length / average)
        return fsum(idf[word] * count[word] * (K1 + 1.0) / (count[word] + norm) for word in wanted if word in count)

    return [score(count, len(document)) for count, document in zip(counts, documents, strict=True)]


def scaled(scores: Sequence[float]) -> list[float]:
    """Return ``(s - min)/(max - min + 1e-8)``; where all are equal, 1 for those above 0 and 0 for the others."""
    if not scores:
        return []
    low, high = min(scores), max(scores)
    if low == high:
        return [float(score > 0.0) for score in scores]
    return [(score - low) / (high - low + NARROWEST) for score in scores]


def _text(item: Experience, name: str) -> str:
    if name in ("when", "body"):
        return str(getattr(item, name))
    value = item.payload.get(name, "")
    return value if isinstance(value, str) else ""


def _words(text: str, field: Field) -> list[str]:
    read = error_signature(text) if field.asked == "error" else text
    return content_words(read) if read.strip() else []
