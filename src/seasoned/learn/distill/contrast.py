"""What a success did where a failure of the same task went another way: the first divergence, as an insight.

Contrasting one success with one failure of a task is the comparative extraction of ReMe (arXiv 2512.10696) and G-Memory
(arXiv 2506.07398), done by alignment instead of a model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from seasoned.codec import content_id
from seasoned.learn.actions import Move, moves
from seasoned.learn.clean import clean
from seasoned.learn.evidence import clip, move_span, support
from seasoned.learn.injected import strip_attempt
from seasoned.learn.merge import Contrast, contrast_text
from seasoned.learn.provenance import attempt_trust, failed, succeeded
from seasoned.payloads import write
from seasoned.protocols import Attempt, Reader
from seasoned.types import Kind, Proposal

START, END = "START", "END"

MOST_FAILURES = 3
"""Failures of one task contrasted with its shortest success."""

MOST_SIBLINGS = 12
"""Earlier attempts at one task that are read from the store."""

LONGEST = 300
"""Steps of each run that are aligned."""

LEAST_SHARED = 1
"""Steps that both runs must share before they diverge; two runs that begin differently say little."""


def contrasts(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield one insight per pair of a task's shortest success and a failure; one of them is in the batch."""
    tasks: dict[tuple[str, str], list[Attempt]] = {}
    for attempt in attempts:
        if succeeded(attempt) or failed(attempt):
            task = attempt.trajectory.task
            tasks.setdefault((task.family, task.id), []).append(strip_attempt(attempt))
    for (_, task_id), mine in tasks.items():
        wins = [attempt for attempt in mine if succeeded(attempt)]
        losses = [attempt for attempt in mine if failed(attempt)]
        if not wins or not losses:
            for sibling in _siblings(task_id, mine, store):
                (wins if succeeded(sibling) else losses).append(sibling)
        if not wins or not losses:
            continue
        best = min(wins, key=lambda attempt: (len(attempt.trajectory.steps), attempt.trajectory.id))
        for loss in losses[:MOST_FAILURES]:
            proposal = contrast(best, loss)
            if proposal is not None:
                yield proposal


def _siblings(task_id: str, mine: Sequence[Attempt], store: Reader) -> Iterator[Attempt]:
    """Earlier attempts at the task on the side that the batch lacks."""
    known = {attempt.trajectory.id for attempt in mine}
    lacking = failed if succeeded(mine[0]) else succeeded
    family = mine[0].trajectory.task.family
    for trajectory in store.trajectories(task=task_id, limit=MOST_SIBLINGS):
        if trajectory.id in known or trajectory.task.family != family:
            continue
        attempt = strip_attempt(Attempt(trajectory, store.outcome(trajectory.id)))
        if lacking(attempt):
            yield attempt


def divergence(right: Sequence[Move], wrong: Sequence[Move]) -> tuple[int, int] | None:
    """Return the first positions at which the aligned runs differ: in what they do, else in what they do it to."""
    blocks = SequenceMatcher(
        None, [move.node for move in right], [move.node for move in wrong], autojunk=False
    ).get_opcodes()
    for tag, i1, _, j1, _ in blocks:
        if tag != "equal":
            return (i1, j1)
    for at, (one, two) in enumerate(zip(right, wrong, strict=True)):
        if one.action != two.action:
            return (at, at)
    return None


def contrast(win: Attempt, loss: Attempt) -> Proposal | None:
    """Return the insight from one success and one failure of a task; None when they never part after a shared start."""
    right = clean(win.trajectory, moves(win.trajectory))[:LONGEST]
    wrong = [move for move in moves(loss.trajectory) if move.node][:LONGEST]
    parted = divergence(right, wrong)
    if parted is None or not right or not wrong:
        return None
    i, j = parted
    if i < LEAST_SHARED or (i >= len(right) and j >= len(wrong)):
        return None
    right_node, right_action = (right[i].node, right[i].action) if i < len(right) else (END, "nothing more")
    wrong_node, wrong_action = (wrong[j].node, wrong[j].action) if j < len(wrong) else (END, "nothing more")
    after = right[i - 1].node
    same = right_node == wrong_node
    task = win.trajectory.task
    payload = Contrast(
        after=after,
        right=clip(right_action, 400),
        wrong=clip(wrong_action, 400),
        task=clip(task.text, 400),
    )
    when, body = contrast_text(payload)
    spans = [
        move_span(win.trajectory, right[min(i, len(right) - 1)]),
        move_span(loss.trajectory, wrong[min(j, len(wrong) - 1)]),
    ]
    if not all(span.quote for span in spans):
        return None
    return Proposal(
        kind=Kind.INSIGHT,
        # Runs that do different things differ in general; runs that do one thing to different things differ here.
        key=content_id("contrast", after, *((right_action, wrong_action) if same else (right_node, wrong_node))),
        when=when,
        body=body,
        family=task.family,
        payload=write(payload),
        evidence=support(*spans, count=1),
        origin=win.trajectory.origin,
        trust=min(attempt_trust(win), attempt_trust(loss)),
        tags=("contrast",),
        stage="contrasts",
        score=0.5,
    )
