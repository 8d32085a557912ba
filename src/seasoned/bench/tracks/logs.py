"""logs: what memory makes of trajectories of real models.

A family is a question asked of a log. Each seed holds another tenth of the tasks out and learns from all runs of the
others, so that nothing of a task is known before it is asked about, and no run is counted twice: more seeds than tenths
add nothing. The measure of every family lies in [0, 1] and is called ``score``:

- ``next-tool``: the share of a run's calls that are the first suggestion;
- ``warning``: whether a run's probability to fail, after half a typical run, is ranked right against runs that ended
  the other way;
- ``coverage``: the share of the names in the gold SQL that stand in the question or in what is recalled for it;
- ``shared-fault``: the share of recalled tasks that have a fault in common with the task at hand;
- ``reflections``: whether a question that failed at first is solved in a later trial.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from seasoned.bench.track import Item, Result, Setup, Unit
from seasoned.bench.tracks import logs_faults, logs_reflections, logs_sql, logs_tools, logs_warning
from seasoned.bench.tracks.logs_runs import FOLDS, LOGS, runs, some, split
from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.protocols import Attempt

MOST = 2_000
"""Runs of a log that warnings are learned and measured on; of the one log that has more, some tasks are taken."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of `logs`, of which systems; `open` says that memory systems are asked too."""

    logs: tuple[str, ...]
    systems: tuple[str, ...]
    open: bool = False


QUESTIONS: Mapping[str, Question] = {
    "next-tool": Question(("tau1-airline", "tau2-airline", "tau2-telecom"), logs_tools.SYSTEMS, open=True),
    "warning": Question(
        (
            "tau2-airline",
            "tau2-telecom",
            "intercode-sql",
            "intercode-bash",
            "medagentbench",
            "hotpotqa",
            "webshop",
        ),
        logs_warning.SYSTEMS,
    ),
    "coverage": Question(("intercode-sql",), logs_sql.SYSTEMS, open=True),
    "shared-fault": Question(("tau2-telecom",), logs_faults.SYSTEMS, open=True),
    "reflections": Question(("hotpotqa",), logs_reflections.SYSTEMS),
}


@dataclass(frozen=True, slots=True)
class Logs:
    """The track."""

    name: str = "logs"
    title: str = "what memory makes of logs of real models"
    primary: str = "score"
    own: tuple[str, ...] = ("graph", "memory", "cases")

    def missing(self, setup: Setup) -> list[str]:
        """Return the logs of which a file is absent."""
        return [
            f"{log}: no {', '.join(absent)}; put it into the folder that --data names"
            for log in sorted({log for _, log in _families(setup)})
            if (absent := [f"{name}.jsonl.gz" for name, path in LOGS[log].paths(setup.data).items() if path is None])
        ]

    def files(self, setup: Setup) -> list[Path]:
        """Return the files of all logs that are complete."""
        found = {path for _, log in _families(setup) for path in LOGS[log].found(setup.data)}
        return sorted(found)

    def units(self, setup: Setup) -> list[Unit]:
        """Return every question of every log that is there, for every system and held-out part."""
        return [
            Unit(self.name, f"{question}/{log}", system, seed=seed)
            for question, log in _families(setup)
            if LOGS[log].found(setup.data)
            for system in _systems(QUESTIONS[question], setup)
            for seed in range(min(setup.seeds, FOLDS))
        ]

    def run(self, unit: Unit, setup: Setup) -> Result:
        """Learn from the known runs and ask about those held out, the first `setup.tasks` where that is not 0.

        Raises InputError for a unit that no `units` returns.
        """
        question, _, name = unit.family.partition("/")
        if question not in QUESTIONS or name not in QUESTIONS[question].logs or not LOGS[name].found(setup.data):
            raise InputError(f"there is no log for {unit.family!r} in {setup.data}; see what is missing there")
        attempts = runs(LOGS[name], setup.data)
        rng = Random(content_id("logs", unit.seed))
        known, held = (rng.sample(part, len(part)) for part in split(_sized(question, attempts), unit.seed % FOLDS))
        return Result(unit, tuple(_items(question, unit, known, held[: setup.tasks or None])))


TRACK = Logs()


def _items(question: str, unit: Unit, known: Sequence[Attempt], held: Sequence[Attempt]) -> Iterable[Item]:
    match question:
        case "next-tool":
            return logs_tools.items(unit.system, known, held, unit.family.partition("/")[2])
        case "warning":
            return logs_warning.items(unit.system, known, held, unit.seed)
        case "coverage":
            return logs_sql.items(unit.system, known, held)
        case "shared-fault":
            return logs_faults.items(unit.system, known, held)
        case _:
            return logs_reflections.items(unit.system, held)


def _sized(question: str, attempts: Sequence[Attempt]) -> Sequence[Attempt]:
    return some(attempts, MOST) if question == "warning" else attempts


def _families(setup: Setup) -> list[tuple[str, str]]:
    """Return what to ask of which log. `setup.families` names questions or ``question/log``."""
    every = [(question, log) for question, asked in QUESTIONS.items() for log in asked.logs]
    return [
        (question, log)
        for question, log in every
        if not setup.families or {question, f"{question}/{log}"} & set(setup.families)
    ]


def _systems(question: Question, setup: Setup) -> list[str]:
    return list(dict.fromkeys((*question.systems, *(setup.systems if question.open else ()))))
