"""Objects out of a file of JSON lines or of one JSON array, packed or not, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from seasoned.errors import ImportFormatError
from seasoned.record.problems import Problem
from seasoned.record.source import Line, Source

T = TypeVar("T")


def objects(path: Path) -> Iterator[tuple[str, bytes | bytearray]]:
    """Yield the bytes of each object with the place where it stands. Raises ImportFormatError for a damaged file."""
    source = Source(path)
    begins = next((text[:1] for chunk in source.chunks() if (text := chunk.lstrip())), b"")
    for part in source.parts() if begins == b"[" else source.lines():
        if isinstance(part, Problem):
            raise ImportFormatError(f"{part}; get the file again, or move it away")
        if part.raw is not None:
            yield f"{path}:{part.number if isinstance(part, Line) else part.line}", part.raw


def decode(place: str, raw: bytes | bytearray, as_type: type[T]) -> T:
    """Return an object as `as_type`, a class that says what the format has. Raises ImportFormatError."""
    try:
        return msgspec.json.decode(raw, type=as_type)
    except msgspec.DecodeError as problem:
        raise ImportFormatError(f"{place} is not in this format: {problem}") from problem


def seconds(place: str, text: str, form: str) -> float:
    """Return the Unix seconds of a time written in `form` (as `datetime.strptime` has it), taken as UTC.

    Raises ImportFormatError where the text is of another form.
    """
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC).timestamp()
    except ValueError as problem:
        raise ImportFormatError(f"{place}: {problem}") from problem
