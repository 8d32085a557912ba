"""The law by which two versions of a document merge: no entry twice, each counted, no more words than allowed."""

from __future__ import annotations

from dataclasses import replace

from seasoned.payloads import Document, Entry


def merge_documents(first: Document, second: Document) -> Document:
    """Return the entries of both, those of the first before those of the second.

    Of entries with the same text (case and spacing aside) the first stays and the counts add up: the usage counter of
    Dynamic Cheatsheet (arXiv 2504.07952). Beyond `words`, the smaller limit of both, the entry with the smallest count
    goes, of equals the oldest; the newest stays whatever its count, or nothing new could ever enter a full document.
    """
    merged: dict[str, Entry] = {}
    for entry in (*first.entries, *second.entries):
        name = " ".join(entry.text.casefold().split())
        known = merged.get(name)
        merged[name] = entry if known is None else replace(known, count=known.count + entry.count)
    words = min((limit for limit in (first.words, second.words) if limit), default=0)
    kept = list(merged.values())
    while words and len(kept) > 1 and sum(map(words_in, kept)) > words:
        kept.remove(min(kept[:-1], key=lambda entry: entry.count))
    return Document(tuple(kept), words)


def words_in(entry: Entry) -> int:
    """Return how many words an entry has."""
    return len(entry.about.split()) + len(entry.text.split())
