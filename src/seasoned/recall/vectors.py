"""Vectors of texts that are compared again and again."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import cast

from seasoned.protocols import Embedder, Vector


def vector_of(text: str, embedder: Embedder) -> Vector:
    """Return the unit vector of `text` (0 for an empty one), not to be written to. Pure: the cache only saves time."""
    return _made(text, cast(Hashable, embedder))


@lru_cache(maxsize=8192)
def _made(text: str, embedder: Hashable) -> Vector:
    vector = cast(Embedder, embedder)([text])[0]
    vector.setflags(write=False)
    return cast(Vector, vector)
