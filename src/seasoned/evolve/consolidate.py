"""Refine what was written fast, and archive it with links to what it became (MemOS, arXiv 2507.03724)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from seasoned.errors import InputError
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.learn.distill.fast import FAST
from seasoned.protocols import Admit, Attempt, Distill, Reader
from seasoned.types import Decision, Edit, Experience, Link, Operation, Status

EVOLVED_TO = "evolved_to"
"""Relation of the link from what was archived to what was refined from it."""


@evolve_stage
def consolidate(store: Reader, now: float, fine: Distill, admit: Admit, limit: int = 200) -> list[Edit]:
    """Distil the runs of up to `limit` active items tagged `FAST`, the oldest first, with the slow distiller `fine`.

    What `admit` makes of the proposals comes first. Then each raw item is archived (superseded, no longer valid, linked
    to every active item that cites one of its runs); where there is none, or where `admit` merged a proposal into it,
    it stays and loses the tag. Nothing is deleted, and a second call finds nothing to do. `limit` >= 1, else
    InputError.
    """
    if limit < 1:
        raise InputError(f"consolidate() needs limit >= 1, not {limit}")
    found = [item for item in store.experiences() if FAST in item.tags and item.scope == store.scope]
    raw = sorted(found, key=lambda item: (item.valid_from, item.id))[:limit]
    attempts = _attempts(raw, store)
    if not attempts:
        return []
    decisions = admit(list(fine(attempts, store)), store, now)
    edits = [_settled(edit) for one in decisions for edit in (one.edit, *one.also) if edit is not None]
    changed = {edit.target for edit in edits}
    heirs = _heirs(decisions)
    return [*edits, *(_ended(item, heirs, now) for item in raw if item.id not in changed)]


def _attempts(raw: Sequence[Experience], store: Reader) -> list[Attempt]:
    runs = dict.fromkeys(span.trajectory_id for item in raw for span in item.evidence.supports)
    known = [trajectory for name in runs if (trajectory := store.trajectory(name)) is not None]
    return [Attempt(one, store.outcome(one.id), tuple(store.diagnoses(one.id))) for one in known]


def _heirs(decisions: Sequence[Decision]) -> dict[str, list[str]]:
    """Return run → the active experiences that its evidence went into; a draft takes nobody's place."""
    heirs: defaultdict[str, list[str]] = defaultdict(list)
    for decision in decisions:
        made = decision.edit.experience if decision.edit is not None else None
        if made is not None and made.status is Status.ACTIVE:
            for span in decision.proposal.evidence.supports:
                heirs[span.trajectory_id].append(made.id)
    return heirs


def _settled(edit: Edit) -> Edit:
    """A proposal that says the same as the raw item confirms it."""
    if edit.experience is None:
        return edit
    return replace(edit, experience=replace(edit.experience, tags=_without_mark(edit.experience)))


def _ended(item: Experience, heirs: dict[str, list[str]], now: float) -> Edit:
    names = dict.fromkeys(name for span in item.evidence.supports for name in heirs.get(span.trajectory_id, ()))
    if not names:
        reason = "nothing finer to say: it stays as it is"
        return revise(item, Operation.EDIT, reason=reason, stage="consolidate", now=now, tags=_without_mark(item))
    return revise(
        item,
        Operation.EDIT,
        reason=f"refined into {', '.join(names)}",
        stage="consolidate",
        now=now,
        status=Status.SUPERSEDED,
        links=(*item.links, *(Link(EVOLVED_TO, name) for name in names)),
        tags=_without_mark(item),
        valid_to=now,
    )


def _without_mark(item: Experience) -> tuple[str, ...]:
    return tuple(tag for tag in item.tags if tag != FAST)
