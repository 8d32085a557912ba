"""Wrong → right inside one run: the failure and its repair as the unit of experience (ExpeRepair, arXiv 2506.10484)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from seasoned.codec import content_id
from seasoned.learn import describe
from seasoned.learn.actions import Move, error_signature, moves
from seasoned.learn.evidence import clip, move_span, support
from seasoned.learn.injected import strip
from seasoned.payloads import Pair, write
from seasoned.protocols import Attempt, Reader
from seasoned.types import Kind, Proposal, Span, Trajectory, Trust

WINDOW = 6
"""Moves after a failure within which its repair is looked for."""

SAME_NODE = 0.3
OTHER_NODE = 0.6
"""Lexical similarity (difflib ratio, [0, 1]) from which a later action counts as a repair of the failed one."""

LONGEST = 1000

MOST_PER_RUN = 32
"""Distinct pairs that one run may propose, the first ones."""


def pairs(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield one pair per failed action that a similar later action of the same run repaired.

    The environment itself said that one failed and the other did not, so a pair needs no outcome.
    """
    for attempt in attempts:
        trajectory = strip(attempt.trajectory)
        seen = moves(trajectory)
        told: set[str] = set()
        for at, wrong in enumerate(seen):
            if not wrong.failed or not wrong.action:
                continue
            right = repair(seen, at)
            if right is None:
                continue
            proposal = _proposal(trajectory, wrong, right)
            if proposal.key in told:
                continue
            told.add(proposal.key)
            yield proposal
            if len(told) >= MOST_PER_RUN:
                break


def repair(seen: Sequence[Move], at: int) -> Move | None:
    """Return the first later action that worked in place of the one at `at`, or None."""
    wrong = seen[at]
    for later in seen[at + 1 : at + 1 + WINDOW]:
        if later.failed or not later.action or not later.node or later.action == wrong.action:
            continue
        needed = SAME_NODE if later.node == wrong.node else OTHER_NODE
        if _similar(wrong.action[:400], later.action[:400], needed):
            return later
    return None


def _similar(one: str, two: str, needed: float) -> bool:
    matcher = SequenceMatcher(None, one.split(), two.split(), autojunk=False)
    if matcher.real_quick_ratio() >= needed and matcher.quick_ratio() >= needed and matcher.ratio() >= needed:
        return True
    # One-word arguments (``click[ABC]`` → ``click[ABD]``) differ as words and are alike as characters.
    if max(len(one), len(two)) > 120:
        return False
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return matcher.quick_ratio() >= max(needed, 0.6) and matcher.ratio() >= max(needed, 0.6)


def _proposal(trajectory: Trajectory, wrong: Move, right: Move) -> Proposal:
    tool = trajectory.steps[wrong.position].tool
    payload = Pair(
        wrong=clip(wrong.action, LONGEST),
        right=clip(right.action, LONGEST),
        error=clip(wrong.error or "not a valid action", 500),
        tool=tool.name if tool is not None else "",
    )
    when, body = describe.pair(payload)
    quoted = move_span(trajectory, wrong, prefer_error=True)
    return Proposal(
        kind=Kind.PAIR,
        key=content_id("pair", wrong.node, error_signature(wrong.error), right.action),
        when=when,
        body=body,
        family=trajectory.task.family,
        payload=write(payload),
        evidence=support(
            Span(
                trajectory_id=trajectory.id,
                start=wrong.position,
                end=right.position + 1,
                quote=quoted.quote,
            )
        ),
        origin=trajectory.origin,
        trust=Trust.OBSERVED,
        stage="pairs",
        score=0.5,
    )
