"""The stateless embedder: no model, no fitting, the same vector on every machine.

Each content word stands for itself and for its character 3- to 5-grams within word boundaries (the subwords of
fastText, Bojanowski et al., TACL 2017), hashed with signs into a fixed number of buckets (Weinberger et al., ICML
2009). Spelling variants and shared identifiers come out close; synonyms do not: that takes a trained embedder behind
the same protocol.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import log

import numpy as np
from numpy.typing import NDArray

from seasoned.errors import InputError
from seasoned.protocols import Vector
from seasoned.recall.words import content_words

VERSION = 2
GRAMS = (3, 4, 5)
LONGEST_TEXT = 16_384
"""Characters of a text that are read; the rest is left out so that one huge text cannot stall a batch."""


@dataclass(frozen=True, slots=True)
class HashingEmbedder:
    """Hashed words and character n-grams.

    A text's vector is ``Σ_w (1 + ln tf_w) · f_w`` over its distinct words, scaled to norm 1; ``f_w`` has 1 in the
    bucket of the word and shares `subword_weight` (in squared norm) among its n-grams, each with a hashed sign.
    """

    dimensions: int = 256
    subword_weight: float = 0.5

    def __post_init__(self) -> None:
        if self.dimensions < 8 or not 0.0 <= self.subword_weight <= 4.0:
            raise InputError("HashingEmbedder needs dimensions >= 8 and subword_weight in [0, 4]")

    @property
    def fingerprint(self) -> str:
        """Name of everything that decides the vectors; vectors of different fingerprints must not be compared."""
        return f"hashing-v{VERSION}-{self.dimensions}-{self.subword_weight:g}"

    def __call__(self, texts: Sequence[str]) -> Vector:
        """Return float32 rows of norm 1, shape (len(texts), dimensions); a text without a word gives a row of 0."""
        sums = np.zeros((len(texts), self.dimensions), dtype=np.float64)
        for row, text in enumerate(texts):
            counts = Counter(content_words(text[:LONGEST_TEXT]))
            if not counts:
                continue
            features = [_features(word, self.dimensions, self.subword_weight) for word in counts]
            values = [
                value if times == 1 else value * (1.0 + log(times))
                for (_, value), times in zip(features, counts.values(), strict=True)
            ]
            buckets = np.concatenate([bucket for bucket, _ in features])
            sums[row] = np.bincount(buckets, weights=np.concatenate(values), minlength=self.dimensions)
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        # Hashed signs may cancel to exactly 0; such a text stays without a direction, like an empty one.
        return (sums / np.where(norms > 0.0, norms, 1.0)).astype(np.float32)


@lru_cache(maxsize=32768)
def _features(word: str, dimensions: int, subword_weight: float) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the buckets and signed values of one word. A pure function: the cache only saves hashing."""
    bounded = f"<{word}>"
    grams = [bounded[i : i + n] for n in GRAMS for i in range(len(bounded) - n + 1)]
    values = [1.0] + [(subword_weight / len(grams)) ** 0.5 if grams else 0.0] * len(grams)
    # The marks keep a word and an n-gram of the same letters apart.
    hashes = [_hash("w" + word), *(_hash("g" + gram) for gram in grams)]
    buckets = np.array([h % dimensions for h in hashes], dtype=np.intp)
    signs = np.array([1.0 if h >> 63 else -1.0 for h in hashes])
    return buckets, signs * np.array(values)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
