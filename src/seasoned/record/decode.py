"""Decode parts of a record without ever building more than a bounded number of objects.

A short part is simply decoded. Sixty megabytes of ``{}`` however would become gigabytes of objects, so a long one is
split first (`jsonstream`) and decoded piece by piece.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec

from seasoned.record.jsonstream import BrokenJSONError, walk

SHORT = 1 << 20
"""Bytes that are decoded at once."""
MEMBERS = 1_000
"""Members or elements of a long value that are kept where all of it must be held."""
REPAIRABLE = 8 << 20
"""Bytes of a record that is read a second time, leniently."""

_CHUNK = 256 << 10

Bytes = bytes | bytearray | msgspec.Raw

_fields = msgspec.json.Decoder(dict[str, msgspec.Raw])
_any = msgspec.json.Decoder()


DECODE_ERRORS = (ValueError, RecursionError, msgspec.MsgspecError, BrokenJSONError)
"""Everything that decoding foreign bytes may raise."""


class RowError(ValueError):
    """A record does not have the form its format says. `field` is where."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def size(raw: Bytes) -> int:
    """Return the number of bytes."""
    return memoryview(raw).nbytes


def _chunks(raw: Bytes) -> Iterator[bytes]:
    view = memoryview(raw)
    for start in range(0, view.nbytes, _CHUNK):
        yield view[start : start + _CHUNK].tobytes()


def first_byte(raw: Bytes) -> bytes:
    """Return the first byte that is not white space (of the first 64), or nothing."""
    return memoryview(raw)[:64].tobytes().lstrip()[:1]


def members(raw: Bytes) -> dict[str, Bytes]:
    """Return the raw members of an object. Raises RowError when it is none or has too many."""
    if size(raw) <= SHORT:
        found: dict[str, Bytes] = {}
        found.update(_fields.decode(raw))
        return found
    pieces = walk(_chunks(raw))
    found = {piece.key: piece.raw for piece in islice(pieces, MEMBERS) if piece.raw is not None}
    if next(pieces, None) is not None:
        raise RowError("", f"more than {MEMBERS:,} members in an object of {size(raw):,} bytes")
    return found


def elements(raw: Bytes) -> Iterator[Any]:
    """Yield the decoded elements of an array. Raises RowError when it is none."""
    if first_byte(raw) != b"[":
        raise RowError("", "a list was expected")
    if size(raw) <= SHORT:
        yield from _any.decode(raw)
        return
    for piece in walk(_chunks(raw)):
        yield value(piece.raw or b"null")


def value(raw: Bytes, depth: int = 0) -> Any:
    """Return the decoded value; of a long object or array only the first `MEMBERS` are kept, with a mark."""
    if size(raw) <= SHORT:
        return _any.decode(raw)
    first = first_byte(raw)
    if first == b'"':
        return msgspec.json.decode(raw, type=str)
    if depth > 3 or first not in (b"{", b"["):
        return memoryview(raw)[:SHORT].tobytes().decode("utf-8", "replace")
    kept = list(islice(walk(_chunks(raw)), MEMBERS))
    mark = f"[truncated: {MEMBERS:,} of more]" if len(kept) == MEMBERS else ""
    if first == b"{":
        held = {piece.key: value(piece.raw or b"null", depth + 1) for piece in kept}
        return held | ({"…": mark} if mark else {})
    return [value(piece.raw or b"null", depth + 1) for piece in kept] + ([mark] if mark else [])


_CONSTANT = re.compile(rb'"((?:[^"\\]|\\.){1,80})"\s*:\s*-?(NaN|Infinity)')


def repair(raw: Bytes) -> tuple[bytes, list[tuple[str, str]]]:
    """Read a record leniently and return it as strict JSON with ``(field, what was changed)``.

    NaN and infinities become null; bytes that are not UTF-8 and half surrogate pairs become a replacement character.
    Raises ValueError or RecursionError when it is not JSON even so.
    """
    data = bytes(raw)
    if len(data) > REPAIRABLE:
        raise ValueError("the JSON is malformed, and too long to be read leniently")
    changes: list[tuple[str, str]] = []

    def constant(name: str) -> None:
        if not any(message.startswith("NaN") for _, message in changes):
            found = _CONSTANT.search(data)
            place = found[1].decode("utf-8", "replace") if found else ""
            changes.append((place, f"NaN or infinity ({name}) read as missing"))

    def number(digits: str) -> float | None:
        read = float(digits)
        if math.isfinite(read):
            return read
        constant(digits)
        return None

    text = data.decode("utf-8", "replace")
    if text.encode() != data:
        changes.append(("", "bytes that are not UTF-8 were replaced"))
    loose = json.loads(text, parse_constant=constant, parse_float=number)
    strict = json.dumps(loose, ensure_ascii=False)
    fixed = strict.encode("utf-8", "replace")
    if not strict.isascii() and fixed.decode() != strict:
        changes.append(("", "half surrogate pairs were replaced"))
    return fixed, changes
