"""Runs of real models: which files hold them, and which of them are held out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from random import Random
from zlib import crc32

from seasoned.codec import content_id
from seasoned.learn.admit import Admission
from seasoned.protocols import Attempt, Distill, Store
from seasoned.record import Problem, read
from seasoned.store import open_store

NOW = 1_700_000_000.0
FOLDS = 10
"""Parts that the tasks of a log are split into; each is held out once, as a stream of its own."""


@dataclass(frozen=True, slots=True)
class Log:
    """The runs of some files; where these mix families of tasks, only the runs of one `family`."""

    name: str
    files: tuple[str, ...]
    family: str = ""

    def paths(self, data: Path | None) -> dict[str, Path | None]:
        """Return where each file lies, packed or not; None where it does not."""
        return {name: _find(data, name) for name in self.files}

    def found(self, data: Path | None) -> list[Path]:
        """Return all files where all are there, else none: part of a log would give other figures under its name."""
        paths = [path for path in self.paths(data).values() if path is not None]
        return paths if len(paths) == len(self.files) else []


_JUDGED = "tau2_gpt4o_with_llm_judges"
LOGS: Mapping[str, Log] = {
    log.name: log
    for log in (
        Log("tau1-airline", ("tau1_airline_gpt4o_4trials",), "tau1-airline"),
        Log("tau2-airline", ("tau2_airline_multimodel", _JUDGED), "tau2-airline"),
        Log("tau2-telecom", ("tau2_telecom_multimodel", _JUDGED), "tau2-telecom"),
        Log("intercode-sql", ("intercode_sql",)),
        Log("intercode-bash", ("intercode_bash",)),
        Log("medagentbench", ("medagentbench_4models",)),
        Log("hotpotqa", ("hotpotqa_reflexion_multitrial",)),
        Log("webshop", ("webshop_react_500",)),
    )
}


def runs(log: Log, data: Path | None) -> list[Attempt]:
    """Return every readable run of `log` once, in the order of its files; none where a file is absent.

    Rows that hold no run, and copies of an earlier trial that a log carried over, are left out.
    """
    found: dict[str, Attempt] = {}
    for path in log.found(data):
        for attempt in load(path):
            trajectory = attempt.trajectory
            if log.family in ("", trajectory.task.family) and trajectory.metadata.get("carried_over") is not True:
                found[trajectory.id] = attempt
    return list(found.values())


def load(path: Path) -> tuple[Attempt, ...]:
    """Return every readable run of a file with the outcome it states. Raises InputError for a file that is no log."""
    return _load(path, path.stat().st_mtime_ns)


def fold_of(attempt: Attempt, folds: int = FOLDS) -> int:
    """Return the part that the run's task belongs to: the same on every machine."""
    return crc32(attempt.trajectory.task.id.encode()) % folds


def split(attempts: Sequence[Attempt], held_out: int, folds: int = FOLDS) -> tuple[list[Attempt], list[Attempt]]:
    """Return the runs that are known and those that are held out: all attempts at a task are on one side."""
    return (
        [attempt for attempt in attempts if fold_of(attempt, folds) != held_out],
        [attempt for attempt in attempts if fold_of(attempt, folds) == held_out],
    )


def some(attempts: Sequence[Attempt], most: int) -> list[Attempt]:
    """Return the attempts at some tasks, always the same: all of them, or else one task after another until there are
    `most` attempts or more."""
    sizes = Counter(attempt.trajectory.task.id for attempt in attempts)
    tasks = sorted(sizes)
    Random(content_id("logs", "some", len(tasks))).shuffle(tasks)
    before = [0, *accumulate(sizes[task] for task in tasks)]
    kept = {task for task, already in zip(tasks, before, strict=False) if already < most}
    return [attempt for attempt in attempts if attempt.trajectory.task.id in kept]


def won(attempt: Attempt) -> bool:
    """Return whether the run is known to have succeeded."""
    return attempt.outcome is not None and attempt.outcome.success is True


def learned(attempts: Sequence[Attempt], stages: Iterable[Distill]) -> Store:
    """Return a store in memory that learned from `attempts` through `stages` and admission."""
    store = open_store(":memory:")
    with store.batch():
        for attempt in attempts:
            store.append(attempt.trajectory, *([attempt.outcome] if attempt.outcome else []), at=NOW)
    proposals = [proposal for stage in stages for proposal in stage(attempts, store)]
    decisions = Admission().over(attempts)(proposals, store, NOW)
    edits = [edit for decision in decisions for edit in (decision.edit, *decision.also) if edit is not None]
    store.append(*edits, at=NOW)
    return store


def _find(data: Path | None, name: str) -> Path | None:
    return next(iter(sorted(data.glob(f"{name}.jsonl*"))), None) if data is not None else None


@lru_cache(maxsize=3)
def _load(path: Path, changed: int) -> tuple[Attempt, ...]:
    # Reading takes seconds, and the units of a log follow each other; `changed` tells a file that was replaced.
    return tuple(Attempt(*found) for found in read(path, now=NOW) if not isinstance(found, Problem))
