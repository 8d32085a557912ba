"""Split a JSON document of any size into the raw bytes of its parts, in one pass and with bounded memory.

`walk` finds where each part begins and ends and never builds objects: whoever asks decodes the parts it wants. Only the
outer structure is checked here; a part that is itself malformed is found out when it is decoded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import msgspec

from seasoned.errors import ImportFormatError

LIMIT = 64 << 20
"""Bytes of one part. A longer one is passed over, not held."""
KEY_LIMIT = 64 << 10

_SPACE = re.compile(rb"[ \t\r\n]*+")
_SCALAR = re.compile(rb"[^\s,:\[\]{}\"]*+")
# The rest of a string, up to its closing quote, the end of the chunk, or a backslash that is the chunk's last byte.
_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
# Everything up to the next run of brackets, complete strings included; a lone quote begins a string that the chunk
# does not end.
_BRACKETS = re.compile(rb'(?:[^"{}\[\]]*+"[^"\\]*+(?:\\.[^"\\]*+)*+")*+[^"{}\[\]]*+([{\[]++|[}\]]++|")?', re.DOTALL)
_QUOTE, _OPEN = ord('"'), b"{["
_END = -1


class BrokenJSONError(ImportFormatError):
    """A document is not JSON from `line` on, or ends too early."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


class Piece(NamedTuple):
    """One part of a document.

    `key` is the member's name (``""`` in a top-level array), `place` the position in its array (None for a whole
    member or a top-level scalar), `raw` its bytes (None when it has more than the limit), `line` where it begins, from
    1, and `size` its length in bytes.
    """

    key: str
    place: int | None
    raw: bytes | bytearray | None
    line: int
    size: int


def walk(chunks: Iterable[bytes], arrays: Collection[str] = (), limit: int = LIMIT) -> Iterator[Piece]:
    """Yield each element of a top-level array, or each member of a top-level object.

    Of members named in `arrays` whose value is an array, each element is a piece of its own. Raises BrokenJSONError
    where the document stops being JSON; the pieces before that have been yielded.
    """
    cursor = _Cursor(chunks)
    first = cursor.peek()
    if first == ord("["):
        yield from _elements(cursor, "", limit)
    elif first == ord("{"):
        yield from _members(cursor, arrays, limit)
    else:
        yield _piece(cursor, "", None, limit)
    if cursor.peek() != _END:
        raise BrokenJSONError(cursor.line(), "there is more text after the end of the JSON value")


def _members(cursor: _Cursor, arrays: Collection[str], limit: int) -> Iterator[Piece]:
    cursor.at += 1
    if cursor.peek() == ord("}"):
        cursor.at += 1
        return
    while True:
        if cursor.peek() != _QUOTE:
            raise BrokenJSONError(cursor.line(), "a member's name was expected")
        line = cursor.line()
        name, size = cursor.value(KEY_LIMIT)
        if name is None:
            raise BrokenJSONError(line, f"a member's name has {size:,} bytes")
        key = _key(name, line)
        cursor.expect(":")
        if key in arrays and cursor.peek() == ord("["):
            yield from _elements(cursor, key, limit)
        else:
            yield _piece(cursor, key, None, limit)
        if cursor.expect(",}") == ord("}"):
            return


def _elements(cursor: _Cursor, key: str, limit: int) -> Iterator[Piece]:
    cursor.at += 1
    if cursor.peek() == ord("]"):
        cursor.at += 1
        return
    place = 0
    while True:
        yield _piece(cursor, key, place, limit)
        place += 1
        if cursor.expect(",]") == ord("]"):
            return


def _piece(cursor: _Cursor, key: str, place: int | None, limit: int) -> Piece:
    cursor.peek()
    line = cursor.line()
    raw, size = cursor.value(limit)
    return Piece(key, place, raw, line, size)


def _key(raw: bytes | bytearray, line: int) -> str:
    try:
        return msgspec.json.decode(raw, type=str)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise BrokenJSONError(line, f"a member's name cannot be read: {problem}") from problem


class _Cursor:
    """A position in a stream of chunks. Only the current chunk and the value being collected are held."""

    __slots__ = ("_chunks", "_counted", "_line", "at", "chunk")

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._line = 1
        self._counted = 0
        self.chunk = b""
        self.at = 0

    def line(self) -> int:
        """Return the line of the current position, from 1."""
        self._line += self.chunk.count(b"\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def peek(self) -> int:
        """Skip white space and return the next byte without taking it, -1 at the end."""
        while True:
            match = _SPACE.match(self.chunk, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.chunk):
                return self.chunk[self.at]
            if not self._fill():
                return _END

    def expect(self, characters: str) -> int:
        """Take one of `characters`, after white space, and return it."""
        found = self.peek()
        if found == _END:
            raise BrokenJSONError(self.line(), "the JSON ends too early")
        if chr(found) not in characters:
            wanted = " or ".join(repr(character) for character in characters)
            raise BrokenJSONError(self.line(), f"{wanted} was expected, not {chr(found)!r}")
        self.at += 1
        return found

    def value(self, limit: int) -> tuple[bytes | bytearray | None, int]:
        """Take one value; return its bytes (None if there are more than `limit`) and its size."""
        first = self.peek()
        if first == _END:
            raise BrokenJSONError(self.line(), "the JSON ends too early")
        if first in _OPEN or first == _QUOTE:
            return self._enclosed(limit, first == _QUOTE)
        return self._scalar(limit)

    def _scalar(self, limit: int) -> tuple[bytes | bytearray | None, int]:
        kept = _Kept(limit)
        while True:
            match = _SCALAR.match(self.chunk, self.at)
            end = match.end() if match else self.at
            kept.add(self.chunk, self.at, end)
            self.at = end
            if end < len(self.chunk) or not self._fill():
                break
        if kept.size == 0:
            raise BrokenJSONError(self.line(), f"a value was expected, not {chr(self.peek())!r}")
        return kept.bytes(), kept.size

    def _enclosed(self, limit: int, string: bool) -> tuple[bytes | bytearray | None, int]:
        """Take an array, an object or, when `string`, a string."""
        kept = _Kept(limit)
        depth, escaped = 0, False
        at = self.at + (1 if string else 0)
        while True:
            chunk = self.chunk
            if escaped:  # a backslash ended the last chunk: whatever comes first here belongs to it
                at, escaped = at + 1, False
            done = False
            while not done:
                if string:
                    match = _STRING.match(chunk, at)
                    at = match.end() if match else at
                    if at == len(chunk):
                        break
                    if chunk[at] != _QUOTE:
                        at, escaped = len(chunk), True
                        break
                    at, string = at + 1, False
                    done = depth == 0
                    continue
                match = _BRACKETS.match(chunk, at)
                at = match.end() if match else at
                found = match[1] if match else None
                if found is None:
                    break
                if found == b'"':
                    string = True
                elif found[0] in _OPEN:
                    depth += len(found)
                elif depth > len(found):
                    depth -= len(found)
                else:  # the value ends within this run
                    at += depth - len(found)
                    done = True
            kept.add(chunk, self.at, at)
            self.at = at
            if done:
                return kept.bytes(), kept.size
            if not self._fill():
                raise BrokenJSONError(self.line(), "the JSON ends too early")
            at = 0

    def _fill(self) -> bool:
        for chunk in self._chunks:
            if chunk:
                self._line += self.chunk.count(b"\n", self._counted)
                self._counted = 0
                self.chunk = chunk
                self.at = 0
                return True
        return False


class _Kept:
    """The bytes of a value collected over chunks, dropped as soon as they are more than the limit."""

    __slots__ = ("_held", "_limit", "size")

    def __init__(self, limit: int) -> None:
        self._held: bytes | bytearray = b""
        self._limit = limit
        self.size = 0

    def add(self, chunk: bytes, start: int, end: int) -> None:
        self.size += end - start
        if self.size > self._limit:
            self._held = b""
        elif not self._held:
            self._held = chunk[start:end]
        else:
            if isinstance(self._held, bytes):
                self._held = bytearray(self._held)
            self._held += chunk[start:end]

    def bytes(self) -> bytes | bytearray | None:
        return self._held if self.size <= self._limit else None
