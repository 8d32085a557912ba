"""How a query and an experience go together, as numbers that a linear model can weigh.

φ(q, c) = (1, c, q ⋆ c): the experience by itself, and the circular correlation of both vectors (Plate, "Holographic
reduced representations", IEEE Trans. Neural Networks 1995). With hashed vectors the correlation is a sketch of all
pairs of a word of the query with a word of the experience (Pham & Pagh, KDD 2013); its first number is their cosine. It
takes the place of a cross-encoder, which reads both texts together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seasoned.credit.logistic import Table
from seasoned.credit.trials import trials
from seasoned.protocols import Embedder, Reader
from seasoned.recall.embed import HashingEmbedder
from seasoned.recall.vectors import vector_of
from seasoned.types import Candidate, Experience, Query

SKETCH = HashingEmbedder(dimensions=64, subword_weight=0.0)
"""Whole words, so that a pair is one of words, and few numbers: each has a weight that hundreds of outcomes at most
must teach."""

SIMILAR = 4.0
"""Log-odds between a cosine of 1 and one of 0 before anything is known: .88 against .12."""


def prior(embedder: Embedder = SKETCH) -> Table:
    """Return the weights to begin with, shape (1 + 3/2·dimensions,): the more alike, the likelier to help."""
    weights = np.zeros(1 + 3 * (embedder.dimensions // 2))
    weights[0], weights[1 + embedder.dimensions // 2] = -SIMILAR / 2.0, SIMILAR
    return weights


def features(pairs: Sequence[tuple[str, Experience]], embedder: Embedder = SKETCH) -> Table:
    """Return φ of each (query text, experience): shape (n, 1 + 3/2·dimensions).

    Both halves of the experience's vector are added up, which for hashed vectors is one of half the length: what it is
    by itself is said in fewer numbers than what it is for a query. The dimensions must be even.
    """
    half = embedder.dimensions // 2
    if not pairs:
        return np.zeros((0, 1 + 3 * half))
    queries = np.array([vector_of(text, embedder) for text, _ in pairs], float)
    cases = np.array([vector_of(f"{item.when}\n{item.body}", embedder) for _, item in pairs], float)
    spectrum = np.conj(np.fft.rfft(queries)) * np.fft.rfft(cases)
    alone = cases[:, :half] + cases[:, half:]
    return np.hstack([np.ones((len(pairs), 1)), alone, np.fft.irfft(spectrum, n=embedder.dimensions)])


def tried(store: Reader, window: int, embedder: Embedder = SKETCH) -> tuple[Table, Table, Table]:
    """Return φ, target in [0, 1] and weight of each trial (`seasoned.credit.trials`) whose experience still exists."""
    rows = trials(store, window)
    known = experiences(store, sorted({row.experience for row in rows}))
    rows = [row for row in rows if row.experience in known]
    targets = np.array([(row.reward + 1.0) / 2.0 for row in rows], float)
    weights = np.array([row.weight for row in rows], float)
    return features([(row.usage.query, known[row.experience]) for row in rows], embedder), targets, weights


def offered(
    query: Query, store: Reader, found: Sequence[Candidate], embedder: Embedder = SKETCH
) -> tuple[list[Candidate], Table]:
    """Return the candidates whose experience exists, and φ of each for `query`."""
    known = experiences(store, [candidate.id for candidate in found])
    kept = [candidate for candidate in found if candidate.id in known]
    return kept, features([(query.text, known[candidate.id]) for candidate in kept], embedder)


def experiences(store: Reader, ids: Sequence[str]) -> dict[str, Experience]:
    """Return the experiences with these ids, whatever their status, by id."""
    return {item.id: item for item in store.experiences(ids, statuses=None)} if ids else {}


def with_channel(candidates: Sequence[Candidate], channel: str, scores: Sequence[float]) -> list[Candidate]:
    """Return the candidates with a further channel."""
    return [
        Candidate(one.id, {**one.scores, channel: float(score)}, one.score, one.reason)
        for one, score in zip(candidates, scores, strict=True)
    ]
