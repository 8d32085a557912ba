"""From runs to stored experience: ``judge → diagnose → distill → admit``, one transaction per batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from seasoned.protocols import Attempt, Reader, Store
from seasoned.system import System
from seasoned.types import Decision, Diagnosis, Outcome, Trajectory

Observed = tuple[Trajectory, Outcome | None]


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of a batch of runs. `known` were stored before and changed nothing."""

    attempts: tuple[Attempt, ...] = ()
    known: int = 0
    judged: int = 0
    diagnoses: tuple[Diagnosis, ...] = ()
    decisions: tuple[Decision, ...] = ()
    verdicts: Counter[str] = field(default_factory=Counter)


def learn(system: System, store: Store, runs: Sequence[Observed], now: float) -> Learned:
    """Store `runs` and learn from those that are new, or whose outcome is new. All or nothing, durable on return.

    A run whose trajectory and outcome are stored already changes nothing, so learning the same log twice is harmless.
    """
    with store.batch():
        attempts, judged = [], 0
        for trajectory, outcome in runs:
            told = outcome or system.judge(trajectory, now)
            if _is_known(store, trajectory, told):
                continue
            store.append(trajectory, at=now)
            if told is not None:
                judged += 1
                store.append(told, at=now)
            diagnoses = tuple(system.diagnose(trajectory, told))
            if not store.diagnoses(trajectory.id):
                store.append(*diagnoses, at=now)
            attempts.append(Attempt(trajectory, told, diagnoses))
        decisions = admit(system, store, attempts, now)
    return Learned(
        attempts=tuple(attempts),
        known=len(runs) - len(attempts),
        judged=judged,
        diagnoses=tuple(d for attempt in attempts for d in attempt.diagnoses),
        decisions=tuple(decisions),
        verdicts=Counter(decision.verdict.value for decision in decisions),
    )


def admit(system: System, store: Store, attempts: Sequence[Attempt], now: float) -> list[Decision]:
    """Distill `attempts`, decide the proposals and append the edits."""
    if not attempts:
        return []
    decisions = system.admit(list(system.distill(attempts, store)), store, now)
    for decision in decisions:
        edits = [edit for edit in (decision.edit, *decision.also) if edit is not None]
        if edits:
            store.append(*edits, at=now)
    return decisions


def _is_known(store: Reader, trajectory: Trajectory, outcome: Outcome | None) -> bool:
    before = store.outcome(trajectory.id)
    if before is None:
        return outcome is None and store.trajectory(trajectory.id) is not None
    # When it was observed does not make an outcome a new one.
    return outcome is None or (outcome.success, outcome.score, outcome.source) == (
        before.success,
        before.score,
        before.source,
    )
