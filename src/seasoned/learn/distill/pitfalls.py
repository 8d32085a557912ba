"""Pitfalls: what keeps going wrong, with trigger and cause (Steve-Evolving, arXiv 2603.13131)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from seasoned.codec import content_id
from seasoned.learn import describe
from seasoned.learn.actions import error_signature
from seasoned.learn.evidence import MOST_SPANS
from seasoned.payloads import Pitfall, write
from seasoned.protocols import Attempt, Reader
from seasoned.types import Cause, Diagnosis, Evidence, Kind, Origin, Proposal, Span, Trust

_BY_ERROR = frozenset({Cause.TOOL_ERROR, Cause.INVALID_ACTION})
"""Repeating an error, or retrying after it, is the same pitfall as meeting it."""

_WITHOUT_SUBJECT = frozenset({Cause.BUDGET_EXHAUSTED, Cause.PREMATURE_FINISH})
"""Causes that are about the run, not about what was done last."""

_TRIGGERS = {
    Cause.LOOP: "the same few actions are repeated",
    Cause.STAGNATION: "nothing new was seen for many steps",
    Cause.PREMATURE_FINISH: "the run is about to be ended early",
    Cause.BUDGET_EXHAUSTED: "the steps are running out",
    Cause.POLICY_REFUSAL: "the task is about to be handed over or refused",
}


def trigger(diagnosis: Diagnosis) -> str:
    """Return what to watch for: the error without its particulars, else what the cause looks like."""
    if diagnosis.cause in _BY_ERROR:
        return error_signature(diagnosis.evidence.quote)
    return _TRIGGERS.get(diagnosis.cause, "")


@dataclass(slots=True)
class _Recurring:
    spans: dict[str, Span] = field(default_factory=dict)
    origin: Origin = Origin.OWN


def pitfalls(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield one pitfall per family, cause, subject and trigger, counting the distinct runs that met it.

    One that a single run met is admitted as a draft. `unknown` names no cause and gives none.
    """
    found: dict[tuple[str, Cause, str, str], _Recurring] = {}
    for attempt in attempts:
        for diagnosis in attempt.diagnoses:
            text = trigger(diagnosis)
            if not text:
                continue
            subject = "" if diagnosis.cause in _WITHOUT_SUBJECT else diagnosis.subject
            place = (attempt.trajectory.task.family, diagnosis.cause, subject, text)
            entry = found.setdefault(place, _Recurring(origin=attempt.trajectory.origin))
            entry.spans.setdefault(diagnosis.trajectory_id, diagnosis.evidence)
    for (family, cause, subject, text), entry in found.items():
        count = len(entry.spans)
        payload = Pitfall(trigger=text, cause=cause, subject=subject, count=count)
        when, body = describe.pitfall(payload, family)
        yield Proposal(
            kind=Kind.PITFALL,
            key=content_id("pitfall", cause, subject, text),
            when=when,
            body=body,
            family=family,
            payload=write(payload),
            evidence=Evidence(supports=tuple(entry.spans.values())[:MOST_SPANS], support_count=count),
            origin=entry.origin,
            trust=Trust.OBSERVED,
            tags=(cause.value,),
            stage="pitfalls",
            score=count / (count + 1.0),
        )
