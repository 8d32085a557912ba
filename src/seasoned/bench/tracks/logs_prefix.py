"""The beginning of a run, as an observer sees it who doesn't know how the run goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from seasoned.errors import InputError
from seasoned.learn.actions import moves
from seasoned.types import Query, Site, Trajectory


@dataclass(frozen=True, slots=True)
class Point:
    """A moment of a run: after a `share` of its steps, rounded down, or after so many `steps`.

    How far a share of a run reaches gives away how long the run will be. After a number of steps nothing does: only
    runs that go on are asked about there.
    """

    name: str
    share: float = 0.0
    steps: int = 0

    def reach(self, length: int) -> int | None:
        """Return how many steps of a run of `length` have been taken; None where the run is over by then."""
        if self.steps:
            return self.steps if length > self.steps else None
        return int(self.share * length)


START = Point("start")
HALF = Point("50 %", share=0.5)
POINTS = (
    Point("25 %", share=0.25),
    HALF,
    Point("75 %", share=0.75),
    Point("1 step", steps=1),
    Point("2 steps", steps=2),
    Point("4 steps", steps=4),
    Point("8 steps", steps=8),
)


def typical_half(lengths: Sequence[int]) -> Point:
    """Return the moment after half the steps of a typical run, the median of `lengths`; of none, after one step."""
    return Point("half a typical run", steps=max(1, sorted(lengths)[len(lengths) // 2] // 2) if lengths else 1)


def prefix(trajectory: Trajectory, point: Point) -> Trajectory | None:
    """Return the run up to `point`, None where it is over by then.

    What the next step sees ends it. Rewards are taken out, which say how a run is going, and metadata, where logs keep
    gold answers and verdicts.
    """
    reach = point.reach(len(trajectory.steps))
    if reach is None:
        return None
    steps = tuple(replace(step, reward=None) for step in trajectory.steps[:reach])
    seen = trajectory.steps[reach].observation if reach < len(trajectory.steps) else trajectory.final_observation
    task = replace(trajectory.task, metadata={})
    return replace(trajectory, task=task, steps=steps, final_observation=seen, metadata={})


def query_at(trajectory: Trajectory, point: Point) -> Query:
    """Return the query of a recall at `point` of a run that goes on there."""
    begun = prefix(trajectory, point)
    if begun is None:
        raise InputError(f"run {trajectory.id!r} is over before {point.name}; ask about it at a share of its steps")
    return query_of(begun)


def query_of(begun: Trajectory) -> Query:
    """Return the query of a recall at the end of `begun`: the task, and what was seen and reported last."""
    done = moves(begun)
    last = done[-1] if done else None
    return Query(
        text=begun.task.text,
        family=begun.task.family,
        environment=begun.task.environment,
        observation=(begun.final_observation or (last.effect if last else "")) if begun.steps else "",
        error=last.error if last else "",
        last_tool=last.node if last else "",
        site=Site.STEP if begun.steps else Site.START,
        step=len(begun.steps),
        trajectory_id=begun.id,
    )
