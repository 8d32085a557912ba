"""The results file: rows under their header, sealed so that a change shows, and signed where there is a key."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from seasoned.bench.header import Header
from seasoned.bench.rows import Row
from seasoned.bench.validity import Validity
from seasoned.codec import encode
from seasoned.errors import InputError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Results:
    """A benchmark's outcome. `skipped` says what could not run, `validity` whether each track measured what it claims.

    `seal` is the SHA-256 of everything else in canonical JSON: it shows an accidental change. `signature` is the
    HMAC-SHA256 of the same bytes under a key, and shows any change to those who hold the key; ``""`` without one.
    """

    header: Header
    rows: tuple[Row, ...]
    skipped: tuple[str, ...] = ()
    validity: tuple[Validity, ...] = ()
    seal: str = ""
    signature: str = ""


def sealed(results: Results, key: str = "") -> Results:
    """Return `results` with seal, and with signature where `key` is not empty."""
    content = _content(_plain(results))
    return replace(results, seal=_seal(content), signature=_signature(content, key) if key else "")


def verified(results: Results | Mapping[str, Any], key: str = "") -> str:
    """Return what is wrong with the seal or, where `key` is given, the signature; ``""`` when all is well.

    A file that another version wrote is told from a changed one by the plain content (`read_plain`): as `Results` it
    would have the fields of this version.
    """
    plain = _plain(results) if isinstance(results, Results) else results
    content, signature = _content(plain), str(plain.get("signature", ""))
    if not hmac.compare_digest(_seal(content), str(plain.get("seal", ""))):
        return "the seal does not fit: the file was changed after it was written"
    if key and not signature:
        return "the file is not signed"
    if key and not hmac.compare_digest(_signature(content, key), signature):
        return "the signature does not fit this key"
    return ""


def write(results: Results, path: Path) -> None:
    """Write the file as indented JSON. Raises InputError where it can't be written."""
    put(path, msgspec.json.format(encode(results), indent=1).decode() + "\n")


def read(path: Path) -> Results:
    """Read a file that `write` made. Raises InputError where it is none."""
    return _read(path, Results)


def read_plain(path: Path) -> dict[str, Any]:
    """Read the plain content of such a file, with the fields that it has. Raises InputError where it is no object."""
    return _read(path, dict[str, Any])


def _read(path: Path, as_type: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=as_type)
    except OSError as problem:
        raise InputError(f"{path} can't be read: {problem.strerror}") from problem
    except msgspec.DecodeError as problem:
        raise InputError(f"{path} is not a results file of `seasoned bench`: {problem}") from problem


def put(path: Path, text: str) -> None:
    """Write a text file and the folders above it. Raises InputError where that can't be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise InputError(f"{path} can't be written: {problem.strerror}") from problem


def leading(rows: Sequence[Row], primary: str) -> list[Row]:
    """Return the rows of a track's leaderboard: its primary metric, best first."""
    return sorted((row for row in rows if row.metric == primary), key=lambda row: -row.value)


def _plain(results: Results) -> dict[str, Any]:
    return msgspec.json.decode(encode(results), type=dict[str, Any])


def _content(plain: Mapping[str, Any]) -> bytes:
    """Return everything but seal and signature as canonical JSON, keys in order."""
    return encode({name: value for name, value in plain.items() if name not in ("seal", "signature")})


def _seal(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _signature(content: bytes, key: str) -> str:
    return hmac.new(key.encode(), content, hashlib.sha256).hexdigest()
