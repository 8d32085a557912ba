"""Put what an importer has read together: a trajectory whose id is its content, and its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seasoned.codec import content_id
from seasoned.record import limits
from seasoned.record.rows import Row
from seasoned.record.transcript import Told
from seasoned.types import Agent, Origin, Outcome, OutcomeSource, Scope, Task, Trajectory


def task(text: str, *, task_id: str = "", family: str = "", environment: str = "", tools: tuple[str, ...] = ()) -> Task:
    """Return a task; without an id its id is its content."""
    kept = limits.clip(text, limits.TASK)
    return Task(
        id=limits.clip(task_id, 500) or content_id("task", environment, kept),
        text=kept,
        family=limits.clip(family, 500),
        environment=limits.clip(environment, 500),
    )


def trajectory(
    told: Told,
    about: Task,
    *,
    scope: Scope,
    agent: Agent,
    metadata: Mapping[str, Any],
    started_at: float = 0.0,
    origin: Origin = Origin.IMPORTED,
    parent: str = "",
    group: str = "",
) -> Trajectory:
    """Return the trajectory. Its id depends on everything in it but the scope, so equal content has an equal id."""
    notes = {**metadata, "truncated": told.truncated} if told.truncated else dict(metadata)
    identity = content_id(
        "trajectory", about, told.steps, told.final_observation, agent, origin, parent, group, started_at, notes
    )
    return Trajectory(
        id=identity,
        task=about,
        steps=told.steps,
        final_observation=told.final_observation,
        scope=scope,
        agent=agent,
        origin=origin,
        parent=parent,
        group=group,
        started_at=started_at,
        metadata=notes,
    )


def unit(row: Row, name: str, reward: float | None) -> float | None:
    """Return a reward as a score in [0, 1]; one outside is cut to it, with a warning."""
    if reward is None or 0.0 <= reward <= 1.0:
        return reward
    row.warn(name, f"{reward:g} lies outside [0, 1] and was cut to it")
    return min(1.0, max(0.0, reward))


def outcome(
    found: Trajectory,
    *,
    success: bool | None,
    score: float | None,
    now: float,
    source: OutcomeSource = OutcomeSource.ENVIRONMENT,
    verifier: str = "",
    metrics: Mapping[str, float] | None = None,
    confidence: float = 1.0,
) -> Outcome | None:
    """Return the outcome that the log states, None when it states none. A bare success scores 1, a bare failure 0."""
    if success is None and score is None:
        return None
    if score is None:
        score = float(bool(success))
    return Outcome(
        trajectory_id=found.id,
        success=success,
        score=score,
        metrics=metrics or {},
        source=source,
        verifier=verifier,
        confidence=confidence,
        observed_at=now,
    )
