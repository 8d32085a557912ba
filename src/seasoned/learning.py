"""From runs to stored experience: ``judge → diagnose → distill → admit``, one transaction per batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from seasoned.protocols import Attempt, Store
from seasoned.system import System
from seasoned.types import Decision, Diagnosis, Kind, Outcome, Trajectory

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


COUNTED = frozenset({Kind.PAIR, Kind.PITFALL, Kind.TOOL_NOTE})
"""Kinds that need no outcome and count what they see: a run whose outcome comes later has been counted already."""


def learn(system: System, store: Store, runs: Sequence[Observed], now: float) -> Learned:
    """Store `runs` and learn from those that are new, or told an outcome for the first time. All or nothing, durable on
    return.

    A run whose trajectory and outcome are stored already changes nothing, so learning the same log twice is harmless.
    A corrected outcome is stored and all credit folded again; what was distilled under the earlier one stays, to be
    judged by its use.
    """
    with store.batch():
        new: list[tuple[Attempt, Outcome | None]] = []
        late: list[tuple[Attempt, Outcome | None]] = []
        judged = 0
        for trajectory, outcome in runs:
            before = store.outcome(trajectory.id)
            known = before is not None or store.trajectory(trajectory.id) is not None
            told = outcome or (None if known else system.judge(trajectory, now))
            if known and (told is None or (before is not None and same_word(told, before))):
                continue
            judged += told is not None
            diagnoses = tuple(system.diagnose(trajectory, told))
            store.append(trajectory, *([told] if told is not None else []), *diagnoses, at=now)
            (late if known else new).append((Attempt(trajectory, told, diagnoses), before))
        decisions = admit(system, store, [attempt for attempt, _ in new], now)
        decisions += admit(system, store, [attempt for attempt, before in late if before is None], now, COUNTED)
    attempts = tuple(attempt for attempt, _ in (*new, *late))
    return Learned(
        attempts=attempts,
        known=len(runs) - len(attempts),
        judged=judged,
        diagnoses=tuple(d for attempt in attempts for d in attempt.diagnoses),
        decisions=tuple(decisions),
        verdicts=Counter(decision.verdict.value for decision in decisions),
    )


def same_word(one: Outcome, other: Outcome) -> bool:
    """Return whether two outcomes say the same, whenever they were observed."""
    return replace(one, observed_at=0.0) == replace(other, observed_at=0.0)


def admit(
    system: System, store: Store, attempts: Sequence[Attempt], now: float, without: AbstractSet[Kind] = frozenset()
) -> list[Decision]:
    """Distill `attempts`, decide the proposals of all kinds but `without`, and append the edits."""
    if not attempts:
        return []
    proposals = [proposal for proposal in system.distill(attempts, store) if proposal.kind not in without]
    decisions = system.admit(proposals, store, now)
    edits = [edit for decision in decisions for edit in (decision.edit, *decision.also) if edit is not None]
    if edits:
        store.append(*edits, at=now)
    return decisions
