"""Predict, then keep what the prediction missed (Nemori, arXiv 2508.03341: prediction error as the gate of writing)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.knobs import distill_stage
from seasoned.learn.actions import moves
from seasoned.learn.clean import clean
from seasoned.learn.foresee import expected_actions, same_action
from seasoned.learn.injected import strip_attempt
from seasoned.payloads import Case, read
from seasoned.protocols import Attempt, Distill, Reader
from seasoned.recall.fit import set_cosine
from seasoned.recall.words import distinct_words
from seasoned.types import Kind, Proposal, Step, Task

Known = tuple[str, Case]
"""A family, and a case that memory holds of it."""

TAG = "residue"
OPENING = "After known runs of this sort the rest was to be expected; this was new. "


@distill_stage
def residue(
    attempts: Sequence[Attempt], store: Reader, inner: Distill, fit: float = 0.5, neighbours: int = 10
) -> Iterator[Proposal]:
    """Hand the attempts on to `inner` without the steps that memory foresees; nothing where it foresees all of them.

    The prediction rests on up to `neighbours` stored cases of the family whose task has a word cosine of at least
    `fit` in [0, 1] with this one, and on those proposed before in the same batch. Without any (a cold start), or when
    the run ended otherwise than the nearest of them, the whole attempt is handed on. What is distilled from a part is
    keyed by its content, so that it stands beside the whole case and never replaces it. `neighbours` >= 1 and `fit` in
    range, else InputError.
    """
    if neighbours < 1 or not 0.0 <= fit <= 1.0:
        raise InputError("residue() needs neighbours >= 1 and fit in [0, 1]")
    fresh: list[Known] = []
    for attempt in map(strip_attempt, attempts):
        known = _near(attempt.trajectory.task, store, fresh, fit, neighbours)
        part = _unforeseen(attempt, known)
        if part is None:
            continue
        for proposal in inner([part], store):
            if proposal.kind is Kind.CASE:
                fresh.append((proposal.family, read(proposal.payload, Case)))
            yield proposal if part is attempt else _as_residue(proposal)


def _near(task: Task, store: Reader, fresh: Sequence[Known], fit: float, neighbours: int) -> list[Case]:
    """Return the known cases of the task's family that are near enough, nearest first."""
    hits = store.search_text(task.text, kinds=(Kind.CASE,), family=task.family, limit=neighbours)
    stored = store.experiences([name for name, _ in hits]) if hits else []
    cases = [read(item.payload, Case) for item in stored]
    cases += [case for family, case in fresh if family == task.family]
    words = distinct_words(task.text)
    ranked = [(set_cosine(words, distinct_words(case.task)), case) for case in cases]
    near = [(alike, case) for alike, case in ranked if alike >= fit]
    # A stable sort: equally near ones stay in the order found.
    return [case for _, case in sorted(near, key=lambda one: -one[0])[:neighbours]]


def _unforeseen(attempt: Attempt, known: Sequence[Case]) -> Attempt | None:
    """Return the attempt itself where it is new or a surprise, the part of it that was not foreseen, or None."""
    trajectory, outcome = attempt.trajectory, attempt.outcome
    ended = outcome.success if outcome is not None else None
    if not known or (ended is not None and known[0].success is not None and ended is not known[0].success):
        return attempt
    expected = expected_actions(trajectory.task.text, known)
    missed = {
        move.position
        for move in clean(trajectory, moves(trajectory))
        if move.action and same_action(move.action) not in expected
    }
    if not missed:
        return None
    steps = tuple(step if at in missed else _hidden(step) for at, step in enumerate(trajectory.steps))
    return replace(attempt, trajectory=replace(trajectory, steps=steps))


def _hidden(step: Step) -> Step:
    """A step keeps its place, so that quotes of later ones still cite the right steps."""
    return replace(step, action="", thought="", tool=None, reward=None)


def _as_residue(proposal: Proposal) -> Proposal:
    return replace(
        proposal,
        key=content_id(TAG, proposal.key, proposal.body),
        body=f"{OPENING}{proposal.body}",
        tags=(*proposal.tags, TAG),
    )
