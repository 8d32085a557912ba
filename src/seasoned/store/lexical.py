"""What of an experience is found by words, and which words of a query are looked up."""

from __future__ import annotations

import re

from seasoned.recall.words import STOP_WORDS
from seasoned.types import Experience

FIELDS = ("when", "body", "context", "tags")
"""The lexical fields, in the order of the index."""

WEIGHTS = {"when": 1.0, "body": 0.5, "context": 0.5, "tags": 1.0}
"""Default factors: an experience is found by the situation it applies to before the advice it gives."""

LONGEST = 16_384
"""Characters of a field that are indexed."""

_CJK_RANGES = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_CJK = re.compile(f"[{_CJK_RANGES}]+")
_WORD = re.compile(rf"[{_CJK_RANGES}]+|[^\W_{_CJK_RANGES}]+")


def lexical_fields(experience: Experience) -> tuple[str, str, str, str]:
    """Return the text of each field: ``when``, ``body``, ``context``, ``tags``.

    The context is the payload's ``context`` where it has one, else the family and the task it came from. Indexing what
    stands around an item raised recall@10 by 7 points on a public evidence set.
    """
    payload = experience.payload
    context = payload.get("context")
    if not isinstance(context, str):
        task = payload.get("task")
        context = f"{experience.family} {task}" if isinstance(task, str) else experience.family
    fields = (experience.when, experience.body, context, " ".join(experience.tags))
    return tuple(spread(field[:LONGEST]) for field in fields)  # type: ignore[return-value]


def spread(text: str) -> str:
    """Return `text` with each run of Chinese, Japanese or Korean characters as its characters and its bigrams.

    Such text has no spaces, and the index would take a whole sentence for one word.
    """
    return _CJK.sub(_characters_and_bigrams, text)


def query_terms(text: str) -> list[str]:
    """Return the distinct words to look up, in order: lower case, without stop words (unless there is nothing else);
    a run of CJK characters as its bigrams."""
    words: list[str] = []
    for run in _WORD.findall(text.lower()):
        words.extend(_bigrams(run) if len(run) > 1 and _CJK.match(run) else [run])
    return list(dict.fromkeys(word for word in words if word not in STOP_WORDS) or dict.fromkeys(words))


def _characters_and_bigrams(run: re.Match[str]) -> str:
    characters = run.group()
    return f" {' '.join(characters)} {' '.join(_bigrams(characters))} "


def _bigrams(characters: str) -> list[str]:
    return [characters[i : i + 2] for i in range(len(characters) - 1)]
