"""Learn from log files of any size: read them as a stream, learn in batches, count what became of everything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from seasoned.learning import Learned, Observed
from seasoned.memory import Memory
from seasoned.record import Imported, Problem, Severity, detect, read
from seasoned.types import Outcome, Scope, Trajectory

BATCH = 200
"""Trajectories that become durable together, unless `BATCH_STEPS` or `BATCH_CHARACTERS` is reached before."""

BATCH_STEPS = 4_000
BATCH_CHARACTERS = 16_000_000
"""What a batch may hold at once: a few hundred long runs would otherwise fill the memory."""

SHOWN_PROBLEMS = 20
"""Problems kept word for word; the others are counted."""

REMEMBERED = 500_000
"""Trajectories that are told from copies of them in other files when success is counted."""

_NAMES = re.compile(r"'[^']*'|\b[a-z_]+-[0-9a-f]{20}\b")
_NUMBERS = re.compile(r"\d+(?:\.\d+)?(?:-\d+)?")


@dataclass(slots=True)
class Runs:
    """Runs of one family or agent: how many, of how many the outcome is known, how many of those succeeded."""

    runs: int = 0
    judged: int = 0
    succeeded: int = 0
    steps: int = 0

    @property
    def rate(self) -> float | None:
        """Share of successes in [0, 1]; None while no outcome is known."""
        return self.succeeded / self.judged if self.judged else None

    def add(self, trajectory: Trajectory, outcome: Outcome | None) -> None:
        """Count one run."""
        self.runs += 1
        self.steps += len(trajectory.steps)
        if outcome is not None and outcome.success is not None:
            self.judged += 1
            self.succeeded += outcome.success


@dataclass(slots=True)
class FileReport:
    """What was read from one file. `format` is ``""`` where none was recognised."""

    path: str
    format: str
    trajectories: int = 0
    steps: int = 0
    errors: int = 0
    warnings: int = 0
    skipped: int = 0


@dataclass(slots=True)
class Report:
    """What became of everything in some files.

    `new` trajectories were learned from; `known` were stored before, or occur twice. `decisions` counts proposals by
    ``(kind, stage, verdict)``, `reasons` by ``(verdict, reason)`` with names and numbers left out of the reason.
    `families` and `agents` count each run once, also those known before.
    """

    files: list[FileReport] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    trajectories: int = 0
    steps: int = 0
    new: int = 0
    new_steps: int = 0
    known: int = 0
    judged: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    decisions: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    families: dict[str, Runs] = field(default_factory=dict)
    agents: dict[str, Runs] = field(default_factory=dict)
    stopped: bool = False

    @property
    def lost(self) -> int:
        """Records and files that could not be read."""
        return sum(file.errors for file in self.files)


def learn_files(
    memory: Callable[[], Memory],
    paths: Iterable[Path],
    *,
    now: float,
    scope: Scope = Scope(),
    format: str | None = None,
    limit: int | None = None,
    progress: Callable[[int], None] = lambda consumed: None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Report]:
    """Learn from log files; yield the (same, growing) report whenever a batch has become durable, and at the end.

    `memory` is called once the first trajectory was read, so that files without any leave no store behind. `format`
    overrides detection; `limit` is the most trajectories read in all; `progress` gets the raw bytes consumed since its
    last call; when `stop` answers True, what is not yet durable is dropped. `scope` is the memory's, and `now` dates
    outcomes that a log does not date. Raises ImportFormatError for an unknown format and whatever the store raises;
    earlier batches stay.
    """
    report = Report()
    batch: list[Observed] = []
    seen: set[int] = set()
    opened: Memory | None = None
    steps = characters = 0
    for found in _records(paths, format, report, progress, now, scope):
        if stop():
            report.stopped = True
            break
        opened = opened or memory()
        trajectory, outcome = found
        told = outcome or opened.system.judge(trajectory, now)
        _count(report, trajectory, told, seen)
        batch.append((trajectory, told))
        steps += len(trajectory.steps)
        characters += _size(trajectory)
        full = limit is not None and report.trajectories >= limit
        if full or len(batch) >= BATCH or steps >= BATCH_STEPS or characters >= BATCH_CHARACTERS:
            _learned(report, opened.learn(batch))
            batch, steps, characters = [], 0, 0
            yield report
        if full:
            break
    if batch and opened is not None and not report.stopped:
        _learned(report, opened.learn(batch))
    yield report


def _records(
    paths: Iterable[Path],
    format: str | None,
    report: Report,
    progress: Callable[[int], None],
    now: float,
    scope: Scope,
) -> Iterator[Imported]:
    for path in paths:
        named = format or _detected(path)
        file = FileReport(str(path), named or "")
        report.files.append(file)
        for found in read(path, named, now=now, scope=scope, progress=progress):
            if isinstance(found, Problem):
                _note(report, file, found)
                continue
            file.trajectories += 1
            file.steps += len(found.trajectory.steps)
            yield found


def _detected(path: Path) -> str | None:
    try:
        return detect(path)
    except OSError:
        return None  # reading says why


def _note(report: Report, file: FileReport, problem: Problem) -> None:
    match problem.severity:
        case Severity.ERROR:
            file.errors += 1
        case Severity.WARNING:
            file.warnings += 1
        case Severity.SKIPPED:
            file.skipped += 1
    if len(report.problems) < SHOWN_PROBLEMS:
        report.problems.append(problem)


def _count(report: Report, trajectory: Trajectory, outcome: Outcome | None, seen: set[int]) -> None:
    report.trajectories += 1
    report.steps += len(trajectory.steps)
    name = hash(trajectory.id)
    if name in seen:
        return
    if len(seen) < REMEMBERED:
        seen.add(name)
    report.families.setdefault(trajectory.task.family, Runs()).add(trajectory, outcome)
    report.agents.setdefault(trajectory.agent.model, Runs()).add(trajectory, outcome)


def _learned(report: Report, learned: Learned) -> None:
    report.new += len(learned.attempts)
    report.new_steps += sum(len(attempt.trajectory.steps) for attempt in learned.attempts)
    report.known += learned.known
    report.judged += learned.judged
    report.causes.update(diagnosis.cause.value for diagnosis in learned.diagnoses)
    for decision in learned.decisions:
        verdict = decision.verdict.value
        report.decisions[decision.proposal.kind.value, decision.proposal.stage, verdict] += 1
        report.reasons[verdict, gist(decision.reason)] += 1


def gist(reason: str) -> str:
    """Return a reason without the names and numbers in it, so that equal reasons can be counted."""
    return _NUMBERS.sub("#", _NAMES.sub("…", reason))


def _size(trajectory: Trajectory) -> int:
    total = 0
    for step in trajectory.steps:
        total += len(step.observation) + len(step.thought) + len(step.action)
        if step.tool is not None:
            total += len(step.tool.result or "")
    return total
