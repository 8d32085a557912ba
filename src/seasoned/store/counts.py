"""In how many items a word is found: what decides whether it is worth looking up, and the dearest thing to find out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

TOO_COMMON = 0.05
"""Words found in a larger part of the items are dropped while rarer ones remain."""

COMMON_FROM = 100
"""No word found in fewer items than this is too common: in a small store a twentieth of the items is next to none."""

KEPT = 100_000
"""Words whose counts are kept."""


def common(indexed: int) -> int:
    """Return the most items, of `indexed`, that a word may be found in without being too common."""
    return max(COMMON_FROM, int(TOO_COMMON * indexed))


class WordCounts:
    """The counts of words, each taken once in every edition of the index."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._edition: int | None = None

    def clear(self) -> None:
        """Forget everything; the next search counts again."""
        self._edition = None

    def rarest_first(self, connection: sqlite3.Connection, words: Sequence[str]) -> tuple[int, list[tuple[int, str]]]:
        """Return the number of items in the index, and how many have each of `words` (distinct, none of them empty).

        Words that no item has are left out; equally rare ones keep their order. A word that is too common counts as
        found in one item more than `common`: there counting stops.
        """
        indexed, edition = connection.execute("SELECT indexed, edition FROM state").fetchone()
        if edition != self._edition or len(self._counts) > KEPT:
            self._counts.clear()
            self._edition = edition
        new = [word for word in words if word not in self._counts]
        if new:
            self._counts.update(
                connection.execute(
                    """SELECT value, (
                           SELECT count(*) FROM (SELECT rowid FROM words WHERE words MATCH '"' || value || '"' LIMIT ?)
                       ) FROM json_each(?)""",
                    (common(indexed) + 1, json.dumps(new)),
                )
            )
        found = [(self._counts[word], word) for word in words if self._counts[word]]
        return indexed, sorted(found, key=lambda pair: pair[0])
