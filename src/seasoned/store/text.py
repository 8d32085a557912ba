"""Search by words: BM25 over weighted fields, with the words that cost much and tell little left out.

FTS5 scores every match, so the price of a query is the number of its matches. Words are therefore taken from the rarest
on while their matches stay within a budget (natural questions at 10^5 items: 127 ms with all words, under 10 ms so).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from seasoned.errors import InputError
from seasoned.store.lexical import FIELDS, WEIGHTS, query_terms

TOO_COMMON = 0.05
"""Words found in a larger part of the items are dropped while rarer ones remain."""

COMMON_FROM = 100
"""No word found in fewer items than this is too common: in a small store a twentieth of the items is next to none."""

MOST_MATCHES = 0.06
"""Matches of all words together, as a part of the items, from which on further (more common) words are left out …"""

MATCHES_FROM = 1000
"""… but not below so many."""

LAST_RESORT = 2
"""How many words are kept, the rarest, where all are too common."""

LONGEST_QUERY = 128
"""Distinct words of a query that are looked at."""


def search_words(
    connection: sqlite3.Connection,
    text: str,
    weights: Mapping[str, float] | None,
    kinds: Sequence[str] | None,
    family: str | None,
    limit: int,
) -> list[tuple[str, float]]:
    """Return ``(id, score)`` of at most `limit` active experiences, best first; see `Reader.search_text`."""
    factors = _factors(weights)
    searched = [field for field in FIELDS if factors[field] > 0.0]
    terms = _worth_looking_up(connection, query_terms(text)[:LONGEST_QUERY])
    if not terms or not searched or limit <= 0:
        return []
    columns = "" if len(searched) == len(FIELDS) else "{" + " ".join(f'"{field}"' for field in searched) + "} : "
    match = f"{columns}({' OR '.join(terms)})"
    conditions = ""
    values: list[str] = []
    if kinds is not None:
        conditions += f" AND e.kind IN ({', '.join('?' * len(kinds))})"
        values.extend(str(kind) for kind in kinds)
    if family is not None:
        conditions += " AND e.family = ?"
        values.append(family)
    # CROSS JOIN fixes the order: matches first, then their rows. The planner's own choice can take ten times as long.
    rows = connection.execute(
        f"""SELECT e.id, -bm25(words, ?, ?, ?, ?) AS score FROM words CROSS JOIN my_experiences e ON e.row = words.rowid
            WHERE words MATCH ?{conditions} ORDER BY score DESC, e.row LIMIT ?""",
        (*(factors[field] for field in FIELDS), match, *values, limit),
    )
    return [(id, score) for id, score in rows if score > 0.0]


def _worth_looking_up(connection: sqlite3.Connection, words: Sequence[str]) -> list[str]:
    """Return the words to look up, quoted for FTS5, rarest first."""
    (indexed,) = connection.execute("SELECT indexed FROM state").fetchone()
    common = max(COMMON_FROM, int(TOO_COMMON * indexed))
    counted = []
    for position, word in enumerate(words):
        term = f'"{word}"'
        # Counting stops where the word is known to be too common.
        (found,) = connection.execute(
            "SELECT count(*) FROM (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?)", (term, common + 1)
        ).fetchone()
        if found:
            counted.append((found, position, term))
    counted.sort()
    kept: list[str] = []
    budget = max(MATCHES_FROM, int(MOST_MATCHES * indexed))
    for found, _, term in counted:
        budget -= found
        if kept and (found > common or budget < 0):
            break
        kept.append(term)
    if counted and counted[0][0] > common:
        return [term for _, _, term in counted[:LAST_RESORT]]
    return kept


def _factors(weights: Mapping[str, float] | None) -> Mapping[str, float]:
    if weights is None:
        return WEIGHTS
    unknown = set(weights) - set(FIELDS)
    if unknown or not all(0.0 <= factor < float("inf") for factor in weights.values()):
        raise InputError(f"weights are factors of at least 0 for {', '.join(FIELDS)}; not {dict(weights)}")
    return {field: weights.get(field, 0.0) for field in FIELDS}
