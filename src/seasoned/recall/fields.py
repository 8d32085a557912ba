"""The fields of a case, read from its words, and how alike two sets of fields are (Springdrift's field score).

An archivist model names intent, domain, keywords and entities in Springdrift. The stand-in reads them: the first
content word of the task is what is wanted (tasks are written in the imperative), the family is the domain, content
words are keywords, and names, numbers and identifiers are entities.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from seasoned.recall.words import content_words, distinct_words

INTENT, DOMAIN, KEYWORDS, ENTITIES, CONFIDENCE = 0.3, 0.3, 0.2, 0.1, 0.1
"""Weights of the field score; they sum to 1."""

LONGEST_TEXT = 2000

_ENTITY = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w-]+|#?\b\w*\d[\w-]*")
"""Capitalised words that do not begin a sentence, and whatever has a digit in it."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What a task is about."""

    intent: str = ""
    domain: str = ""
    keywords: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()


@lru_cache(maxsize=8192)
def fields_of(text: str, domain: str) -> Fields:
    """Return the fields of a task's text in a domain (the family of the task)."""
    read = text[:LONGEST_TEXT]
    words = content_words(read)
    entities = frozenset(found.group().lstrip("#").lower() for found in _ENTITY.finditer(read))
    return Fields(words[0] if words else "", domain, distinct_words(read), entities)


def field_score(one: Fields, other: Fields, confidence: float = 0.0) -> float:
    """Return .3·[intent equal] + .3·[domain equal] + .2·J(keywords) + .1·J(entities) + .1·confidence, in [0, 1].

    `confidence` in [0, 1] is that of a successful case, faded by its age, else 0. An empty intent or domain equals
    nothing; J is the Jaccard index, 0 for two empty sets.
    """
    return _shared(one, other) + CONFIDENCE * confidence


def symmetric(one: Fields, other: Fields) -> float:
    """Return the field score without confidence, scaled to [0, 1]: the same from both sides.

    What both lack counts as equal here: two cases without a domain or names may still be about the same thing.
    """
    lacking = (
        INTENT * (not one.intent and not other.intent)
        + DOMAIN * (not one.domain and not other.domain)
        + KEYWORDS * (not one.keywords and not other.keywords)
        + ENTITIES * (not one.entities and not other.entities)
    )
    return (_shared(one, other) + lacking) / (1.0 - CONFIDENCE)


def _shared(one: Fields, other: Fields) -> float:
    return (
        INTENT * (one.intent != "" and one.intent == other.intent)
        + DOMAIN * (one.domain != "" and one.domain == other.domain)
        + KEYWORDS * _jaccard(one.keywords, other.keywords)
        + ENTITIES * _jaccard(one.entities, other.entities)
    )


def _jaccard(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0
