"""Records of a log one by one, each behind the same guard: what is broken becomes a problem, the rest is read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from seasoned.record import decode, limits
from seasoned.record.decode import Bytes, RowError
from seasoned.record.jsonstream import BrokenJSONError
from seasoned.record.problems import Imported, Problem, Severity
from seasoned.record.sniff import Layout, read_head
from seasoned.record.source import Source

ELEMENTS = 2_000_000
"""Elements of one list that are looked at."""
WARNINGS = 20
"""Warnings of one record that are told one by one."""


class Row:
    """One record: its fields still raw, decoded when asked for.

    Asking for a field marks it as known; `rest` returns the unknown ones, for the metadata. `warn` notes something that
    could not be read while the record itself can.
    """

    __slots__ = ("_asked", "_problems", "_warnings", "fields", "label", "line", "source")

    def __init__(self, source: Source, line: int, label: str, raw: Bytes) -> None:
        self.source = source
        self.line = line
        self.label = label
        self.fields = decode.members(raw)
        self._problems: list[Problem] = []
        self._warnings = 0
        self._asked: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def get(self, name: str) -> Any:
        """Return the decoded field, None when absent."""
        self._asked.add(name)
        raw = self.fields.get(name)
        return None if raw is None else decode.value(raw)

    def require(self, *names: str) -> None:
        """Raise RowError unless one of these fields is there."""
        if not any(name in self.fields for name in names):
            raise RowError(names[0], "the record has no such field")

    def ignore(self, *names: str) -> None:
        """Mark fields as known that repeat what other fields say."""
        self._asked.update(names)

    def raw(self, name: str) -> Bytes | None:
        """Return the raw field."""
        self._asked.add(name)
        return self.fields.get(name)

    def elements(self, name: str) -> Iterator[Any]:
        """Yield the elements of a list field; of nothing when it is absent or null."""
        self._asked.add(name)
        raw = self.fields.get(name)
        if raw is None or decode.first_byte(raw) == b"n":
            return
        try:
            for index, element in enumerate(decode.elements(raw)):
                if index == ELEMENTS:
                    self.warn(name, f"only the first {ELEMENTS:,} elements were read")
                    return
                yield element
        except RowError as problem:
            raise RowError(name, str(problem)) from problem

    def text(self, name: str) -> str:
        """Return a text field, ``""`` when absent or null; another scalar as text."""
        found = self.get(name)
        if found is None:
            return ""
        if isinstance(found, str):
            return found
        if isinstance(found, int | float):
            return str(found)
        raise RowError(name, f"text was expected, not {_kind(found)}")

    def object(self, name: str) -> dict[str, Any]:
        """Return an object field, empty when absent or of another form."""
        found = self.get(name)
        if isinstance(found, dict):
            return found
        if found is not None:
            self.warn(name, f"an object was expected, not {_kind(found)}")
        return {}

    def number(self, name: str) -> float | None:
        """Return a finite number, None (with a warning where something else stands there) when there is none."""
        found = self.get(name)
        read = finite(found)
        if read is None and found is not None:
            self.warn(name, f"a number was expected, not {_kind(found)}")
        return read

    def flag(self, name: str) -> bool | None:
        """Return true or false (also from 1 and 0), None (with a warning where something else stands there)."""
        found = self.get(name)
        if isinstance(found, bool) or found is None:
            return found
        if found in (0, 1):
            return bool(found)
        self.warn(name, f"true or false was expected, not {_kind(found)}")
        return None

    def rest(self) -> dict[str, Any]:
        """Return the fields that nobody asked for, bounded; nulls and empty values are left out."""
        names = [name for name in self.fields if name not in self._asked]
        found = {name: decode.value(self.fields[name]) for name in names[: limits.FIELDS]}
        kept = limits.bounded_fields({k: v for k, v in found.items() if v is not None and v not in ("", [], {})})
        if len(names) > limits.FIELDS:
            kept["…"] = f"[truncated: {limits.FIELDS} of {len(names):,} fields]"
        return kept

    def warn(self, field: str, message: str) -> None:
        """Note a problem of this record. Of more than `WARNINGS` only the number is told."""
        self._warnings += 1
        if self._warnings <= WARNINGS:
            self._problems.append(self.problem(field, message, Severity.WARNING))

    def problems(self) -> list[Problem]:
        """Return what was noted."""
        more = self._warnings - len(self._problems)
        return (
            [*self._problems, self.problem("", f"{more:,} more warnings", Severity.WARNING)] if more else self._problems
        )

    def problem(self, field: str, message: str, severity: Severity = Severity.ERROR) -> Problem:
        """Return a problem of this record."""
        return self.source.problem(self.line, _place(self.label, field), message, severity)


Convert = Callable[[Row], Iterable[Imported | Problem]]


def each(source: Source, convert: Convert) -> Iterator[Imported | Problem]:
    """Convert every record of a file laid out as JSON lines, as one array of objects or as one object."""
    layout = read_head(source).layout
    if layout is Layout.LINES or layout is Layout.OTHER:
        for line in source.lines():
            if isinstance(line, Problem):
                yield line
            else:
                yield from guarded(source, line.number, "", line.raw, convert)
    elif layout is Layout.ARRAY:
        for piece in source.parts():
            if isinstance(piece, Problem):
                yield piece
            elif piece.raw is not None:
                yield from guarded(source, piece.line, f"[{piece.place}]", piece.raw, convert)
    else:
        whole = source.whole()
        if isinstance(whole, Problem):
            yield whole
        else:
            yield from guarded(source, 1, "", whole, convert)


def guarded(source: Source, line: int, label: str, raw: Bytes, convert: Convert) -> Iterator[Imported | Problem]:
    """Convert one record; where it is broken, once more leniently; where that fails too, yield the problem."""
    try:
        yield from _converted(source, line, label, raw, convert)
    except (RowError, RecursionError, BrokenJSONError) as problem:
        yield _problem(source, line, label, problem)
    except (ValueError, msgspec.MsgspecError):
        try:
            fixed, changes = decode.repair(raw)
            found = _converted(source, line, label, fixed, convert)
        except decode.DECODE_ERRORS as problem:
            yield _problem(source, line, label, problem)
            return
        for field, message in changes:
            yield source.problem(line, _place(label, field), message, Severity.WARNING)
        yield from found


def _converted(source: Source, line: int, label: str, raw: Bytes, convert: Convert) -> list[Imported | Problem]:
    row = Row(source, line, label, raw)
    found = list(convert(row))
    return [*row.problems(), *found]


def _problem(source: Source, line: int, label: str, problem: Exception) -> Problem:
    if isinstance(problem, RowError):
        return source.problem(line, _place(label, problem.field), str(problem))
    if isinstance(problem, RecursionError):
        return source.problem(line, label, "the JSON is nested too deeply")
    return source.problem(line, label, f"not a JSON object: {problem}")


def _place(label: str, field: str) -> str:
    return f"{label}.{field}" if label and field else label or field


def _kind(found: Any) -> str:
    names = {dict: "an object", list: "a list", bool: "true or false", str: "text"}
    return names.get(type(found), f"{found!r:.40}")


def inner(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return an object within an object, empty when there is none."""
    inside = found.get(name)
    return inside if isinstance(inside, dict) else {}


def decoded_object(raw: Bytes) -> dict[str, Any]:
    """Return an object, empty when the bytes are none: for headers that records can be read without."""
    try:
        found = decode.value(raw)
    except decode.DECODE_ERRORS:
        return {}
    return found if isinstance(found, dict) else {}


def finite(found: Any) -> float | None:
    """Return a finite number as float, None for everything else (true and false count as 1 and 0)."""
    if not isinstance(found, int | float):
        return None
    try:
        read = float(found)
    except OverflowError:
        return None
    return read if math.isfinite(read) else None


def timestamp(found: Any) -> float | None:
    """Return Unix seconds of an ISO 8601 text (UTC where it names no zone) or of a number (seconds, milliseconds)."""
    if isinstance(found, str):
        try:
            moment = datetime.fromisoformat(found)
        except ValueError:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    seconds = None if isinstance(found, bool) else finite(found)
    if seconds is None or seconds < 0:
        return None
    return seconds / 1000.0 if seconds > 1e11 else seconds
