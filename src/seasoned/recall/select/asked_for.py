"""What a question asks for: facts that are about all of it, and nothing that merely comes near."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from random import Random

from seasoned.knobs import select_stage
from seasoned.payloads import told_at
from seasoned.protocols import Scored
from seasoned.recall.marks import chosen_first, refused, rescored
from seasoned.recall.words import STOP_WORDS, content_words
from seasoned.types import Experience, Query

FIT = 0.7
"""Least overlap of the words asked for with those of a fact: three of four do, two of three don't. The sister of
somebody's spouse is not the spouse."""

_ASKING = frozenset({"know", "tel", "tell", "remind", "current", "currently", "now", "today", "latest", "still"})
"""Words of a question, beside the stop words, that are not about what it asks for."""

_ENDINGS = frozenset(("", "d", "r", "al", "ant", "ation", "ed", "enc", "ent", "er", "ing", "ion", "ment", "or", "ship"))
"""Endings by which words of one root differ beyond what the stemmer takes away."""

_OWNER = re.compile(r"['’]s\b")
_SORT = re.compile(r"\b(?:which|what)\s+([a-z]+)\b", re.IGNORECASE)
"""``which city``: the word says what sort of thing the answer is, and need not have been told with it."""


@select_stage
def asked_for(query: Query, candidates: Sequence[Scored], rng: Random, now: float, fit: float = FIT) -> list[Scored]:
    """Keep what is about all that the question asks for, best first and of equally good ones the latest.

    A fact fits by the overlap ``|F ∩ Q| / |F ∪ Q|`` of its words with those asked for, in [0, 1]; where one of both has
    a name or a number that the other lacks, it does not fit at all. A sentence that could not be read fits where it has
    all words asked for.
    """
    question = _OWNER.sub("", query.text)
    asked, names = _asked(question), _names(question)
    found = []
    for item in candidates:
        measured = max(_fit(words, names, item.experience) for words in asked)
        scored = rescored(item, measured)
        found.append(scored if measured >= fit else refused(scored, f"fit {measured:.2f} is below {fit:.2f}"))
    return chosen_first(sorted(found, key=lambda one: (one.score, *_age(one.experience)), reverse=True))


def _age(fact: Experience) -> tuple[float, float, int]:
    return told_at(fact.payload, fact.valid_from), fact.valid_from, int(fact.payload.get("place", 0))


def _asked(question: str) -> list[frozenset[str]]:
    """Return the words asked for, with and without the sort of thing that the question names."""
    texts = (question, _SORT.sub("", question))
    return [frozenset(content_words(text)) - _ASKING for text in texts]


def _names(text: str) -> frozenset[str]:
    """Return the capitalised words and the numbers of a text, its first word left out: any sentence begins so."""
    words = re.findall(r"\w+", text)[1:]
    return frozenset(content_words(" ".join(word for word in words if word[0].isdigit() or word[0].isupper())))


def _fit(asked: frozenset[str], names: frozenset[str], fact: Experience) -> float:
    if "value" not in fact.payload:
        has = frozenset(content_words(_OWNER.sub("", fact.body)))
        return float(bool(asked) and _shared(asked, has) == len(asked))
    about = frozenset(word for word in fact.key.split() if word not in STOP_WORDS)
    if not names <= about or not _names(_OWNER.sub("", fact.when)) <= asked:
        return 0.0
    shared = _shared(asked, about)
    return shared / (len(about) + len(asked) - shared) if shared else 0.0


def _shared(words: frozenset[str], among: frozenset[str]) -> int:
    """Return how many of `words` are `among` others, or akin to one: *employ*, *employer*."""
    return sum(word in among or any(akin(word, other) for other in among) for word in words)


def akin(one: str, other: str) -> bool:
    """Return whether two stems have one root of at least three letters and differ in an ending alone.

    >>> akin("employ", "employer"), akin("creat", "creator"), akin("capital", "capitol"), akin("17", "171")
    (True, True, False, False)
    """
    root = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return root >= 3 and one[:root].isalpha() and one[root:] in _ENDINGS and other[root:] in _ENDINGS
