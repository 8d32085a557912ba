"""Rules of the environment, induced from a run and checked against every logged transition (CEL, arXiv 2509.25052).

The paper's inducer is a model that rewrites a text of rules, and nothing checks them; its reviewers miss that. Here a
rule is proposed only when no logged transition of the family speaks against it, and every later run is evidence for or
against it: `recall.select.upheld` leaves out what was refuted since. Induction goes from general to special, as
sequential covering does (CN2: Clark & Niblett, Machine Learning 3, 1989).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.knobs import distill_stage
from seasoned.learn.actions import moves
from seasoned.learn.dynamics import ANY, Change, Law, changes
from seasoned.learn.evidence import MOST_SPANS, move_quote
from seasoned.learn.injected import strip_attempt
from seasoned.learn.provenance import attempt_trust
from seasoned.payloads import read, write
from seasoned.protocols import Attempt, Reader
from seasoned.types import Evidence, Kind, Proposal, Span, Trust

MOST_PROPOSED = 100
"""New rules that one batch may propose per family: those with the most transitions behind them."""

MOST_READ = 1000

Situation = tuple[str, str]


@dataclass(slots=True)
class _Tally:
    """Transitions in which each (head, condition) held, and the effects that they had."""

    held: Counter[Situation] = field(default_factory=Counter)
    effects: defaultdict[Situation, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, change: Change) -> None:
        for situation in change.situations:
            self.held[situation] += 1
            self.effects[situation].update(change.effects)


@distill_stage
def dynamics(attempts: Sequence[Attempt], store: Reader, pool: int = 120, least: int = 1) -> Iterator[Proposal]:
    """Yield new rules with at least `least` transitions for and none against them, and what the batch says of old ones.

    New rules are checked against the newest `pool` runs of the family, those of the batch included (0: against the
    batch alone, as a model that reads one run would). Of two rules with one effect the more general is proposed.
    Raises InputError for `pool` < 0 or `least` < 1.
    """
    if pool < 0 or least < 1:
        raise InputError("dynamics() needs pool >= 0 and least >= 1")
    families: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        families.setdefault(attempt.trajectory.task.family, []).append(attempt)
    for family, members in families.items():
        yield from _family(family, members, store, pool, least)


def _family(family: str, members: Sequence[Attempt], store: Reader, pool: int, least: int) -> Iterator[Proposal]:
    fresh = {attempt.trajectory.id: (strip_attempt(attempt), changes(attempt)) for attempt in members}
    new = _Tally()
    for _, found in fresh.values():
        for change in found:
            new.add(change)
    stored = store.experiences(kinds=(Kind.FACT,), statuses=None, family=family, limit=MOST_READ)
    known = {law_key(law): law for one in stored if "effect" in one.payload for law in (read(one.payload, Law),)}
    everything = _logged(family, set(fresh), new, store, pool)
    induced = [law for law in _induced(new, everything, least) if law_key(law) not in known]
    for law in sorted(known.values()):
        if new.held[law.head, law.condition]:
            yield _proposal(law, new, fresh, family)
    for law in induced[:MOST_PROPOSED]:
        yield _proposal(law, everything, fresh, family)


def _logged(family: str, known: set[str], new: _Tally, store: Reader, pool: int) -> _Tally:
    """Return the tally of the batch and of earlier runs."""
    everything = _Tally(Counter(new.held), defaultdict(Counter, {k: Counter(v) for k, v in new.effects.items()}))
    for trajectory in store.trajectories(family=family, limit=pool) if pool else ():
        if trajectory.id not in known:
            for change in changes(Attempt(trajectory, store.outcome(trajectory.id))):
                everything.add(change)
    return everything


def _induced(new: _Tally, everything: _Tally, least: int) -> list[Law]:
    """Return the laws that the batch suggests and nothing refutes, those with most behind them first."""
    sound = {
        Law(*situation, effect)
        for situation, effects in new.effects.items()
        for effect in effects
        if least <= everything.effects[situation][effect] == everything.held[situation]
    }
    kept = [law for law in sound if not any(wider in sound for wider in _wider(law))]
    return sorted(kept, key=lambda law: (-everything.held[law.head, law.condition], law))


def _wider(law: Law) -> Iterator[Law]:
    if law.condition:
        yield Law(law.head, "", law.effect)
        if law.head != ANY and ANY in law.condition:
            yield Law(ANY, law.condition, law.effect)


def law_key(law: Law) -> str:
    """Return the key under which a law is stored."""
    return content_id("law", law.head, law.condition, law.effect)


def described(law: Law) -> tuple[str, str]:
    """Return (when, body). What the agent saw stands on lines of its own, so that it is not taken for an echo."""
    return f"{law.head}\nwhile:\n{law.condition}" if law.condition else law.head, f"then:\n{law.effect}"


def _proposal(law: Law, tally: _Tally, fresh: Mapping[str, tuple[Attempt, list[Change]]], family: str) -> Proposal:
    place = (law.head, law.condition)
    spans: dict[bool, list[Span]] = {True: [], False: []}
    trust = Trust.ENDORSED
    for name, (attempt, found) in fresh.items():
        at = {move.position: move for move in moves(attempt.trajectory)}
        for change in found:
            side = spans[law.effect in change.effects]
            if place in change.situations and len(side) < MOST_SPANS:
                quoted = move_quote(attempt.trajectory, at[change.position])
                side.append(Span(trajectory_id=name, start=change.position, end=change.position + 1, quote=quoted))
                trust = min(trust, max(Trust.OBSERVED, attempt_trust(attempt)))
    held, shown = tally.held[place], tally.effects[place][law.effect]
    when, body = described(law)
    return Proposal(
        kind=Kind.FACT,
        key=law_key(law),
        when=when,
        body=body,
        family=family,
        payload=write(law),
        evidence=Evidence(tuple(spans[True]), tuple(spans[False]), shown, held - shown),
        trust=trust,
        stage="dynamics",
        score=(shown + 1.0) / (held + 2.0),
    )
