"""Accept a batch if it improves, else take it back (F6; MNL, arXiv 2512.11485).

A batch admitted by `Transactional` is a hypothesis. It is tested on tasks that were run before it and are run again
while one of its items is shown: better is a win, worse a loss, and ties do not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from seasoned.credit.reward import known, reward
from seasoned.errors import InputError
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.learn.admit.quarantine import DISPLACED
from seasoned.learn.admit.transaction import ENDED_BY, TRIAL
from seasoned.protocols import Reader
from seasoned.types import SUPERSEDED_BY, Edit, Experience, Link, Operation, Outcome, Status

ROLLED_BACK = "rolled_back"
"""Relation of an item to the batch with which it was taken back."""

ATTEMPTS = 50
"""Runs of one task that are read to find the one before the batch."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Tasks that were run before a batch and again with it: in all, won and lost."""

    pairs: int = 0
    wins: int = 0
    losses: int = 0

    def verdict(self, batch: int) -> bool | None:
        """Return whether to commit, None while it is open.

        Commit iff wins > losses once `batch` pairs are seen, so a batch of ties alone is taken back. Said as soon as
        the pairs still missing cannot change it.
        """
        left = max(0, batch - self.pairs)
        if self.wins > self.losses + left:
            return True
        return False if self.losses >= self.wins + left else None

    def __str__(self) -> str:
        return f"{self.wins} wins, {self.losses} losses in {self.pairs} pairs"


@evolve_stage
def accept_if_improves(store: Reader, now: float, batch: int = 10) -> list[Edit]:
    """Commit batches on trial that won more of `batch` paired tasks than they lost; take the others back.

    Committing removes the mark. Taking back retires what the batch brought, and what stands on it, and restores what it
    had superseded or displaced. `batch` >= 1, else InputError.
    """
    if batch < 1:
        raise InputError(f"accept_if_improves() needs batch >= 1, not {batch}")
    known_as = {item.id: item for item in store.experiences(statuses=None)}
    trials: dict[str, list[Experience]] = defaultdict(list)
    for item in known_as.values():
        for link in item.links:
            if link.relation == TRIAL:
                trials[link.target].append(item)
    edits: list[Edit] = []
    for name in sorted(trials, key=lambda name: (min(item.valid_from for item in trials[name]), name)):
        # An item may belong to several batches, so each verdict looks at what the ones before it made of it.
        brought = [one for one in (known_as[item.id] for item in trials[name]) if one.status is not Status.RETIRED]
        ended = [item for item in known_as.values() if Link(ENDED_BY, name) in item.links and _restorable(item)]
        verdict = (tally := paired(trials[name], store)).verdict(batch) if brought or ended else None
        if verdict is None:
            continue
        changed = _committed(brought, name, tally, now)
        if not verdict:
            changed = [*_taken_back(brought, name, tally, now), *_restored(ended, name, now)]
        known_as.update({edit.target: edit.experience for edit in changed if edit.experience is not None})
        edits += changed
    return edits


def paired(items: Sequence[Experience], store: Reader) -> Tally:
    """Return how tasks went with one of `items` shown, each against the latest run of the same task before them.

    Of several runs of a task with them the first counts. A pair needs both outcomes; rewards are compared
    (`seasoned.credit.reward`).
    """
    began = min(item.valid_from for item in items)
    shown = {
        usage.trajectory_id for item in items for usage in store.usages(experience=item.id) if item.id in usage.selected
    }
    first: dict[str, tuple[float, str]] = {}
    for name in sorted(shown):
        run = store.trajectory(name)
        if run is not None and _told(store, name) is not None:
            place = (run.started_at, name)
            first[run.task.id] = min(place, first.get(run.task.id, place))
    pairs = wins = losses = 0
    for task, (_, name) in sorted(first.items()):
        earlier = (run.id for run in store.trajectories(task=task, limit=ATTEMPTS) if run.started_at < began)
        before = next((told for other in earlier if other not in shown and (told := _told(store, other))), None)
        after = _told(store, name)
        if before is not None and after is not None:
            pairs += 1
            wins += reward(after) > reward(before)
            losses += reward(after) < reward(before)
    return Tally(pairs, wins, losses)


def _told(store: Reader, trajectory_id: str) -> Outcome | None:
    outcome = store.outcome(trajectory_id)
    return outcome if outcome is not None and known(outcome) else None


def _committed(items: Sequence[Experience], batch: str, tally: Tally, now: float) -> list[Edit]:
    return [
        revise(
            item,
            Operation.PROMOTE,
            reason=f"its batch is committed: {tally}",
            stage="accept_if_improves",
            now=now,
            links=_without(item, batch),
        )
        for item in items
    ]


def _taken_back(items: Sequence[Experience], batch: str, tally: Tally, now: float) -> list[Edit]:
    return [
        revise(
            item,
            Operation.RETIRE,
            reason=f"its batch is taken back: {tally}",
            stage="accept_if_improves",
            now=now,
            status=Status.RETIRED,
            valid_to=now,
            links=(*_without(item, batch), Link(ROLLED_BACK, batch)),
        )
        for item in items
    ]


def _restorable(item: Experience) -> bool:
    """Whether an item was superseded or displaced, and not retired for another reason."""
    return item.status is Status.SUPERSEDED or (item.status is Status.RETIRED and DISPLACED in item.tags)


def _restored(items: Sequence[Experience], batch: str, now: float) -> list[Edit]:
    return [
        revise(
            item,
            Operation.EDIT,
            reason="the batch that ended it is taken back",
            stage="accept_if_improves",
            now=now,
            status=Status.ACTIVE,
            valid_to=None,
            tags=tuple(tag for tag in item.tags if tag != DISPLACED),
            links=_without(item, batch),
        )
        for item in items
    ]


def _without(item: Experience, batch: str) -> tuple[Link, ...]:
    marks = {Link(TRIAL, batch), Link(ENDED_BY, batch)}
    superseded = Link(ENDED_BY, batch) in item.links
    return tuple(
        link for link in item.links if link not in marks and not (superseded and link.relation == SUPERSEDED_BY)
    )
