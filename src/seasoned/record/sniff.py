"""The beginning of a log file, read just far enough to tell its format from its content."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from seasoned.record.problems import Imported, Problem
from seasoned.record.source import BrokenFileError, Source

HEAD = 128 << 10
"""Bytes (unpacked) that a format is told from."""
LINES = 20

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],]|"', re.DOTALL)
_CLOSER = {b"{": b"}", b"[": b"]"}


class Layout(StrEnum):
    """How a file is laid out: one JSON value a line, one array, one object, or none of them."""

    LINES = "lines"
    ARRAY = "array"
    OBJECT = "object"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Head:
    """What the beginning of a file shows.

    `records` are the first lines, the first elements of the array, or the object: decoded, and cut off where the head
    ends. `start` is the first bytes as they are.
    """

    name: str
    layout: Layout
    records: tuple[Any, ...]
    start: bytes

    def objects(self) -> Iterator[dict[str, Any]]:
        """Yield the records that are objects."""
        return (record for record in self.records if isinstance(record, dict))


@dataclass(frozen=True, slots=True)
class Format:
    """A log format: its name, what it is, how to recognise it and how to read it.

    Third parties publish one under the entry point group ``seasoned.importers``.
    """

    name: str
    description: str
    sniff: Callable[[Head], bool]
    read: Callable[[Source], Iterator[Imported | Problem]]


def read_head(source: Source) -> Head:
    """Return the head of a file. Raises OSError."""
    data = b""
    try:
        for chunk in Source(source.path).chunks(HEAD):
            data += chunk
            if len(data) >= HEAD:
                break
    except BrokenFileError:
        pass  # what could be unpacked is enough to tell the format; reading reports the damage
    data = data[:HEAD]
    layout, records = _records(data.lstrip())
    return Head(source.path.name, layout, records, data[:4096])


def _records(data: bytes) -> tuple[Layout, tuple[Any, ...]]:
    if data.startswith(b"["):
        found = partial(data)
        return Layout.ARRAY, tuple(found) if isinstance(found, list) else ()
    lines = data.split(b"\n")
    complete = lines[:-1] if len(data) >= HEAD else lines
    decoded = [_line(line) for line in islice(complete, LINES)]
    rows = tuple(row for row in decoded if row)
    if rows:
        return Layout.LINES, rows
    if not data.startswith(b"{"):
        return Layout.OTHER, ()
    found = partial(data)
    records = (found,) if isinstance(found, dict) else ()
    return (Layout.LINES if len(lines) == 1 else Layout.OBJECT), records


def _line(line: bytes) -> dict[str, Any] | None:
    if not line.startswith(b"{"):  # indented lines belong to one pretty-printed document
        return None
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def partial(data: bytes) -> Any:
    """Return the JSON value that `data` is the beginning of, cut after its last complete part; None if it is none."""
    stack: list[bytes] = []
    cut, closers = 0, b""
    for match in _TOKEN.finditer(data):
        token = match[0]
        if token in _CLOSER:
            stack.append(_CLOSER[token])
            cut, closers = match.end(), b"".join(reversed(stack))
        elif token in (b"}", b"]"):
            if not stack or stack.pop() != token:
                return None
            cut, closers = match.end(), b"".join(reversed(stack))
            if not stack:
                break
        elif token == b",":
            cut, closers = match.start(), b"".join(reversed(stack))
        elif token == b'"':
            break
        if len(stack) > 200:
            break
    try:
        return json.loads(data[:cut] + closers)
    except (ValueError, RecursionError):
        return None
