"""Read logs: which files, in which format, and everything in them as trajectories, outcomes and problems."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from seasoned.errors import InputError
from seasoned.record import importers
from seasoned.record.problems import Imported, Problem, Severity
from seasoned.record.sniff import Format, read_head
from seasoned.record.source import Source
from seasoned.record.unknown import why_not
from seasoned.types import Scope

SUFFIXES = (".jsonl", ".ndjson", ".json", ".traj", ".eval")
"""Files that are read in a folder, also with ``.gz`` behind. A file that is named itself may have any name."""
REMEMBERED = 500_000
"""Trajectory ids that duplicates are told by."""


def files(paths: Iterable[str | Path]) -> Iterator[Path]:
    """Yield the files named and, of folders, those below with one of `SUFFIXES`, each folder's sorted by name.

    Raises InputError for a path that does not exist.
    """
    for given in paths:
        path = Path(given)
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders.sort()
                yield from (Path(folder, name) for name in sorted(names) if _is_log(name))
        elif path.exists():
            yield path
        else:
            raise InputError(f"{path} does not exist")


def _is_log(name: str) -> bool:
    return name.lower().removesuffix(".gz").endswith(SUFFIXES)


def detect(path: str | Path) -> str | None:
    """Return the name of the format a file's content begins like, None when no format recognises it. Raises OSError."""
    found = importers.recognise(read_head(Source(Path(path))))
    return None if found is None else found.name


def formats() -> dict[str, Format]:
    """Return every known format by name."""
    return importers.formats()


def read(
    path: str | Path,
    format: str | None = None,
    *,
    now: float,
    scope: Scope = Scope(),
    progress: Callable[[int], None] | None = None,
) -> Iterator[Imported | Problem]:
    """Yield everything in one file, in its order, as ``(trajectory, outcome or None)`` or as a problem.

    The format is told from the content unless `format` names it. `now` dates outcomes that the log does not date;
    `progress` is called with the number of raw bytes consumed since its last call. Nothing of the file is held but the
    record in hand, so memory does not grow with its size. Raises ImportFormatError for a `format` that does not exist.
    """
    source = Source(Path(path), scope, now) if progress is None else Source(Path(path), scope, now, progress)
    chosen = None if format is None else importers.find(format)
    try:
        head = read_head(source)
        if chosen is None and head.start.strip():
            chosen = importers.recognise(head)
        if chosen is None:
            yield source.problem(0, "", why_not(head), Severity.SKIPPED)
        else:
            yield from _counted(source, chosen)
    except OSError as problem:
        yield source.problem(0, "", f"cannot be read: {problem.strerror or problem}")


def _counted(source: Source, chosen: Format) -> Iterator[Imported | Problem]:
    """Pass everything on; tell records whose content was read before, and files without any record."""
    seen: set[int] = set()
    count = 0
    for found in chosen.read(source):
        count += 1
        yield found
        if isinstance(found, Problem):
            continue
        identity = int(found.trajectory.id.rsplit("-", 1)[-1][:15], 16)
        if truncated := found.trajectory.metadata.get("truncated"):
            yield source.problem(0, found.trajectory.task.id, f"too long: {truncated}", Severity.WARNING)
        if identity in seen:
            message = f"the same content as an earlier record ({found.trajectory.id}): it is one trajectory"
            yield source.problem(0, found.trajectory.task.id, message, Severity.WARNING)
        elif len(seen) < REMEMBERED:
            seen.add(identity)
    if not count:
        yield source.problem(0, "", f"no record of format {chosen.name} was found", Severity.WARNING)
