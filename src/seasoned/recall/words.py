"""Content words: lower case, stop words dropped, endings stripped. What the embedder, fit and diversity count on.

Chinese, Japanese and Korean text has no spaces, so each of its characters is a word of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import filterfalse
from unicodedata import normalize

_FUNCTION_WORDS = """
    a about above after again all am an and any are as at be because been before being below between both but by can
    could did do does doing down during each few for from further had has have having he her here hers him his how i if
    in into is it its itself just me more most my myself no nor not of off on once only or other our ours out over own
    please same she should so some such than that the their theirs them then there these they this those through to too
    under until up very was we were what when where which while who whom why will with would you your yours"""

STOP_WORDS = frozenset(_FUNCTION_WORDS.split())
"""English function words. `no` and `not` are among them: they say nothing about which situation this is."""

LONGEST = 32
"""Longer runs of letters and digits (hashes, base64) are cut to their first characters."""

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}]+")
_DIACRITICS = re.compile("[\u0300-\u036f]")
_ASCII = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))
"""What each ASCII character becomes, so that splitting at spaces gives the words of `_WORD`, in a third of its time."""


@lru_cache(maxsize=32768)
def stem(word: str) -> str:
    """Return `word` without a common English ending: a light stemmer after Harman's S-stemmer (JASIS 1991), with
    ``-ing`` and ``-ed``, a last ``e`` dropped and a last double letter made single, so that all forms of a word agree.

    Stems are for counting, not for reading. Words of up to three letters, and words with a digit, stay as they are.

    >>> [stem(w) for w in ("cities", "boxes", "cooking", "moved", "moves", "cancelling", "glass", "kb42s")]
    ['city', 'box', 'cook', 'mov', 'mov', 'cancel', 'glas', 'kb42s']
    """
    if len(word) <= 3 or not word.isalpha():
        return word
    return _bare(_singular(word))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _bare(word: str) -> str:
    for ending in ("ing", "ed", "e"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3:
            word = root
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def all_words(text: str) -> list[str]:
    """Return every word of `text` in order, in lower case without diacritics, cut to `LONGEST` characters."""
    words = text.translate(_ASCII).split() if text.isascii() else _WORD.findall(_plain(text.lower()))
    return words if max(map(len, words), default=0) <= LONGEST else [word[:LONGEST] for word in words]


def _plain(text: str) -> str:
    """Return `text` without the marks on Latin, Greek and Cyrillic letters: café is cafe."""
    return normalize("NFC", _DIACRITICS.sub("", normalize("NFD", text)))


def content_words(text: str) -> list[str]:
    """Return the stemmed words of `text` in order without stop words; all of them where nothing else would remain."""
    words = all_words(text)
    return list(map(stem, filterfalse(STOP_WORDS.__contains__, words))) or list(map(stem, words))


@lru_cache(maxsize=8192)
def distinct_words(text: str) -> frozenset[str]:
    """Return the set of content words of `text`. Cached: the same situations are compared again and again."""
    return frozenset(content_words(text))
