"""What a question asks to be done with times: before, after, first, last, how long … (MemoTime, arXiv 2510.13614).

Two questions with the same operators are answered in the same steps whatever they are about; two that differ in one
word, *before* and *after*, are not.
"""

from __future__ import annotations

import re
from functools import lru_cache

_OPERATORS = {
    "before": r"before|prior to|earlier than|until|by the time",
    "after": r"after|since|later than|following",
    "first": r"first|earliest|oldest|initially|original(?:ly)?",
    "last": r"last|latest|final(?:ly)?|most recent(?:ly)?|newest",
    "between": r"between|from .{1,40} to|during|while|throughout",
    "same": r"same (?:day|week|month|year|time)|simultaneously|at the time of",
    "count": r"how many|how often|number of|count",
    "duration": r"how long|duration|for how many",
    "when": r"when|what (?:day|date|month|year|time)|which (?:day|date|month|year)",
}
_PATTERNS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _OPERATORS.items()}


@lru_cache(maxsize=8192)
def operators(text: str) -> str:
    """Return the operators that `text` uses, in alphabetical order and joined by ``+``; ``""`` where it uses none.

    >>> operators("Who visited Oria first after the treaty?"), operators("Book a flight")
    ('after+first', '')
    """
    return "+".join(sorted(name for name, pattern in _PATTERNS.items() if pattern.search(text)))
