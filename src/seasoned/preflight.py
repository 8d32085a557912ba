"""Will memory help on these tasks? Look at how alike they are, before anything is learned.

Memory can only hand back what an earlier task taught. In Evo-Memory (arXiv 2511.20857) the gain from memory correlated
with how similar the tasks of a stream are (Pearson r = .72 and .56 for two models); for MemRL on HLE it did not (.19).
The figure here is the mean, over the distinct tasks of a log in their order, of the cosine between a task's text and
the most similar *earlier* task.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seasoned.protocols import Embedder
from seasoned.recall.embed import HashingEmbedder
from seasoned.record import Problem, read
from seasoned.types import Task

MOST_TASKS = 20_000
"""Distinct tasks compared; of a longer log its beginning."""

LEAST_TASKS = 10
"""Distinct tasks below which no figure says anything."""

LOW, HIGH = 0.45, 0.6
"""With the built-in embedder, tasks of unrelated families come as near as .3 to .45 to one another by chance, and above
`HIGH` most tasks have a near twin. Reading aids, set on public logs, not thresholds from a paper."""

BLOCK = 512

Numbers = NDArray[np.float64]

NOTE = (
    "This predicts, it does not promise: in published runs the gain correlated with such a figure at r = .56 to .72, "
    "and in one not at all (.19). It compares words, so tasks that mean the same in other words look different."
)


@dataclass(frozen=True, slots=True)
class Family:
    """Distinct tasks of one family, and the mean similarity to the nearest earlier task of any family (`nearest`), of
    its own (`own`) and of the others (`others`: what is left if the family has no memory of itself), each in [0, 1];
    None where there is no such earlier task."""

    name: str
    tasks: int
    attempts: int
    nearest: float | None
    own: float | None
    others: float | None


@dataclass(frozen=True, slots=True)
class Preflight:
    """`similarity` is the mean over all tasks but the first. `repeated` is the share of attempts at a task that was
    attempted before; `left_out` counts distinct tasks beyond `MOST_TASKS`."""

    tasks: int
    attempts: int
    similarity: float
    repeated: float
    families: tuple[Family, ...]
    left_out: int = 0

    @property
    def per_attempt(self) -> float:
        """Mean over all attempts of the similarity to the nearest earlier task, 1 for a task that was met before."""
        return self.repeated + (1.0 - self.repeated) * self.similarity

    @property
    def verdict(self) -> str:
        """``unknown`` with fewer than `LEAST_TASKS` tasks, else ``unlikely``, ``possible`` or ``likely``."""
        if self.tasks < LEAST_TASKS:
            return "unknown"
        if self.similarity < LOW:
            return "unlikely"
        return "likely" if self.similarity >= HIGH else "possible"


@dataclass(slots=True)
class TaskLog:
    """The distinct tasks of a log in order of first appearance, gathered one by one."""

    texts: list[str] = field(default_factory=list)
    families: list[str] = field(default_factory=list)
    attempts: dict[str, int] = field(default_factory=dict)
    left_out: int = 0
    _known: set[int] = field(default_factory=set)

    def add(self, task: Task) -> None:
        """Count an attempt at a task. Tasks of a family with the same text are one task."""
        self.attempts[task.family] = self.attempts.get(task.family, 0) + 1
        name = hash((task.family, task.text))
        if name in self._known:
            return
        self._known.add(name)
        if len(self.texts) >= MOST_TASKS:
            self.left_out += 1
            return
        self.texts.append(task.text)
        self.families.append(task.family)


def gather(paths: Iterable[Path], format: str | None = None) -> tuple[TaskLog, int]:
    """Return the tasks of log files and the number of problems met while reading. Raises ImportFormatError."""
    log, problems = TaskLog(), 0
    for path in paths:
        for found in read(path, format, now=0.0):
            if isinstance(found, Problem):
                problems += 1
            elif found.trajectory.task.text.strip():
                log.add(found.trajectory.task)
    return log, problems


def preflight(log: TaskLog, embedder: Embedder = HashingEmbedder()) -> Preflight:
    """Return how alike the tasks are. Takes time in the square of their number (20,000: seconds)."""
    names = sorted(set(log.families))
    owner = np.array([names.index(family) for family in log.families], dtype=np.int64)
    nearest, own, others = _nearest(embedder, log.texts, owner)
    attempts = sum(log.attempts.values())
    return Preflight(
        tasks=len(log.texts),
        attempts=attempts,
        similarity=_mean(nearest) or 0.0,
        repeated=1.0 - (len(log.texts) + log.left_out) / attempts if attempts else 0.0,
        families=tuple(
            Family(
                name=name,
                tasks=int((owner == number).sum()),
                attempts=log.attempts[name],
                nearest=_mean(nearest[owner == number]),
                own=_mean(own[owner == number]),
                others=_mean(others[owner == number]),
            )
            for number, name in enumerate(names)
        ),
        left_out=log.left_out,
    )


def _nearest(embedder: Embedder, texts: list[str], owner: NDArray[np.int64]) -> tuple[Numbers, ...]:
    """Return per task the largest cosine with an earlier one: of any family, its own, the others; NaN: none."""
    count = len(texts)
    found = tuple(np.full(count, np.nan) for _ in range(3))
    vectors = embedder(texts) if texts else np.zeros((0, 1), dtype=np.float32)
    for begin in range(0, count, BLOCK):
        end = min(begin + BLOCK, count)
        cosines = vectors[begin:end] @ vectors[:end].T
        rows = np.arange(begin, end)
        earlier = np.arange(end)[None, :] < rows[:, None]
        same = owner[begin:end, None] == owner[None, :end]
        for target, kept in zip(found, (earlier, earlier & same, earlier & ~same), strict=True):
            best = np.where(kept, cosines, -1.0).max(axis=1)
            target[begin:end] = np.where(kept.any(axis=1), best.clip(0.0, 1.0), np.nan)
    return found


def _mean(values: Numbers) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None
