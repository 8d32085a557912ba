"""Say what a file is that holds no trajectories, so that whoever points at it knows why nothing was read."""

from __future__ import annotations

from seasoned.record.sniff import Head, Layout

# What the fields of the first records tell, the most particular first.
_KINDS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"when_to_use", "content", "memory_id"}), "a library of experiences (ReMe)"),
    (frozenset({"insight_id", "condition"}), "a library of insights"),
    (frozenset({"skill", "docstring"}), "a library of skills"),
    (frozenset({"skill", "description", "code_chars"}), "a library of skills"),
    (frozenset({"case", "plan"}), "a library of cases and plans"),
    (frozenset({"req", "resp"}), "a library of request and response experiences"),
    (frozenset({"queries", "sessions"}), "chat histories with questions about them"),
    (frozenset({"title", "content", "kind"}), "a collection of documents"),
    (frozenset({"kind", "data", "domain"}), "task definitions, policies or tool schemas"),
)
_ARCHIVES = {b"PK\x03\x04": "a zip archive", b"SQLite": "an SQLite database", b"PAR1": "a Parquet file"}
_SHOWN = 6


def why_not(head: Head) -> str:
    """Return the reason, as the end of a sentence."""
    if not head.start.strip():
        return "the file is empty"
    for magic, what in _ARCHIVES.items():
        if head.start.startswith(magic):
            return f"not a trajectory log: {what}; export it as JSON first"
    if b"\x00" in head.start:
        return "not a trajectory log: binary data"
    fields = {name for row in head.objects() for name in row}
    for needed, what in _KINDS:
        if any(needed <= row.keys() for row in head.objects()):
            return f"not a trajectory log: {what}"
    if fields:
        shown = ", ".join(sorted(fields)[:_SHOWN]) + (", …" if len(fields) > _SHOWN else "")
        return f"not a trajectory log of a known format: its records have {shown}; name one with --format if it is"
    if head.layout is Layout.OTHER:
        return "not a trajectory log: not JSON"
    return "not a trajectory log: no JSON object could be read at its beginning"
