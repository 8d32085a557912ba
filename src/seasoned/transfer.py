"""A project's log as a text file, and back.

The file is JSON Lines, gzipped where its name ends in ``.gz``. The first line says what follows; each further line is
one record of the log in its order::

    {"seasoned":"log","version":1,"scope":{"tenant":"default",…},"events":2}
    {"kind":"trajectory","at":1700000000.0,"record":{…}}

Views are folds of the log, so a store that holds the same records has the same experiences and the same utilities.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from seasoned.codec import decode, encode
from seasoned.errors import ImportFormatError, InputError, ScopeError, StoreCorruptError
from seasoned.protocols import Store
from seasoned.store.records import KINDS
from seasoned.types import Record, Scope

VERSION = 1
BATCH = 500
"""Records that become durable together."""

NO_EXPORT = "is no export: `seasoned export` writes them; agent logs go to `seasoned learn`"

T = TypeVar("T")
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Header:
    """The first line."""

    seasoned: str
    version: int
    scope: Scope
    events: int


@dataclass(frozen=True, slots=True)
class Line:
    """One record. `record` is decoded by its kind."""

    kind: str
    at: float
    record: msgspec.Raw


@dataclass(frozen=True, slots=True)
class Imported:
    """How many records were appended, and how many the store held already."""

    appended: int
    known: int


def _quiet(records: int) -> None:
    return None


def export_log(store: Store, path: Path, *, overwrite: bool = False, progress: Progress = _quiet) -> int:
    """Write the log of the store's scope to `path` and return the number of records.

    The file appears only when it is complete. `progress` gets the number of records written since its last call. Raises
    InputError where the file exists (unless `overwrite`) or cannot be written, and ScopeError for a store opened for a
    role or principal: what it sees belongs to several scopes, and a file holds one.
    """
    if store.scope.role or store.scope.principal:
        raise ScopeError("a whole project is exported: open the store without role and principal")
    if path.exists() and not overwrite:
        raise InputError(f"{path} exists already; choose another name or overwrite it with --force")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with _written(unfinished, packed=path.suffix == ".gz") as file:
            count = store.stats().events
            file.write(encode(Header("log", VERSION, store.scope, count)) + b"\n")
            for event in store.log(limit=count):
                raw = msgspec.Raw(encode(event.record))
                file.write(msgspec.json.encode(Line(event.kind, event.at, raw)) + b"\n")
                progress(1)
        unfinished.replace(path)
    except OSError as problem:
        raise InputError(f"{path} cannot be written: {problem.strerror or problem}") from problem
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def import_log(store: Store, path: Path, *, progress: Progress = _quiet) -> Imported:
    """Append the records of `path` to the store, in batches, each durable at once.

    The store must be empty or hold the beginning of the same log: an import that was interrupted goes on where it
    stopped, and a second one changes nothing. `progress` gets the number of records read since its last call.

    Raises ScopeError when the file is of another tenant or project, InputError when the store holds anything else or
    the file cannot be read, and ImportFormatError naming the line where the file is damaged or no export.
    """
    header = read_header(path, store.scope)
    lines = _lines(path)
    next(lines)
    known = _skip_known(store, path, lines, progress)
    appended = 0
    batch: list[tuple[float, Record]] = []
    for number, raw in lines:
        line, record = _decoded(path, number, raw)
        batch.append((line.at, record))
        if len(batch) >= BATCH:
            appended += _append(store, batch, progress)
            batch = []
    appended += _append(store, batch, progress)
    if known + appended != header.events:
        raise ImportFormatError(
            f"{path} ends after {known + appended:,} of {header.events:,} records; those before were imported"
        )
    return Imported(appended, known)


def read_header(path: Path, scope: Scope) -> Header:
    """Return the first line of an export of `scope`.

    Raises ScopeError when it is of another scope, ImportFormatError when the file is no export, and InputError when it
    cannot be read.
    """
    for number, raw in _lines(path):
        header = _fitting(path, number, raw, Header)
        if header.seasoned != "log":
            break
        if header.version > VERSION:
            raise ImportFormatError(f"{path} was exported by a newer Seasoned: install that one to import it")
        if header.scope != scope:
            raise ScopeError(
                f"{path} holds the log of {header.scope.tenant}/{header.scope.project}: "
                f"add --tenant {header.scope.tenant} --project {header.scope.project}"
            )
        return header
    raise ImportFormatError(f"{path} {NO_EXPORT}")


def _skip_known(store: Store, path: Path, lines: Iterator[tuple[int, bytes]], progress: Progress) -> int:
    known = 0
    for event in store.log():
        found = next(lines, None)
        if found is None:
            break
        line, record = _decoded(path, *found)
        if (line.kind, line.at, record) != (event.kind, event.at, event.record):
            raise InputError(
                f"the store holds other records than {path} (from record {known + 1:,} on): import into an empty store"
            )
        known += 1
        progress(1)
    return known


def _append(store: Store, batch: list[tuple[float, Record]], progress: Progress) -> int:
    with store.batch():
        for at, record in batch:
            store.append(record, at=at)
    progress(len(batch))
    return len(batch)


def _decoded(path: Path, number: int, raw: bytes) -> tuple[Line, Record]:
    line = _fitting(path, number, raw, Line)
    as_type = KINDS.get(line.kind)
    if as_type is None:
        raise ImportFormatError(f"{path}:{number}: unknown kind of record {line.kind!r}")
    record: Record = _fitting(path, number, bytes(line.record), as_type)
    return line, record


def _fitting(path: Path, number: int, raw: bytes, as_type: type[T]) -> T:
    try:
        return decode(raw, as_type)
    except StoreCorruptError as problem:
        if number == 1:
            raise ImportFormatError(f"{path} {NO_EXPORT}") from problem
        raise ImportFormatError(f"{path}:{number}: this record is damaged: {problem}") from problem


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            # The unpacking stream owns nothing that closing `raw` would leave open.
            stream: Iterable[bytes] = gzip.GzipFile(fileobj=raw) if packed else raw
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, line
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise ImportFormatError(f"{path}: the gzip data is damaged or ends too early: {problem}") from problem
    except OSError as problem:
        raise InputError(f"{path} cannot be read: {problem.strerror or problem}") from problem


@contextmanager
def _written(path: Path, *, packed: bool) -> Iterator[IO[bytes] | gzip.GzipFile]:
    with path.open("wb") as raw:
        if not packed:
            yield raw
            return
        # No name and time in the gzip header: the same log gives the same bytes.
        with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as stream:
            yield stream
