"""The recorded transcript: every answer by the hash of what was asked, as JSON lines that replay for free.

One line per call: ``{"key", "call", "model", "answer", "error"}``; `error` is set in place of `answer` where the model
gave no usable one. The material itself is not written, since it may hold what should not be copied. Of two lines with
one key the later counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec

from seasoned.codec import encode
from seasoned.llm.errors import TranscriptError


@dataclass(frozen=True, slots=True)
class Entry:
    """One recorded call."""

    key: str
    call: str
    model: str
    answer: Mapping[str, Any] | None = None
    error: str = ""


@dataclass(slots=True)
class Transcript:
    """Entries by key; with a `path` they are read from there and each new one is appended at once.

    A last line that a crash left half written is dropped; any other damage raises TranscriptError.
    """

    path: Path | None = None
    _entries: dict[str, Entry] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        if self.path is None:
            return
        self.path = Path(self.path)
        if not self.path.exists():
            return
        try:
            data = self.path.read_bytes()
        except OSError as problem:
            raise TranscriptError(f"cannot read the transcript {self.path}: {problem}") from problem
        whole, _, rest = data.rpartition(b"\n")
        if rest:
            self._cut(len(data) - len(rest))
        for number, line in enumerate(whole.split(b"\n"), 1):
            if not line.strip():
                continue
            try:
                entry = msgspec.json.decode(line, type=Entry)
            except (msgspec.DecodeError, UnicodeDecodeError) as problem:
                raise TranscriptError(f"line {number} of the transcript {self.path} is damaged: {problem}") from problem
            self._entries[entry.key] = entry

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> Entry | None:
        """Return the entry of a key, or None."""
        return self._entries.get(key)

    def add(self, entry: Entry) -> None:
        """Record an entry, on disk first. Raises TranscriptError when it cannot be written."""
        with self._lock:
            if self.path is not None:
                try:
                    with self.path.open("ab") as file:
                        file.write(encode(entry) + b"\n")
                except OSError as problem:
                    raise TranscriptError(f"cannot write the transcript {self.path}: {problem}") from problem
            self._entries[entry.key] = entry

    def _cut(self, length: int) -> None:
        assert self.path is not None
        try:
            with self.path.open("r+b") as file:
                file.truncate(length)
        except OSError as problem:
            raise TranscriptError(f"cannot mend the last line of {self.path}: {problem}") from problem
