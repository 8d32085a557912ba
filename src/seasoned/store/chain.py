"""The hash chain of the log: each event's digest covers its content and the digest before it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence

from seasoned import codec

SIZE = 32
START = bytes(SIZE)
"""The digest before the first event."""


def digest(before: bytes, seq: int, scope: Sequence[str], kind: str, record: str, at: float, body: bytes) -> bytes:
    """Return BLAKE2b(before, header, body) with the header ``[seq, scope, kind, record, at]`` as JSON; 32 bytes."""
    header = codec.encode((seq, scope, kind, record, at))
    # The header is one line, so header and body cannot be confused.
    return hashlib.blake2b(b"".join((before, header, b"\n", body)), digest_size=SIZE).digest()


def first_break(connection: sqlite3.Connection) -> str | None:
    """Return a sentence naming the first event that is not what was appended, or None when all are."""
    scopes = {row[0]: row[1:] for row in connection.execute("SELECT id, tenant, project, role, principal FROM scopes")}
    before, last = START, 0
    for seq, scope, kind, record, at, body, stored in connection.execute(
        "SELECT seq, scope, kind, record, at, body, digest FROM log ORDER BY seq"
    ):
        if seq != last + 1:
            return f"event {last + 1} is missing from the log"
        if scope not in scopes:
            return f"event {seq} names scope {scope}, which is missing"
        intact = isinstance(body, bytes) and digest(before, seq, scopes[scope], kind, record, at, body) == stored
        if not intact:
            return f"event {seq} ({kind} {record}) was changed, moved or follows a changed event"
        before, last = stored, seq
    head, end = connection.execute("SELECT head, digest FROM state").fetchone()
    if (head, end) != (last, before):
        return f"the log ends at event {last} but {head} were appended: event {last + 1} is missing or was added"
    return None
