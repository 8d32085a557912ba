"""What has to be done before an action works: the edges of a plan graph (Optimus-1, arXiv 2408.03615, section 3.1).

The paper is given its graph of recipes. Here it is found out: where an action was refused and later worked in the same
run, what worked in between may be what it needs. An edge that a run did without is refuted, as in candidate elimination
(Mitchell, Artificial Intelligence 18(2), 1982).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.knobs import distill_stage
from seasoned.learn.actions import Move, moves
from seasoned.learn.evidence import move_span
from seasoned.learn.injected import strip_attempt
from seasoned.payloads import read, write
from seasoned.protocols import Attempt, Reader
from seasoned.types import Evidence, Kind, Proposal, Span, Trajectory, Trust

MOST_READ = 2000
LONGEST_ACTION = 200
"""Longer actions are code or prose and do not recur word for word."""

MOST_NEEDS = 30
"""Actions before one success that may be needed: those done last. It bounds what a long run of refusals suggests."""


@dataclass(frozen=True, slots=True, order=True)
class Need:
    """`action` works only after `needs` was done. Payload of a `fact`."""

    action: str
    needs: str


@distill_stage
def prerequisites(attempts: Sequence[Attempt], store: Reader, pool: int = 120) -> Iterator[Proposal]:
    """Yield what the batch suggests and none of the newest `pool` runs of the family did without, and what it refutes.

    How a run ended does not matter: that an action worked is seen in the run. Raises InputError for `pool` < 0.
    """
    if pool < 0:
        raise InputError(f"prerequisites() needs pool >= 0, not {pool}")
    families: dict[str, list[Attempt]] = {}
    for attempt in map(strip_attempt, attempts):
        families.setdefault(attempt.trajectory.task.family, []).append(attempt)
    for family, members in families.items():
        stored = store.experiences(kinds=(Kind.FACT,), statuses=None, family=family, limit=MOST_READ)
        known = {read(one.payload, Need) for one in stored if "needs" in one.payload}
        batch = {attempt.trajectory.id for attempt in members}
        earlier = store.trajectories(family=family, limit=pool) if pool else ()
        past = [firsts(moves(trajectory)) for trajectory in earlier if trajectory.id not in batch]
        for attempt in members:
            done = firsts(moves(attempt.trajectory))
            for need in sorted(known):
                if missed(need, done):
                    yield _proposal(need, attempt.trajectory, done[need.action], against=True)
            for need in sorted(suggested(attempt.trajectory, done)):
                if need in known or not any(missed(need, other) for other in past):
                    known.add(need)
                    yield _proposal(need, attempt.trajectory, done[need.action], against=False)
            past.append(done)


def firsts(taken: Sequence[Move]) -> dict[str, Move]:
    """Return action → the first move in which it worked."""
    worked: dict[str, Move] = {}
    for move in taken:
        if move.node and not move.failed and len(move.action) <= LONGEST_ACTION:
            worked.setdefault(move.action, move)
    return worked


def suggested(trajectory: Trajectory, done: dict[str, Move]) -> Iterator[Need]:
    """Yield (action, what worked between its first refusal and its first success) of one run."""
    refused: dict[str, int] = {}
    for move in moves(trajectory):
        if move.failed:
            refused.setdefault(move.action, move.position)
    for action, success in done.items():
        start = refused.get(action, success.position)
        between = [other for other, at in done.items() if start < at.position < success.position]
        yield from (Need(action, other) for other in between[-MOST_NEEDS:])


def missed(need: Need, done: dict[str, Move]) -> bool:
    """Return whether a run did the action without what it is said to need."""
    success, before = done.get(need.action), done.get(need.needs)
    return success is not None and (before is None or before.position > success.position)


def _proposal(need: Need, trajectory: Trajectory, success: Move, *, against: bool) -> Proposal:
    spans: tuple[Span, ...] = (move_span(trajectory, success),)
    evidence = Evidence((), spans, 0, 1) if against else Evidence(spans, (), 1, 0)
    return Proposal(
        kind=Kind.FACT,
        key=content_id("needs", need.action, need.needs),
        # Actions stand on lines of their own, so that what was shown before is not taken for an echo.
        when=need.action,
        body=f"needs first:\n{need.needs}",
        family=trajectory.task.family,
        payload=write(need),
        evidence=evidence,
        origin=trajectory.origin,
        trust=Trust.OBSERVED,
        stage="prerequisites",
    )
