"""One recall: ``trigger → search → join → select → withhold → compose``, and the record of all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from random import Random
from typing import Protocol

from seasoned.codec import content_id
from seasoned.credit.shares import equal
from seasoned.credit.withhold import withhold as draw_withheld
from seasoned.protocols import Compose, Reader, Scored, Search, Select, Trigger
from seasoned.recall.marks import best_first, refused
from seasoned.recall.select.servable import servable, unservable
from seasoned.types import Candidate, Hint, Query, Usage

LOGGED = 50
"""Candidates kept in a `Usage`, the chosen ones first."""

OVER_BUDGET = "did not fit the token budget"
SAID = "stands in the agent's context already"
WITHHELD = "withheld at random, to measure what it is worth"

Withhold = Callable[[Sequence[Scored], Random], AbstractSet[str]]
Shares = Callable[[Sequence[Scored]], Sequence[float]]


class Recalling(Protocol):
    """The part of a system that a recall needs (see `seasoned.system.System`)."""

    @property
    def name(self) -> str:
        """Name of the system, written into each usage."""

    @property
    def trigger(self) -> Trigger:
        """When."""

    @property
    def search(self) -> Search:
        """Among what."""

    @property
    def select(self) -> Select:
        """Which."""

    @property
    def compose(self) -> Compose:
        """In which words."""


def withhold_nothing(chosen: Sequence[Scored], rng: Random) -> AbstractSet[str]:
    """Return no id: everything chosen is shown."""
    return frozenset()


def randomised(probability: float, warm: int, query: Query, seed: int = 0) -> Withhold:
    """Return a withholding that leaves about one chosen item out in a share `probability` of all recalls (F18).

    Each of n chosen items with at least `warm` injections is left out with `probability` / n, so that measuring costs
    a large hint no more than a small one. The draw belongs to the run and the item: what is withheld once in a
    trajectory stays so as long as the hint does not shrink.
    """

    def at_random(chosen: Sequence[Scored], rng: Random) -> AbstractSet[str]:
        held: set[str] = set()
        for item in chosen:
            name = item.candidate.id
            draw = Random(f"{seed}\n{query.trajectory_id}\n{name}")
            held.update(draw_withheld([name], {name: item.utility}, draw, probability / len(chosen), warm))
        return held

    return at_random


def equal_shares(shown: Sequence[Scored]) -> Sequence[float]:
    """Return ``1 / n`` for each of n items: nothing is known about which one mattered."""
    return equal(len(shown))


def recall(
    system: Recalling,
    query: Query,
    store: Reader,
    rng: Random,
    now: float,
    *,
    leave_out: Withhold = withhold_nothing,
    shares: Shares = equal_shares,
    context_key: str | None = None,
    seed: int = 0,
    n: int = 0,
) -> tuple[Hint, Usage | None]:
    """Return the hint for `query` and the usage to append, which is None when the trigger kept still.

    `leave_out` gets the chosen items and returns the ids to leave out. `context_key` (default: the query's family) is
    the context that values are learned for; `n` numbers the recalls made at one step; `seed` is only recorded. Nothing
    is written here.
    """
    if not system.trigger(query):
        return Hint(), None
    gathered = gather(system.search(query, store), store)
    selected = system.select(query, servable()(query, gathered, rng, now), rng, now)
    items = _accounted_for(gathered, selected, now)
    chosen = [item for item in items if item.chosen]
    held = leave_out(chosen, rng) if chosen else frozenset()
    said = frozenset(query.said)
    allowed = [item for item in chosen if item.candidate.id not in held | said]
    hint = system.compose(query, [item.experience for item in allowed]) if allowed else Hint()
    shown_ids = {experience.id for experience in hint.items}
    shown = [item for item in allowed if item.candidate.id in shown_ids]
    usage = Usage(
        id=content_id("use", query.trajectory_id, query.step, query.site, query.text, n),
        trajectory_id=query.trajectory_id,
        step=query.step,
        query=query.text,
        candidates=tuple(_logged(item, shown_ids, held, said) for item in items[:LOGGED]),
        selected=tuple(item.candidate.id for item in shown),
        shares=tuple(shares(shown)) if shown else (),
        withheld=tuple(item.candidate.id for item in chosen if item.candidate.id in held),
        rendered_hash=content_id("text", hint.text) if hint.text else "",
        tokens=hint.tokens,
        site=query.site,
        context_key=query.family if context_key is None else context_key,
        policy=system.name,
        seed=seed,
        at=now,
    )
    return replace(hint, usage_id=usage.id), usage


def gather(candidates: Sequence[Candidate], store: Reader) -> list[Scored]:
    """Join candidates with their experiences and utilities (one read each), best raw score first.

    A candidate whose experience is gone (erased since it was indexed) is left out: nothing can be said of it.
    """
    ids = [candidate.id for candidate in candidates]
    if not ids:
        return []
    experiences = {experience.id: experience for experience in store.experiences(ids, statuses=None)}
    utilities = store.utilities(ids)
    return best_first(
        Scored(
            candidate,
            experiences[candidate.id],
            utilities[candidate.id],
            candidate.score or max(candidate.scores.values(), default=0.0),
        )
        for candidate in candidates
        if candidate.id in experiences
    )


def _accounted_for(before: Sequence[Scored], after: Sequence[Scored], now: float) -> list[Scored]:
    """Return the selection with what a stage must not do put right: choose the unservable, or lose a candidate."""
    kept = [refused(item, why) if (why := unservable(item.experience, now)) else item for item in after]
    known = {item.candidate.id for item in after}
    lost = [refused(item, "lost by the selection") for item in before if item.candidate.id not in known]
    return sorted([*kept, *lost], key=lambda item: not item.chosen)


def _logged(item: Scored, shown: AbstractSet[str], held: AbstractSet[str], said: AbstractSet[str]) -> Candidate:
    name = item.candidate.id
    reason = item.reason
    if item.chosen and name in held:
        reason = WITHHELD
    elif item.chosen and name in said:
        reason = SAID
    elif item.chosen and name not in shown:
        reason = OVER_BUDGET
    return Candidate(name, item.candidate.scores, item.score, reason)
