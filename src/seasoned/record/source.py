"""A log file as a stream: unpacked, in chunks, lines or parts of a JSON document, never whole."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from seasoned.errors import ImportFormatError
from seasoned.record.jsonstream import LIMIT, BrokenJSONError, Piece, walk
from seasoned.record.problems import Problem, Severity
from seasoned.types import Scope

CHUNK = 256 << 10
_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"


class BrokenFileError(ImportFormatError):
    """Compressed data is damaged or ends too early."""


class Line(NamedTuple):
    """One line without its end; `number` counts from 1."""

    number: int
    raw: bytes | bytearray


def _ignore(_: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Source:
    """One log file, for whom it is read and when.

    `progress` is called with the number of raw (packed) bytes consumed since the last call. `now` dates what the log
    does not date.
    """

    path: Path
    scope: Scope = Scope()
    now: float = 0.0
    progress: Callable[[int], None] = field(default=_ignore)

    @property
    def name(self) -> str:
        """The path as problems show it."""
        return str(self.path)

    def problem(self, line: int, place: str, message: str, severity: Severity = Severity.ERROR) -> Problem:
        """Return a problem of this file."""
        return Problem(self.name, line, place, message, severity)

    def chunks(self, size: int = CHUNK) -> Iterator[bytes]:
        """Yield the content, unpacked if it begins like gzip. Raises BrokenFileError or OSError."""
        with self.path.open("rb") as raw:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            stream = gzip.GzipFile(fileobj=raw) if packed else raw
            told, first = 0, True
            while True:
                try:
                    chunk = stream.read(size)
                except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
                    raise BrokenFileError(f"the gzip data is damaged or ends too early: {problem}") from problem
                if not chunk:
                    return
                at = raw.tell()
                self.progress(at - told)
                told = at
                yield chunk.removeprefix(_BOM) if first else chunk
                first = False

    def lines(self, limit: int = LIMIT) -> Iterator[Line | Problem]:
        """Yield the lines that are not blank; one longer than `limit` bytes is a problem and is not held."""
        number, held, size = 1, bytearray(), 0
        try:
            for chunk in self.chunks():
                first, *others = chunk.split(b"\n")
                size += len(first)
                if size <= limit:
                    held += first
                else:
                    held = bytearray()
                for other in others:
                    if size > limit:
                        yield self._too_long(number, size, limit)
                    elif held and not held.isspace():
                        yield Line(number, held)
                    number += 1
                    held, size = bytearray(other), len(other)
        except BrokenFileError as problem:
            yield self.problem(number, "", f"{problem}; the lines before this one were read")
            return
        if size > limit:
            yield self._too_long(number, size, limit)
        elif held and not held.isspace():
            yield Line(number, held)

    def parts(self, arrays: Collection[str] = (), limit: int = LIMIT) -> Iterator[Piece | Problem]:
        """Yield the parts of a JSON document (see `jsonstream.walk`); where it breaks off is a problem."""
        seen, line = 0, 1
        try:
            for piece in walk(self.chunks(), arrays, limit):
                seen, line = seen + 1, piece.line
                if piece.raw is None:
                    place = piece.key if piece.place is None else f"{piece.key}[{piece.place}]"
                    message = f"{piece.size:,} bytes are more than the {limit:,} that one part may have"
                    yield self.problem(piece.line, place, message)
                else:
                    yield piece
        except BrokenJSONError as problem:
            yield self.problem(problem.line, "", f"{problem}; {seen:,} parts before it were read")
        except BrokenFileError as problem:
            yield self.problem(line, "", f"{problem}; {seen:,} parts before it were read")

    def whole(self, limit: int = LIMIT) -> bytes | bytearray | Problem:
        """Return the whole content, or the problem that it is damaged or has more than `limit` bytes."""
        held = bytearray()
        try:
            for chunk in self.chunks():
                held += chunk
                if len(held) > limit:
                    return self.problem(0, "", f"one JSON object of more than {limit:,} bytes")
        except BrokenFileError as problem:
            return self.problem(0, "", str(problem))
        return held

    def _too_long(self, number: int, size: int, limit: int) -> Problem:
        return self.problem(number, "", f"a line of {size:,} bytes is more than the {limit:,} that are read")
