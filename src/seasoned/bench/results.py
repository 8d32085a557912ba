"""The results file: rows under their header, sealed so that a change shows, and signed where there is a key."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from seasoned.bench.header import Header
from seasoned.bench.rows import Row
from seasoned.codec import encode
from seasoned.errors import InputError


@dataclass(frozen=True, slots=True)
class Results:
    """A benchmark's outcome. `skipped` says what could not run.

    `seal` is the SHA-256 of everything else in canonical JSON: it shows an accidental change. `signature` is the
    HMAC-SHA256 of the same bytes under a key, and shows any change to those who hold the key; ``""`` without one.
    """

    header: Header
    rows: tuple[Row, ...]
    skipped: tuple[str, ...] = ()
    seal: str = ""
    signature: str = ""


def sealed(results: Results, key: str = "") -> Results:
    """Return `results` with seal, and with signature where `key` is not empty."""
    content = _content(results)
    signature = hmac.new(key.encode(), content, hashlib.sha256).hexdigest() if key else ""
    return replace(results, seal=hashlib.sha256(content).hexdigest(), signature=signature)


def verified(results: Results, key: str = "") -> str:
    """Return what is wrong with the seal or, where `key` is given, the signature; ``""`` when all is well."""
    fresh = sealed(results, key)
    if not hmac.compare_digest(fresh.seal, results.seal):
        return "the seal does not fit: the file was changed after it was written"
    if key and not results.signature:
        return "the file is not signed"
    if key and not hmac.compare_digest(fresh.signature, results.signature):
        return "the signature does not fit this key"
    return ""


def write(results: Results, path: Path) -> None:
    """Write the file as indented JSON. Raises InputError where it can't be written."""
    put(path, msgspec.json.format(encode(results), indent=1).decode() + "\n")


def read(path: Path) -> Results:
    """Read a file that `write` made. Raises InputError where it is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Results)
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


def _content(results: Results) -> bytes:
    return encode(replace(results, seal="", signature=""))
