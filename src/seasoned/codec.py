"""Bytes for the nouns, and content hashes of them.

Encoding is deterministic: fields in declaration order, mappings sorted by key; NaN and infinities, which JSON lacks,
become null. The same value gives the same bytes on every machine, which is what ids and the log's hash chain rest on.
"""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

import msgspec

from seasoned.errors import StoreCorruptError

T = TypeVar("T")

_encoder = msgspec.json.Encoder(order="deterministic")


_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


def _decoder(as_type: type[T]) -> msgspec.json.Decoder[T]:
    # A decoder is compiled once per type.
    if as_type not in _decoders:
        _decoders[as_type] = msgspec.json.Decoder(as_type)
    return _decoders[as_type]


def encode(value: Any) -> bytes:
    """Return the canonical JSON of `value`."""
    return _encoder.encode(value)


def decode(data: bytes | str, as_type: type[T]) -> T:
    """Return `data` as `as_type`. Raises StoreCorruptError when it does not fit."""
    try:
        return _decoder(as_type).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise StoreCorruptError(f"stored bytes are not a {as_type.__name__}: {problem}") from problem


def content_id(prefix: str, *parts: Any) -> str:
    """Return ``prefix-`` and 20 hex digits of the BLAKE2b hash of `parts`: the same content, the same id."""
    return f"{prefix}-{hashlib.blake2b(encode(parts), digest_size=10).hexdigest()}"
