"""Results on disk, a line per unit: what an interrupted benchmark goes on from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from seasoned.bench.track import Result, Unit
from seasoned.errors import InputError


class _Line(msgspec.Struct, frozen=True):
    fingerprint: str
    result: Result


class Journal:
    """The results of units in a JSONL file, keyed by unit and by the fingerprint of what they depend on.

    Lines of another fingerprint (other code, other data) are left alone and not read: a result is never mixed with one
    that the present code would not give. A last line that was cut off by a crash is dropped and its unit runs again.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        """Open or create `path`. Raises InputError where it can't be read or holds something else."""
        self._path = path
        self._fingerprint = fingerprint
        self._results: dict[Unit, Result] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_bytes() if path.exists() else b""
        except OSError as problem:
            raise InputError(f"{path} can't be used for results: {problem.strerror}") from problem
        whole, _, cut = text.rpartition(b"\n")
        for number, line in enumerate(whole.splitlines(), 1):
            self._read(line, number)
        if cut:
            path.write_bytes(whole + b"\n" if whole else b"")

    def _read(self, line: bytes, number: int) -> None:
        try:
            known = msgspec.json.decode(line, type=_Line)
        except msgspec.DecodeError as problem:
            raise InputError(
                f"{self._path}, line {number} is not a benchmark result ({problem}): move the file away or name another"
            ) from problem
        if known.fingerprint == self._fingerprint:
            self._results[known.result.unit] = known.result

    def __contains__(self, unit: Unit) -> bool:
        return unit in self._results

    def __iter__(self) -> Iterator[Result]:
        """Yield the results in the order they were made."""
        yield from self._results.values()

    def append(self, result: Result) -> None:
        """Keep a result: it is on disk when this returns."""
        line = msgspec.json.encode(_Line(self._fingerprint, result))
        with self._path.open("ab") as file:
            file.write(line + b"\n")
        self._results[result.unit] = result
