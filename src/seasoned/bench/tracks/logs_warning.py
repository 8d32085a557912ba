"""The probability that a run will fail, told from its beginning by what memory knows of other tasks.

Each predictor is a logistic regression on signals. Its weights are fitted on signals that were worked out from other
tasks too: the known tasks are halved, and each half is judged by what was learned from the other. A run is ranked right
against each held-out run of the other ending that is judged likelier to end its own way less than it; the mean of that
over all runs is the area under the ROC curve.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from random import Random

import numpy as np

from seasoned.bench.track import NONE, Item
from seasoned.bench.tracks.logs_logistic import Table, fitted
from seasoned.bench.tracks.logs_prefix import POINTS, Point, prefix, typical_half
from seasoned.bench.tracks.logs_runs import won
from seasoned.bench.tracks.logs_signals import causes, diagnosed, signals
from seasoned.codec import content_id
from seasoned.protocols import Attempt
from seasoned.types import Trajectory

SIGNALS: Mapping[str, tuple[str, ...]] = {
    NONE: (),
    "length": ("length",),
    "diagnoses": ("diagnoses",),
    "transitions": ("transitions",),
    "nearest": ("nearest",),
    "memory": ("diagnoses", "transitions", "nearest"),
    "shuffled": ("diagnoses", "transitions", "nearest"),
}
"""Predictors by the signals they read. None of them is the majority: the same for every run. ``length`` remembers
nothing but how long runs take; ``shuffled`` is ``memory`` that was told the outcome of another run with each run."""

SYSTEMS = tuple(SIGNALS)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A run as far as it has come, by point of time; those at which it is over are left out."""

    id: str
    lost: bool
    at: Mapping[Point, Trajectory]


def items(system: str, known: Sequence[Attempt], held: Sequence[Attempt], seed: int) -> Iterator[Item]:
    """Yield an item for each held-out run that goes on after half a typical run, where others end the other way.

    ``AUC, …`` says how it was ranked after how much of the run; ``score`` is that of half a typical run, the median of
    the known ones: a moment that doesn't give away how long a run will be, as shares of its own steps do. ``Brier`` is
    the squared error of the probability then.
    """
    known = [attempt for attempt in known if _ended(attempt)]
    if system == "shuffled":
        known = _shuffled(known, Random(content_id("logs", "shuffled", seed)))
    early = typical_half([len(attempt.trajectory.steps) for attempt in known])
    points = (*POINTS, early)
    asked = [_begun(attempt, points) for attempt in held if _ended(attempt)]
    found: dict[str, dict[str, float]] = {run.id: {} for run in asked}
    for point, probabilities in _predicted(SIGNALS[system], known, asked, points):
        for run, right in _ranked_right([run for run in asked if point in run.at], probabilities):
            found[run.id] |= (
                {"score": right, "Brier": (probabilities[run.id] - run.lost) ** 2}
                if point is early
                else {f"AUC, {point.name}": right}
            )
    for run in asked:
        if "score" in found[run.id]:
            yield Item(run.id, found[run.id])


def _ended(attempt: Attempt) -> bool:
    return attempt.outcome is not None and attempt.outcome.success is not None and bool(attempt.trajectory.steps)


def _begun(attempt: Attempt, points: Sequence[Point]) -> _Begun:
    seen = {point: prefix(attempt.trajectory, point) for point in points}
    return _Begun(
        attempt.trajectory.id, not won(attempt), {point: begun for point, begun in seen.items() if begun is not None}
    )


def _shuffled(attempts: Sequence[Attempt], rng: Random) -> list[Attempt]:
    outcomes = rng.sample([attempt.outcome for attempt in attempts], len(attempts))
    return [
        replace(attempt, outcome=replace(outcome, trajectory_id=attempt.trajectory.id))
        for attempt, outcome in zip(attempts, outcomes, strict=True)
        if outcome is not None
    ]


def _predicted(
    names: Sequence[str], known: Sequence[Attempt], asked: Sequence[_Begun], points: Sequence[Point]
) -> Iterator[tuple[Point, dict[str, float]]]:
    """Yield for each point the probability of failure of each run that has not ended by then, by id."""
    tasks = sorted({attempt.trajectory.task.id for attempt in known})
    Random(content_id("logs", "halves", len(tasks))).shuffle(tasks)
    half = set(tasks[: len(tasks) // 2])
    parts = [[attempt for attempt in known if (attempt.trajectory.task.id in half) is side] for side in (True, False)]
    begun = [[_begun(attempt, points) for attempt in part] for part in parts]
    judged = [_tables(names, parts[1 - side], begun[1 - side], begun[side], points) for side in (0, 1)]
    tables = _tables(names, known, begun[0] + begun[1], asked, points)
    for point in points:
        train = np.vstack([judged[side][point] for side in (0, 1)])
        labels = [run.lost for side in (0, 1) for run in begun[side] if point in run.at]
        predict = fitted(train, labels)
        names_asked = [run.id for run in asked if point in run.at]
        yield point, dict(zip(names_asked, predict(tables[point]).tolist(), strict=True))


def _tables(
    names: Sequence[str],
    known: Sequence[Attempt],
    before: Sequence[_Begun],
    asked: Sequence[_Begun],
    points: Sequence[Point],
) -> dict[Point, Table]:
    """Return the signals of those of `asked` that go on at each point, by what was learned from `known`, whose
    beginnings are `before`: shape (runs, signals)."""
    columns: dict[Point, list[list[float]]] = {point: [] for point in points}
    runs = {point: [run.at[point] for run in asked if point in run.at] for point in points}
    with signals(names, known) as by_memory:
        for point, name in product(points, names):
            if name == "diagnoses":
                signal = diagnosed([(causes(run.at[point]), run.lost) for run in before if point in run.at])
            else:
                signal = by_memory[name]
            columns[point].append([signal(run) for run in runs[point]])
    return {point: np.array(columns[point], float).T.reshape(len(runs[point]), len(names)) for point in points}


def _ranked_right(runs: Sequence[_Begun], probabilities: Mapping[str, float]) -> Iterator[tuple[_Begun, float]]:
    scores = {lost: np.array([probabilities[run.id] for run in runs if run.lost is lost]) for lost in (True, False)}
    for run in runs:
        others = scores[not run.lost]
        if len(others):
            gap = probabilities[run.id] - others if run.lost else others - probabilities[run.id]
            yield run, float((gap > 0.0).mean() + 0.5 * (gap == 0.0).mean())
