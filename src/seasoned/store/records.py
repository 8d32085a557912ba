"""A record on its way into the log: its kind, id and scope, and its bytes, checked to be readable again."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seasoned import codec
from seasoned.errors import InputError, StoreCorruptError
from seasoned.store.scopes import writable
from seasoned.types import (
    Diagnosis,
    Edit,
    GuardDecision,
    Operation,
    Outcome,
    Record,
    Scope,
    Trajectory,
    Usage,
)

KINDS: Mapping[str, type[Any]] = {
    "trajectory": Trajectory,
    "outcome": Outcome,
    "diagnosis": Diagnosis,
    "usage": Usage,
    "edit": Edit,
    "guard": GuardDecision,
}
NAMES = {as_type: name for name, as_type in KINDS.items()}

COMPRESS_FROM = 4096
"""Bodies of at least so many bytes are stored as zlib streams, the others as JSON that any tool can read."""

WHOLE_VERSION = frozenset(Operation) - {
    Operation.AGREE,
    Operation.DISAGREE,
    Operation.SET_VALUE,
    Operation.RETIRE,
}
"""Operations that need the whole new version of the experience; RETIRE may carry it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A record ready to be appended. `record` is what reading `body` gives, so that folding now and later agree."""

    kind: str
    id: str
    scope: Scope
    record: Record
    body: bytes


def draft(record: Record, own: Scope) -> Draft:
    """Check a record and encode it. A record that names no scope belongs to the scope of the store.

    Raises ScopeError for a scope that may not be written and InputError for a record that could not be read back.
    """
    kind = NAMES.get(type(record))
    if kind is None:
        raise InputError(f"a {type(record).__name__} cannot be appended; the log takes {', '.join(KINDS)}")
    try:
        plain = codec.encode(record)
        copy = codec.decode(plain, KINDS[kind])
    except (TypeError, ValueError, RecursionError, OverflowError, StoreCorruptError) as problem:
        raise InputError(f"this {kind} cannot be stored: {problem}") from problem
    _check(copy)
    scope = _scope(copy, own)
    writable(own, scope)
    return Draft(kind, _id(copy), scope, copy, pack(plain))


def pack(plain: bytes) -> bytes:
    """Return the stored form of JSON bytes."""
    return zlib.compress(plain, 1) if len(plain) >= COMPRESS_FROM else plain


def unpack(kind: str, body: bytes) -> Any:
    """Return the record of a stored body. Raises StoreCorruptError when it cannot be read."""
    as_type = KINDS.get(kind)
    if as_type is None:
        raise StoreCorruptError(f"the log holds an event of unknown kind {kind!r}: restore a copy of the store")
    if body[:1] != b"{":
        try:
            body = zlib.decompress(body)
        except zlib.error as problem:
            raise StoreCorruptError(f"the body of a stored {kind} is damaged: {problem}") from problem
    return codec.decode(body, as_type)


def _scope(record: Record, own: Scope) -> Scope:
    if isinstance(record, Trajectory):
        return record.scope
    if isinstance(record, Edit) and record.experience is not None:
        return record.experience.scope
    return own


def _id(record: Record) -> str:
    if isinstance(record, Trajectory | Usage):
        return record.id
    if isinstance(record, Outcome | Diagnosis):
        return record.trajectory_id
    return record.target if isinstance(record, Edit) else record.subject


def _check(record: Record) -> None:
    if isinstance(record, Usage):
        if record.shares and len(record.shares) != len(record.selected):
            raise InputError("a usage needs one share for each selected item, or none at all for equal shares")
        chosen = (*record.selected, *record.withheld)
        if len(set(chosen)) != len(chosen):
            raise InputError("a usage names an item twice in `selected` and `withheld`")
        return
    if isinstance(record, GuardDecision):
        return
    if not _id(record):
        raise InputError(f"this {NAMES[type(record)]} has no id: give it one")
    if not isinstance(record, Edit):
        return
    if record.experience is None:
        if record.operation in WHOLE_VERSION:
            raise InputError(f"{record.operation} needs the whole new version in `experience`")
        if record.operation is Operation.SET_VALUE and record.value is None:
            raise InputError("set_value needs a `value`")
    elif record.operation is not Operation.SUPERSEDE and record.experience.id != record.target:
        raise InputError(f"{record.operation} of {record.target} carries the experience {record.experience.id}")
