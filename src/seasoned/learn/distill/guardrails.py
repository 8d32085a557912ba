"""Guardrails: an action that keeps failing, and how often it was tried (Steve-Evolving, arXiv 2603.13131).

An action fails in a run when it was refused, reported an error, cost reward, or ended the run in failure before its
steps were used up, and never worked in that run. Endings count once per task and batch. Counting the tries keeps a
guardrail honest: an action that works elsewhere loses it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from seasoned.codec import content_id
from seasoned.learn import describe
from seasoned.learn.actions import CODE_WRAPPERS, Move, error_signature, moves
from seasoned.learn.diagnose.ending import budget
from seasoned.learn.evidence import MOST_SPANS, move_span
from seasoned.learn.injected import strip_attempt
from seasoned.learn.provenance import failed
from seasoned.payloads import Guardrail, write
from seasoned.protocols import Attempt, Reader
from seasoned.types import Cause, Evidence, Kind, Origin, Proposal, Span, Trajectory, Trust

LONGEST_ACTION = 200
"""Longer actions are code or prose and do not recur word for word."""

MOST_PROPOSED = 300
"""Guardrails that a batch may propose per family: those that failed in most runs."""

MOST_READ = 1000
"""Stored guardrails of a family whose tries are counted."""


@dataclass(slots=True)
class _Count:
    failures: int = 0
    tries: int = 0
    cause: Cause = Cause.UNKNOWN
    trigger: str = ""
    recurs: bool = False
    ended: set[str] = field(default_factory=set)
    spans: tuple[Span, ...] = ()
    good: tuple[Span, ...] = ()
    origin: Origin = Origin.OWN


def guardrail_key(action: str) -> str:
    """Return the key under which an action's guardrail is stored."""
    return content_id("guardrail", " ".join(action.casefold().split()))


def guardrails(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield failures and tries per family and action that failed here or has a guardrail already.

    A tool call or command (which rarely recurs word for word) must have failed in two runs of the batch; an action of a
    text environment is admitted as a draft after one.
    """
    families: dict[str, dict[str, _Count]] = {}
    for attempt in attempts:
        attempt = strip_attempt(attempt)
        counts = families.setdefault(attempt.trajectory.task.family, {})
        for action, (worked, move, why) in _tried(attempt).items():
            count = counts.setdefault(action, _Count(origin=attempt.trajectory.origin))
            if why[0] is Cause.PREMATURE_FINISH and not worked:
                # A wrong answer given again to the same question says nothing about other questions.
                if attempt.trajectory.task.id in count.ended:
                    continue
                count.ended.add(attempt.trajectory.task.id)
            count.tries += 1
            if worked:
                if len(count.good) < MOST_SPANS:
                    count.good += (move_span(attempt.trajectory, move),)
                continue
            count.failures += 1
            count.recurs |= _recurs(attempt.trajectory, move)
            if not count.trigger:
                count.cause, count.trigger = why
            if len(count.spans) < MOST_SPANS:
                count.spans += (move_span(attempt.trajectory, move, prefer_error=True),)
    for family, counts in families.items():
        stored = {
            guardrail.key
            for guardrail in store.experiences(kinds=(Kind.GUARDRAIL,), statuses=None, family=family, limit=MOST_READ)
        }
        failing = sorted(
            (action for action, count in counts.items() if count.failures >= 2 or (count.failures and count.recurs)),
            key=lambda action: (-counts[action].failures, action),
        )
        proposed = set(failing[:MOST_PROPOSED])
        for action, count in counts.items():
            key = guardrail_key(action) if action in proposed or stored else ""
            if action in proposed or key in stored:
                yield _proposal(family, key, action, count)


def _tried(attempt: Attempt) -> dict[str, tuple[bool, Move, tuple[Cause, str]]]:
    """Per action of a run: whether it ever worked, the move that shows it, and why it failed."""
    trajectory = attempt.trajectory
    seen = moves(trajectory)
    limit = budget(trajectory)
    ended = failed(attempt) and (limit is None or len(seen) < limit)
    out: dict[str, tuple[bool, Move, tuple[Cause, str]]] = {}
    for at, move in enumerate(seen):
        if not move.node or len(move.action) > LONGEST_ACTION:
            continue
        why = _why(move, ended and at == len(seen) - 1)
        known = out.get(move.action)
        if known is None or (why is None and not known[0]):
            out[move.action] = (why is None, move, why or (Cause.UNKNOWN, ""))
    return out


def _why(move: Move, ended: bool) -> tuple[Cause, str] | None:
    if not move.valid:
        return Cause.INVALID_ACTION, error_signature(move.error) or "not a valid action"
    if move.error:
        return Cause.TOOL_ERROR, error_signature(move.error)
    if move.reward < 0.0:
        return Cause.PREMATURE_FINISH if ended else Cause.UNKNOWN, "it costs reward"
    if ended and move.reward <= 0.0:
        return Cause.PREMATURE_FINISH, "it ended the run without success"
    return None


def _recurs(trajectory: Trajectory, move: Move) -> bool:
    tool = trajectory.steps[move.position].tool
    return tool is None or (
        tool.name not in CODE_WRAPPERS and move.action != "" and not move.action.startswith(tool.name)
    )


def _proposal(family: str, key: str, action: str, count: _Count) -> Proposal:
    payload = Guardrail(
        trigger=count.trigger, cause=count.cause, forbid=action, failures=count.failures, tries=count.tries
    )
    when, body = describe.guardrail(payload, family)
    return Proposal(
        kind=Kind.GUARDRAIL,
        key=key,
        when=when,
        body=body,
        family=family,
        payload=write(payload),
        evidence=Evidence(
            supports=count.spans,
            contradicts=count.good,
            support_count=count.failures,
            contradict_count=count.tries - count.failures,
        ),
        origin=count.origin,
        trust=Trust.OBSERVED,
        tags=(count.cause.value,),
        stage="guardrails",
        score=(count.failures + 1.0) / (count.tries + 2.0),
    )
