"""Workflows: what the successes of one family have in common, found by anti-unification.

Every verified success of two or more steps is proposed as a workflow without slots. Two with the same key generalise
into one: what varies becomes a slot, bound to where its value was first seen. Admission keeps a workflow of a single
success as a draft until a second one supports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seasoned.codec import content_id
from seasoned.learn.actions import Move, moves
from seasoned.learn.clean import clean
from seasoned.learn.evidence import clip, move_span, support, unite
from seasoned.learn.injected import strip_attempt
from seasoned.learn.merge import WorkflowData, merge_workflows, workflow_text
from seasoned.learn.plan import verb
from seasoned.learn.provenance import attempt_trust, succeeded
from seasoned.learn.slots import words
from seasoned.payloads import read, write
from seasoned.protocols import Attempt, Reader
from seasoned.types import Kind, Proposal, Trajectory

LEAST_STEPS, MOST_STEPS = 2, 40
LONGEST_STEP = 300


def workflows(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield one workflow per family and outline (the distinct verbs in order of first use) of the batch's successes."""
    found: dict[tuple[str, str], Proposal] = {}
    for attempt in attempts:
        if not succeeded(attempt):
            continue
        proposal = ground(strip_attempt(attempt))
        if proposal is None:
            continue
        place = (proposal.family, proposal.key)
        found[place] = joined(found[place], proposal) if place in found else proposal
    yield from found.values()


def ground(attempt: Attempt) -> Proposal | None:
    """Return one success as a workflow without slots; None when it is too short or too long to be one."""
    trajectory = attempt.trajectory
    kept = [move for move in clean(trajectory, moves(trajectory)) if move.node]
    if not LEAST_STEPS <= len(kept) <= MOST_STEPS or not trajectory.task.text.strip():
        return None
    steps = tuple(clip(move.action, LONGEST_STEP).replace("{", "(").replace("}", ")") for move in kept)
    payload = WorkflowData(
        steps=steps,
        successes=1,
        task=clip(trajectory.task.text, 1000),
        sources=first_seen(trajectory, kept, steps),
    )
    span = move_span(trajectory, kept[0])
    if not span.quote:
        return None
    family = trajectory.task.family
    when, body = workflow_text(payload, family)
    outline = tuple(dict.fromkeys(verb(step) for step in steps))
    return Proposal(
        kind=Kind.WORKFLOW,
        key=content_id("workflow", outline),
        when=when,
        body=body,
        family=family,
        payload=write(payload),
        evidence=support(replace(span, end=kept[-1].position + 1)),
        origin=trajectory.origin,
        trust=attempt_trust(attempt),
        stage="workflows",
        score=0.5,
    )


def first_seen(trajectory: Trajectory, kept: Sequence[Move], steps: Sequence[str]) -> dict[str, str]:
    """Return, per word of the steps, where it was first seen: ``task``, or ``observation:N`` before the N-th step.

    A word that was seen nowhere before it was used is left out: it came from the agent.
    """
    task = trajectory.task.text.lower()
    seen: list[str] = []
    position = 0
    for move in kept:
        shown = [trajectory.steps[at].observation for at in range(position, move.position + 1)]
        tools = [trajectory.steps[at].tool for at in range(position, move.position)]
        shown.extend(tool.result for tool in tools if tool is not None and tool.result)
        seen.append("\n".join(shown).lower())
        position = move.position
    found: dict[str, str] = {}
    for at, step in enumerate(steps):
        for word in words(step)[1:]:
            lower = word.lower()
            if lower in found:
                continue
            if lower in task:
                found[lower] = "task"
                continue
            for earlier in range(at + 1):
                if lower in seen[earlier]:
                    found[lower] = f"observation:{earlier}"
                    break
    return found


def joined(first: Proposal, second: Proposal) -> Proposal:
    """Return two proposals of one key as one; the first when they are not the same procedure."""
    one, two = read(first.payload, WorkflowData), read(second.payload, WorkflowData)
    payload = merge_workflows(one, two)
    if payload is one:
        return first
    when, body = workflow_text(payload, first.family)
    return replace(
        first,
        when=when,
        body=body,
        payload=write(payload),
        evidence=unite(first.evidence, second.evidence),
        trust=min(first.trust, second.trust),
        score=payload.successes / (payload.successes + 1.0),
    )
