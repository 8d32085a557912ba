"""Guardrails from the enumerated diagnosis: the action that each diagnosed fault blames (Steve-Evolving, 2603.13131).

A fault that gives no error message, such as going in circles, is named by the diagnosis alone. Because the causes are
a closed enumeration, faults of several runs can be counted: per action in how many runs it was to blame, of those that
took it. `guardrails` reads errors and rewards instead; a system uses one of the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from seasoned.codec import content_id
from seasoned.learn import describe
from seasoned.learn.actions import Move, moves
from seasoned.learn.distill.pitfalls import trigger
from seasoned.learn.evidence import MOST_SPANS, move_span
from seasoned.learn.injected import strip_attempt
from seasoned.payloads import Guardrail, write
from seasoned.protocols import Attempt, Reader
from seasoned.types import Cause, Diagnosis, Evidence, Kind, Proposal, Span, Trust

FIRST = frozenset({Cause.TOOL_ERROR, Cause.INVALID_ACTION, Cause.WRONG_ARGUMENT})
"""Causes that blame the first action of their span."""

LAST = frozenset({Cause.LOOP, Cause.REPEATED_ERROR, Cause.PREMATURE_FINISH})
"""Causes that blame the last one. The others are about the whole run: they forbid nothing and give pitfalls."""

MOST_READ = 1000
"""Stored guardrails of a family whose tries are counted."""

LONGEST_ACTION = 200
"""Longer actions are code or prose and do not recur word for word."""


@dataclass(slots=True)
class _Blame:
    failures: int = 0
    tries: int = 0
    cause: Cause = Cause.UNKNOWN
    trigger: str = ""
    tags: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    good: tuple[Span, ...] = ()


def diagnosed_guardrails(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield, per family and action that a diagnosis blames here or blamed before, the runs it failed in of those tried.

    An action is to blame at most once per run, and not at all where it later worked in it. One run gives a draft.
    """
    families: dict[str, list[Attempt]] = {}
    for attempt in map(strip_attempt, attempts):
        families.setdefault(attempt.trajectory.task.family, []).append(attempt)
    for family, members in families.items():
        stored = store.experiences(kinds=(Kind.GUARDRAIL,), statuses=None, family=family, limit=MOST_READ)
        known = {_forbids(one.payload) for one in stored if one.key == diagnosed_key(_forbids(one.payload))}
        counts: dict[str, _Blame] = {}
        for attempt in members:
            _count(attempt, counts)
        for action, blame in sorted(counts.items()):
            if blame.failures or action in known:
                yield _proposal(family, action, blame, members[0])


def diagnosed_key(action: str) -> str:
    """Return the key under which an action's guardrail is stored."""
    return content_id("diagnosed", " ".join(action.casefold().split()))


def _forbids(payload: Mapping[str, object]) -> str:
    return str(payload.get("forbid", ""))


def _count(attempt: Attempt, counts: dict[str, _Blame]) -> None:
    """Add one run's tries and faults."""
    taken = moves(attempt.trajectory)
    blamed = _blamed(attempt.diagnoses, taken)
    for action in dict.fromkeys(move.action for move in taken if move.node and len(move.action) <= LONGEST_ACTION):
        blame = counts.setdefault(action, _Blame())
        blame.tries += 1
        found = blamed.get(action)
        if found is None:
            if len(blame.good) < MOST_SPANS:
                move = next(one for one in taken if one.action == action)
                blame.good += (move_span(attempt.trajectory, move),)
            continue
        blame.failures += 1
        blame.tags = tuple(dict.fromkeys((*blame.tags, found.cause.value)))
        if blame.cause is Cause.UNKNOWN:
            blame.cause = found.cause
            blame.trigger = trigger(found) or found.state_difference or found.cause.value
        if len(blame.spans) < MOST_SPANS:
            blame.spans += (found.evidence,)


def _blamed(diagnoses: Sequence[Diagnosis], taken: Sequence[Move]) -> dict[str, Diagnosis]:
    """Return action → the first diagnosis that blames it."""
    at = {move.position: index for index, move in enumerate(taken)}
    blamed: dict[str, Diagnosis] = {}
    for diagnosis in diagnoses:
        span = diagnosis.evidence
        position = span.start if diagnosis.cause in FIRST else span.end - 1 if diagnosis.cause in LAST else -1
        index = at.get(position)
        if index is None:
            continue
        move = taken[index]
        later = [one for one in taken[index + 1 :] if one.action == move.action and not one.failed]
        if not any(one.reward > 0.0 for one in later) and not (later and move.failed):
            blamed.setdefault(move.action, diagnosis)
    return blamed


def _proposal(family: str, action: str, blame: _Blame, first: Attempt) -> Proposal:
    payload = Guardrail(blame.trigger, blame.cause, action, blame.failures, blame.tries)
    when, body = describe.guardrail(payload, family)
    return Proposal(
        kind=Kind.GUARDRAIL,
        key=diagnosed_key(action),
        when=when,
        body=body,
        family=family,
        payload=write(payload),
        evidence=Evidence(blame.spans, blame.good, blame.failures, blame.tries - blame.failures),
        origin=first.trajectory.origin,
        trust=Trust.OBSERVED,
        tags=blame.tags,
        stage="diagnosed_guardrails",
        score=(blame.failures + 1.0) / (blame.tries + 2.0),
    )
