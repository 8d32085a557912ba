"""What came out: attempts by arm, and the paired comparison with the control."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from seasoned.agents import Run
from seasoned.credit.uplift import Uplift
from seasoned.demo.plan import ARMS, Plan, Stream
from seasoned.statistics import Difference, paired

Measure = Callable[[Run], float]


def success(run: Run) -> float:
    """1 for a solved task, 0 otherwise."""
    return float(run.success)


def score(run: Run) -> float:
    """The environment's score in [0, 1]; below 1 for a task solved in part."""
    return run.score


def steps(run: Run) -> float:
    """The number of actions taken."""
    return float(run.steps)


@dataclass(frozen=True, slots=True)
class Attempted:
    """Task `number` (from 0) of a stream, attempted under every arm. `runs` maps an arm's name to its run."""

    stream: Stream
    number: int
    runs: Mapping[str, Run]


@dataclass(frozen=True, slots=True, kw_only=True)
class Useful:
    """An experience and what its use earned.

    `solved` of `shown` runs that were given it succeeded, which its posterior `rate` sums up; the control solved the
    share `control` of the same tasks. `gain` = shown · (rate − control) orders experiences: about how many more tasks
    were solved than without memory, an upper bound since items are shown together. `uplift` is the causal part, from
    withholding the item at random, where both arms have been seen.
    """

    id: str
    kind: str
    stream: Stream
    store: str
    when: str
    body: str
    quote: str
    run: str
    start: int
    support: int
    shown: int
    solved: int
    rate: float
    control: float
    uplift: Uplift | None

    @property
    def gain(self) -> float:
        """shown · (rate − control)."""
        return self.shown * (self.rate - self.control)


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that the demo shows. `attempted` is in the order of streams and tasks, whatever ended first."""

    plan: Plan
    attempted: tuple[Attempted, ...]
    useful: tuple[Useful, ...]

    def mean(self, arm: str, measure: Measure, family: str | None = None) -> float:
        """Return the mean of a measure over all tasks of an arm, or over those of one family."""
        values = [value for values in self._by_stream(arm, measure, family).values() for value in values]
        return sum(values) / len(values)

    def difference(self, arm: str, measure: Measure, family: str | None = None) -> Difference:
        """Return `arm` − control, paired by task, with its 95% interval over streams."""
        one = self._by_stream(arm, measure, family)
        return paired(one, self._by_stream(ARMS[0].name, measure, family), seed=self.plan.seed)

    def _by_stream(self, arm: str, measure: Measure, family: str | None) -> dict[str, list[float]]:
        found: dict[str, list[float]] = {}
        for one in self.attempted:
            if family in (None, one.stream.family):
                found.setdefault(one.stream.name, []).append(measure(one.runs[arm]))
        return found


def window_of(tasks: int) -> int:
    """Return the width of the learning curve's moving window for streams of `tasks` tasks."""
    return max(1, min(10, tasks // 3))


def windows(attempted: Sequence[Attempted], arm: str, tasks: int, family: str | None = None) -> list[tuple[int, int]]:
    """Return (solved, attempted) in the last `window_of` tasks up to each task number, all streams put together.

    The list ends at the last task number that any stream has reached.
    """
    solved, tried = [0] * tasks, [0] * tasks
    for one in attempted:
        if family in (None, one.stream.family):
            solved[one.number] += one.runs[arm].success
            tried[one.number] += 1
    width = window_of(tasks)
    reached = max((number + 1 for number in range(tasks) if tried[number]), default=0)
    return [
        (sum(solved[max(0, end - width) : end]), sum(tried[max(0, end - width) : end])) for end in range(1, reached + 1)
    ]
