"""Search by words: BM25 over weighted fields, with the words that cost much and tell little left out.

FTS5 scores every match, so the price of a query is the number of its matches. Words are therefore taken from the rarest
on while their matches stay within a budget (natural questions at 10^5 items: 127 ms with all words, under 10 ms so).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from seasoned.errors import InputError
from seasoned.store.counts import WordCounts, common
from seasoned.store.lexical import FIELDS, WEIGHTS, query_terms

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
    counts: WordCounts,
    text: str,
    weights: Mapping[str, float] | None,
    kinds: Sequence[str] | None,
    family: str | None,
    limit: int,
) -> list[tuple[str, float]]:
    """Return ``(id, score)`` of at most `limit` active experiences, best first; see `Reader.search_text`."""
    factors = _factors(weights)
    searched = [field for field in FIELDS if factors[field] > 0.0]
    terms = _worth_looking_up(*counts.rarest_first(connection, query_terms(text)[:LONGEST_QUERY]))
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


def _worth_looking_up(indexed: int, counted: Sequence[tuple[int, str]]) -> list[str]:
    """Return the words to look up, quoted for FTS5, of those `counted` in `indexed` items, rarest first."""
    terms = [f'"{word}"' for _, word in counted]
    if counted and counted[0][0] > common(indexed):
        return terms[:LAST_RESORT]
    budget = max(MATCHES_FROM, int(MOST_MATCHES * indexed))
    for kept, (found, _) in enumerate(counted):
        budget -= found
        if kept and (found > common(indexed) or budget < 0):
            return terms[:kept]
    return terms


def _factors(weights: Mapping[str, float] | None) -> Mapping[str, float]:
    if weights is None:
        return WEIGHTS
    unknown = set(weights) - set(FIELDS)
    if unknown or not all(0.0 <= factor < float("inf") for factor in weights.values()):
        raise InputError(f"weights are factors of at least 0 for {', '.join(FIELDS)}; not {dict(weights)}")
    return {field: weights.get(field, 0.0) for field in FIELDS}
