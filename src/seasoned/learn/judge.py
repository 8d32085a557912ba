"""Judges: how a trajectory ended, from facts in it.

Success is read from rewards, test counts, exit codes and labels in their own fields, never parsed out of free text. A
judge returns None when nothing tells; `first` asks several in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any

from seasoned.protocols import Judge
from seasoned.types import Outcome, OutcomeSource, Trajectory

SOLVED = 1.0 - 1e-9
"""Rewards are scaled to [0, 1]; from here on a task counts as solved."""

LABELS = ("success", "resolved", "solved", "won", "task_success", "is_correct")
SCORES = ("score", "reward", "final_score")


def _clip(value: float) -> float:
    return min(1.0, max(0.0, value))


def _number(fields: Mapping[str, Any], *names: str) -> float | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value):
            return float(value)
    return None


def _fields(trajectory: Trajectory) -> tuple[Mapping[str, Any], ...]:
    last = trajectory.steps[-1].metadata if trajectory.steps else {}
    return trajectory.metadata, last


def label(trajectory: Trajectory, now: float) -> Outcome | None:
    """Return the outcome that a boolean label in the metadata (one of `LABELS`) states, of the run or its last step."""
    for fields in _fields(trajectory):
        for name in LABELS:
            value = fields.get(name)
            if isinstance(value, bool):
                score = _number(fields, *SCORES)
                return Outcome(
                    trajectory_id=trajectory.id,
                    success=value,
                    score=float(value) if score is None else _clip(score),
                    verifier=f"label:{name}",
                    observed_at=now,
                )
    return None


def tests(trajectory: Trajectory, now: float) -> Outcome | None:
    """Return the outcome that test counts state (``tests_passed``, ``tests_failed``): all passed, at least one.

    Score is the share passed. An ``exit_code`` of the whole run counts as one test.
    """
    for fields in _fields(trajectory):
        passed, broken = _number(fields, "tests_passed"), _number(fields, "tests_failed")
        if passed is None and broken is None:
            continue
        good, bad = passed or 0.0, broken or 0.0
        if good + bad <= 0.0:
            continue
        return Outcome(
            trajectory_id=trajectory.id,
            success=bad == 0.0,
            score=_clip(good / (good + bad)),
            metrics={"tests_passed": good, "tests_failed": bad},
            source=OutcomeSource.TEST,
            verifier="tests",
            observed_at=now,
        )
    code = _number(trajectory.metadata, "exit_code", "returncode")
    if code is None:
        return None
    return Outcome(
        trajectory_id=trajectory.id,
        success=code == 0.0,
        score=float(code == 0.0),
        metrics={"exit_code": code},
        source=OutcomeSource.TEST,
        verifier="exit_code",
        observed_at=now,
    )


def last_exit_code(trajectory: Trajectory, now: float) -> Outcome | None:
    """Return what the last command's exit code suggests: a proxy, since it may work and the task fail."""
    if not trajectory.steps:
        return None
    code = _number(trajectory.steps[-1].metadata, "exit_code", "returncode")
    if code is None:
        return None
    return Outcome(
        trajectory_id=trajectory.id,
        success=code == 0.0,
        metrics={"exit_code": code},
        source=OutcomeSource.PROXY,
        verifier="last_exit_code",
        confidence=0.5,
        observed_at=now,
    )


def by_reward(of: Callable[[Sequence[float]], float], verifier: str, solved: float = SOLVED) -> Judge:
    """Return a judge that reduces the steps' rewards with `of`; success is reaching `solved`. NaN is no reward."""

    def judge(trajectory: Trajectory, now: float) -> Outcome | None:
        rewards = [step.reward for step in trajectory.steps if step.reward is not None and isfinite(step.reward)]
        if not rewards:
            return None
        value = of(rewards)
        return Outcome(
            trajectory_id=trajectory.id,
            success=value >= solved,
            score=_clip(value),
            metrics={"reward": value},
            source=OutcomeSource.ENVIRONMENT,
            verifier=verifier,
            observed_at=now,
        )

    return judge


def _last(rewards: Sequence[float]) -> float:
    return rewards[-1]


last_reward: Judge = by_reward(_last, "last_reward")
"""For environments that grade the run at its end."""

best_reward: Judge = by_reward(max, "best_reward")
"""For environments that grade every attempt and keep the best (InterCode)."""

total_reward: Judge = by_reward(sum, "total_reward")
"""For environments whose rewards are increments of the score."""


def first(*judges: Judge) -> Judge:
    """Return a judge that answers what the first of `judges` with an answer says."""

    def judge(trajectory: Trajectory, now: float) -> Outcome | None:
        for ask in judges:
            outcome = ask(trajectory, now)
            if outcome is not None:
                return outcome
        return None

    return judge


_FACTS = first(label, tests, last_reward, last_exit_code)


def facts(trajectory: Trajectory, now: float) -> Outcome | None:
    """Return what the first of these says: a label, test results, the environment's reward, the last command's exit
    code."""
    return _FACTS(trajectory, now)


default: Judge = facts
"""The judge of every system that needs no other."""
