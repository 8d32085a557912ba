"""Is a store sound, and is what it holds any good?

Soundness is the hash chain of the log and the views being exactly what folding the log gives. The second is tried on a
copy, so that the examination changes nothing and blocks nobody. Quality is counted over the experiences of one scope.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from seasoned.errors import PayloadError, StoreCorruptError
from seasoned.payloads import TYPES, read
from seasoned.protocols import Reader
from seasoned.recall.words import content_words
from seasoned.store import copy_store, open_store
from seasoned.store.agreement import view_digests
from seasoned.types import Experience, Kind, Scope, Status

LEAST_WORDS = 3
"""Content words below which a body says nothing."""

WORDLESS = frozenset({Kind.TRANSITION, Kind.RULE, Kind.TOOL_NOTE})
"""Kinds that speak through their payload."""


@dataclass(frozen=True, slots=True)
class Soundness:
    """`chain` is what is wrong with the log (None: nothing). `changed` are the views that differ from their log."""

    chain: str | None
    changed: tuple[str, ...]
    events: int

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.chain is None and not self.changed


@dataclass(frozen=True, slots=True)
class Quality:
    """Counts over a scope's experiences.

    `junk` counts active ones that cannot help, by why; `duplicates` those that say word for word what an older one of
    their kind and family says; `unused` those that no recall has shown yet.
    """

    experiences: int
    active: int
    quarantined: int
    junk: dict[str, int]
    duplicates: int
    unused: int
    unevidenced: int


def examine(path: Path) -> Soundness:
    """Check the file's pages, its hash chain, and that its views are what a rebuild makes of its log.

    Needs free room for a copy of the file in the folder of temporary files. Raises StoreError when it cannot be copied.
    """
    with TemporaryDirectory(prefix="seasoned-doctor-") as folder:
        copy = Path(folder, "copy.db")
        copy_store(path, copy)
        try:
            return _examined(copy)
        except (sqlite3.Error, StoreCorruptError) as problem:
            return Soundness(f"the file is damaged: {problem}", (), 0)


def _examined(copy: Path) -> Soundness:
    before = _views(copy)
    events = _events(copy)
    with open_store(copy, Scope("doctor", "doctor")) as store:
        chain = store.verify()
        if chain is not None:
            # What a broken log folds to says nothing about the views.
            return Soundness(chain, (), events)
        store.rebuild()
    after = _views(copy)
    return Soundness(None, tuple(name for name in before if before[name] != after[name]), events)


def quality(store: Reader) -> Quality:
    """Count how much of what a scope holds is junk, duplicate, waiting or unused."""
    found = store.experiences(statuses=None)
    active = [item for item in found if item.status is Status.ACTIVE]
    utilities = store.utilities([item.id for item in active])
    texts = Counter((item.kind, item.family, _said(item)) for item in active)
    return Quality(
        experiences=len(found),
        active=len(active),
        quarantined=sum(item.status is Status.QUARANTINED for item in found),
        junk=dict(Counter(why for item in active if (why := junk(item)))),
        duplicates=sum(count - 1 for count in texts.values()),
        unused=sum(not utilities[item.id].injected for item in active),
        unevidenced=sum(not item.evidence.supports for item in active),
    )


def junk(item: Experience) -> str:
    """Return why an experience cannot help anyone, or ``""``."""
    as_type = TYPES.get(item.kind)
    if as_type is not None:
        try:
            read(item.payload, as_type)
        except PayloadError:
            return "its payload cannot be read"
    if not item.when.strip():
        return "it does not say when it applies"
    if item.kind not in WORDLESS and len(content_words(item.body)) < LEAST_WORDS:
        return "it says next to nothing"
    if _said(item) == tuple(content_words(item.when)):
        return "it only repeats its situation"
    return ""


def _said(item: Experience) -> tuple[str, ...]:
    return tuple(content_words(item.body))


def _events(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM log").fetchone()
    return int(count)


def _views(path: Path) -> dict[str, str]:
    """Return a digest of every view."""
    with closing(sqlite3.connect(path)) as connection:
        return view_digests(connection)
