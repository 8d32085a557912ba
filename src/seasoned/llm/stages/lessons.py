"""From a model's lesson to a proposal, or the reason why it is none."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.codec import content_id
from seasoned.learn import describe
from seasoned.learn.actions import error_signature, step_texts
from seasoned.learn.distill.guardrails import guardrail_key
from seasoned.learn.evidence import support
from seasoned.learn.provenance import attempt_trust
from seasoned.llm.citing import spans_of
from seasoned.llm.material import short
from seasoned.llm.outputs import Lesson
from seasoned.payloads import Guardrail, Pair, Pitfall, write
from seasoned.protocols import Attempt
from seasoned.recall.fence import harmless
from seasoned.types import Kind, Origin, Proposal, Span, Trust


def proposal(lesson: Lesson, group: Sequence[Attempt], stage: str) -> Proposal | str:
    """Return the proposal, or why the lesson is dropped: a quote, or an action it names, that nobody said.

    Origin is ``model`` and trust at most that of the runs. Pairs, pitfalls and guardrails read as the rules write them
    and are keyed the same way, so that what both say of one thing adds up.
    """
    shown = [one.trajectory for one in group]
    spans, refused = spans_of(lesson.cites, shown)
    if refused:
        return refused
    when, body = harmless(lesson.when).strip(), harmless(lesson.body).strip()
    family = shown[0].task.family
    payload: Pair | Pitfall | Guardrail | None = None
    key = content_id(lesson.kind, *(" ".join(text.lower().split()) for text in (when, body)))
    trigger, subject = short(lesson.trigger), short(lesson.subject)
    match lesson.kind:
        case "pair":
            if missing := _unsaid({"wrong": lesson.wrong, "right": lesson.right}, spans, group):
                return missing
            payload = Pair(wrong=lesson.wrong, right=lesson.right, error=trigger, tool=subject)
            key = content_id("pair", subject, error_signature(trigger), lesson.right)
            when, body = describe.pair(payload)
        case "pitfall":
            if not trigger:
                return "a pitfall without a trigger"
            payload = Pitfall(trigger=trigger, cause=lesson.cause, subject=subject, count=1)
            key = content_id("pitfall", lesson.cause, subject, trigger)
            when, body = describe.pitfall(payload, family)
        case "guardrail":
            if missing := _unsaid({"forbid": lesson.forbid}, spans, group):
                return missing
            if not trigger:
                return "a guardrail without a trigger"
            payload = Guardrail(trigger=trigger, cause=lesson.cause, forbid=lesson.forbid, failures=1, tries=1)
            key = guardrail_key(lesson.forbid)
            when, body = describe.guardrail(payload, family)
    runs = len({span.trajectory_id for span in spans})
    return Proposal(
        kind=Kind(lesson.kind),
        key=key,
        when=when,
        body=body,
        family=family,
        payload={} if payload is None else write(payload),
        evidence=support(*spans, count=runs),
        origin=Origin.MODEL,
        trust=min(Trust.OBSERVED, *(attempt_trust(one) for one in group)),
        tags=tuple(dict.fromkeys(short(tag, 60) for tag in lesson.tags)),
        stage=stage,
        score=lesson.confidence,
    )


def _unsaid(actions: dict[str, str], spans: Sequence[Span], group: Sequence[Attempt]) -> str:
    """Return which of the actions does not stand word for word in a cited run; ``""`` when all do."""
    cited = {span.trajectory_id for span in spans}
    texts = [
        text
        for one in group
        if one.trajectory.id in cited
        for step in one.trajectory.steps
        for text in step_texts(step)
    ]
    for name, action in actions.items():
        if not action.strip():
            return f"{name} is empty"
        if not any(action in text for text in texts):
            return f"{name} {short(action, 100)!r} does not stand in the cited runs"
    return ""
