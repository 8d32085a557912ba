"""Okapi BM25 (Robertson & Zaragoza, Foundations and Trends in IR, 2009) as the floor that published figures name: whole
documents, k1 = 1.5, b = 0.75, words as they stand, neither stemmed nor stopped."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import log

from seasoned.recall.words import all_words

K1 = 1.5
B = 0.75


class Okapi:
    """An index over texts by name."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._names = sorted(texts)
        words = [all_words(texts[name]) for name in self._names]
        mean = sum(map(len, words)) / max(1, len(words))
        self._norms = [K1 * (1.0 - B + B * len(found) / mean) if mean else K1 for found in words]
        self._places: dict[str, dict[int, int]] = defaultdict(dict)
        for place, found in enumerate(words):
            for word, times in Counter(found).items():
                self._places[word][place] = times

    def ranked(self, query: str, k: int) -> list[str]:
        """Return the names of the `k` texts with the highest scores above 0, best first; ties by name."""
        scores: dict[int, float] = defaultdict(float)
        for word in dict.fromkeys(all_words(query)):
            found = self._places.get(word, {})
            idf = log(1.0 + (len(self._names) - len(found) + 0.5) / (len(found) + 0.5))
            for place, times in found.items():
                scores[place] += idf * times * (K1 + 1.0) / (times + self._norms[place])
        best = sorted(scores, key=lambda place: (-scores[place], place))
        return [self._names[place] for place in best[:k]]
