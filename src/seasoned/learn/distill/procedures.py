"""Procedures: how a kind of task is done, written from verified successes only (MUSE, arXiv 2510.08002).

MUSE asks a model for a standard procedure as soon as a verifier is content, and updates its nested dictionary of them
by key. Here the key is the outline of the run (its verbs in order of first use) within the family, so one success is
enough to write a procedure and another of its kind updates it (`merge_plans`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seasoned.codec import content_id
from seasoned.knobs import distill_stage
from seasoned.learn import describe
from seasoned.learn.actions import effect, moves
from seasoned.learn.clean import clean
from seasoned.learn.distill.plans import INSTEAD, LONGEST_NOTE, Words, abstracted, by_rules
from seasoned.learn.evidence import clip, move_span, support
from seasoned.learn.injected import strip_attempt
from seasoned.learn.plan import verb
from seasoned.learn.provenance import attempt_trust, succeeded
from seasoned.payloads import write
from seasoned.protocols import Attempt, Reader
from seasoned.types import Kind, Origin, Proposal, Trust

DONE = "done when"
"""Section of what was seen when the procedure was through."""

LEAST_STEPS = 2


@distill_stage
def procedures(attempts: Sequence[Attempt], store: Reader, words: Words = by_rules) -> Iterator[Proposal]:
    """Yield one procedure per success that someone but the agent reports: its steps, what it had to mend on the way,
    and what was seen at the end.

    `words` may write its text from the run (``llm.state(calls, fallback=by_rules)``). A single step is no procedure.
    """
    for attempt in map(strip_attempt, attempts):
        if not succeeded(attempt):
            continue
        trajectory = attempt.trajectory
        kept = [move for move in clean(trajectory, moves(trajectory)) if move.node]
        if len(kept) < LEAST_STEPS or not trajectory.task.text.strip() or not move_span(trajectory, kept[0]).quote:
            continue
        made = abstracted(attempt, words(trajectory))
        last = clip(" ".join(effect(trajectory, kept[-1].position).split()), LONGEST_NOTE)
        mended = made.sections.get(INSTEAD, {})
        sections = {INSTEAD: mended, DONE: {kept[-1].node: last} if last else {}}
        payload = replace(made, sections={name: notes for name, notes in sections.items() if notes})
        when, body = describe.plan(payload)
        trust = attempt_trust(attempt)
        span = move_span(trajectory, kept[0])
        yield Proposal(
            kind=Kind.PLAN,
            key=content_id("procedure", tuple(dict.fromkeys(verb(step) for step in payload.steps))),
            when=when,
            body=body,
            family=trajectory.task.family,
            payload=write(payload),
            evidence=support(replace(span, end=kept[-1].position + 1)),
            origin=Origin.MODEL if payload.text else trajectory.origin,
            trust=min(trust, Trust.OBSERVED) if payload.text else trust,
            stage="procedures",
            score=1.0,
        )
