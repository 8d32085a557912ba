"""Decision rules: when to choose an action over the others on offer, learned by contrast with what was passed over.

Every decision on the productive path of an attempt (`seasoned.learn.clean`) whose alternatives were listed becomes one
choice; a conditional logit (`seasoned.learn.preference`) over lifted conditions (`seasoned.lift`) weighs what sets the
chosen action apart. One rule per family and action template: such as *cook {0} in {1}: when seen {0}: grill _ & {1} is
toaster*. A rule is read by people, found by the templates of the actions on offer, and followed by `seasoned.agents`.

Demonstrations count in full. Own attempts count by the square of their score and their steps by how soon a reward
followed; a failure teaches what earned its partial score, and that the action which lost it was the wrong choice. That
counts by the share of attempts which did teach something to do: where nearly all are lost, one more says little (the
baseline of REINFORCE, Williams, Machine Learning 1992).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest
from random import Random
from weakref import WeakKeyDictionary

from seasoned.codec import content_id
from seasoned.learn import describe
from seasoned.learn.actions import moves
from seasoned.learn.clean import best_prefix, clean
from seasoned.learn.evidence import quote, support
from seasoned.learn.injected import strip_attempt
from seasoned.learn.preference import Choice, Preference, Weight, targets
from seasoned.learn.provenance import attempt_trust
from seasoned.lift import Situation, Tokens, lift, mentions, place, template
from seasoned.payloads import Rule, read, write
from seasoned.protocols import Attempt, Reader
from seasoned.types import Kind, Origin, Proposal, Span, Step, Trajectory, Trust

POOL = 120
"""Attempts of a family that are replayed: the newest ones."""

NEARNESS = 0.8
"""How much less a step of an own run teaches for each step that it lies before a reward."""

ASIDE = 0.25
"""What remains of that for a step that neither moved, nor showed nor touched anything a later step acted on."""

MOST_ALTERNATIVES = 64
MOST_CONDITIONS = 800

Choices = tuple[tuple[int, Choice], ...]


@dataclass(frozen=True, slots=True)
class RuleInduction:
    """Distiller of decision rules. `rounds` passes over new decisions, each with `replay` old ones mixed in."""

    rounds: int = 2
    replay: int = 100
    # Choices of stored attempts by store and family: a memo of what the log says, never more.
    _memo: WeakKeyDictionary[Reader, dict[str, dict[str, Choices]]] = field(
        default_factory=WeakKeyDictionary, repr=False, compare=False
    )

    def __reduce__(self) -> tuple[type[RuleInduction], tuple[int, int]]:
        # The memo belongs to this process's stores.
        return type(self), (self.rounds, self.replay)

    def __call__(self, attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
        """Yield the rules of every family that `attempts` adds decisions to, as whole new versions."""
        families: dict[str, list[Attempt]] = defaultdict(list)
        for attempt in attempts:
            families[attempt.trajectory.task.family].append(strip_attempt(attempt))
        for family, members in families.items():
            if any(step.valid_actions for attempt in members for step in attempt.trajectory.steps):
                yield from self._family(family, members, store)

    def _family(self, family: str, attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
        pool = self._pool(family, store)
        fresh = {attempt.trajectory.id: choices(attempt) for attempt in attempts}
        earlier = [found for key, found in pool.items() if key not in fresh][-max(0, POOL - len(fresh)) :]
        pool.update(fresh)
        while len(pool) > POOL:
            del pool[next(iter(pool))]
        blame = _blame(pool.values())
        new = [_blamed(choice, blame) for found in fresh.values() for _, choice in found]
        old = [_blamed(choice, blame) for found in earlier for _, choice in found]
        if not any(choice.quality for choice in new):
            return
        rules = {rule.template: rule for rule in self._stored(family, store)}
        preference = Preference(
            {(r.template, condition): w for r in rules.values() for condition, w in r.weights.items()},
            {(r.template, condition): c for r in rules.values() for condition, c in r.curvature.items()},
        )
        seed = content_id("fit", family, sorted(fresh), len(old))
        preference.fit(new, old, rounds=self.rounds, replay=self.replay, rng=Random(seed))
        weights = _by_template(preference)
        trust = min(attempt_trust(attempt) for attempt in attempts)
        shown = all(_is_shown(attempt.trajectory) for attempt in attempts)
        for name, seen in _sightings(attempts, fresh).items():
            before = rules.get(name, Rule(template=name))
            rule = Rule(
                template=name,
                weights=weights[name][0],
                curvature=weights[name][1],
                chosen=before.chosen + len(seen.chosen),
                offered=before.offered + seen.offered,
                lost=before.lost + seen.lost,
            )
            when, body = describe.rule(rule, family)
            yield Proposal(
                kind=Kind.RULE,
                key=name,
                when=when,
                body=body,
                family=family,
                payload=write(rule),
                evidence=support(*(seen.chosen or seen.passed_over[:1]), count=len(seen.chosen)),
                origin=Origin.DEMONSTRATION if shown else Origin.OWN,
                trust=trust,
                stage="rules",
                score=max(quality(attempt) for attempt in attempts),
            )

    def _stored(self, family: str, store: Reader) -> Iterator[Rule]:
        # Of two with one template the later counts: that of the scope itself, not the one it sees in a wider scope.
        found = store.experiences(kinds=(Kind.RULE,), family=family)
        for experience in sorted(found, key=lambda one: one.scope == store.scope):
            yield read(experience.payload, Rule)

    def _pool(self, family: str, store: Reader) -> dict[str, Choices]:
        families = self._memo.setdefault(store, {})
        if family not in families:
            newest = list(store.trajectories(family=family, limit=POOL))
            families[family] = {t.id: choices(strip_attempt(Attempt(t, store.outcome(t.id)))) for t in reversed(newest)}
        return families[family]


def quality(attempt: Attempt) -> float:
    """Return how much an attempt is worth as an example, in [0, 1]: 1 for a demonstration, the score of a success (1 if
    it has none), else the square of its score (half a solution is a poor example); 0 without a trustworthy outcome."""
    if _is_shown(attempt.trajectory):
        return 1.0
    if attempt.outcome is None or attempt_trust(attempt) <= Trust.UNVERIFIED:
        return 0.0
    score = attempt.outcome.score
    if attempt.outcome.success:
        return 1.0 if not score else min(1.0, score)
    return max(0.0, min(1.0, score or 0.0)) ** 2


def teaches(attempt: Attempt) -> bool:
    """Return whether there is anything to learn from an attempt."""
    return quality(attempt) > 0.0 or fatal(attempt) is not None


def _is_shown(trajectory: Trajectory) -> bool:
    return trajectory.origin in (Origin.DEMONSTRATION, Origin.HUMAN)


def choices(attempt: Attempt) -> Choices:
    """Return the decisions of an attempt to learn from, each with the index of its step; none if it teaches nothing."""
    trajectory = attempt.trajectory
    if not teaches(attempt):
        return ()
    shown = _is_shown(trajectory)
    path = tuple(range(len(trajectory.steps))) if shown else productive(attempt) if quality(attempt) > 0.0 else ()
    worth = dict.fromkeys(path, 1.0) if shown else _nearness(trajectory, path)
    lost = None if shown else fatal(attempt)
    won = path[-1] if path and attempt.outcome and attempt.outcome.success else None
    situation = Situation(trajectory.task.text)
    tried = {step.action for step in trajectory.steps}
    used = _Path.of(trajectory.steps[index].action for index in path)
    found: list[tuple[int, Choice]] = []
    for index, step in enumerate(trajectory.steps):
        situation.observe(step.observation, str(step.metadata.get("state", "")))
        if step.valid_actions and (index in worth or index == lost):
            alternatives = _alternatives(step, None if shown or index in (won, lost) else tried, used)
            if index == lost:
                target = (0.0, *(1.0 / (len(alternatives) - 1) for _ in alternatives[1:]))
                value = 1.0
            else:
                target = targets(alternatives, [trajectory.steps[i].action for i in path if i >= index])
                value = worth[index] * quality(attempt)
            lifted = tuple(lift(situation, action) for action in alternatives)
            found.append((index, Choice(lifted, target, value)))
        situation.act(step.action)
    return tuple(found)


def fatal(attempt: Attempt) -> int | None:
    """Return the index of the action that lost the run: the last one of a failure that no limit cut off."""
    trajectory, outcome = attempt.trajectory, attempt.outcome
    if outcome is None or outcome.success is not False or not trajectory.steps:
        return None
    last = len(trajectory.steps) - 1
    known = trajectory.metadata.get("truncated") is False and len(trajectory.steps[last].valid_actions or ()) > 1
    return last if known and attempt_trust(attempt) > Trust.UNVERIFIED else None


def _blame(pool: Iterable[Choices]) -> float:
    """Return how much a lost action teaches, in [0, 1): the share of attempts with something to do in them. While
    there are none it teaches nothing: every run must end somehow, and fear of all endings is worse than no memory."""
    lost = [[_is_lost(choice) for _, choice in found] for found in pool if found]
    taught = sum(not all(marks) for marks in lost)
    return taught / (taught + sum(any(marks) for marks in lost)) if taught else 0.0


def _is_lost(choice: Choice) -> bool:
    return not choice.target[0]


def _blamed(choice: Choice, blame: float) -> Choice:
    return replace(choice, quality=blame * choice.quality) if _is_lost(choice) else choice


def _nearness(trajectory: Trajectory, path: Sequence[int]) -> dict[int, float]:
    """Return what each step of the path teaches: `NEARNESS` to the power of the steps until the next reward, and only
    `ASIDE` of that where nothing that came after shows what it was good for."""
    worth: dict[int, float] = {}
    named: set[Tokens] = set()
    current = 1.0
    for index in reversed(path):
        step = trajectory.steps[index]
        earned = (step.reward or 0.0) > 0.0
        current = 1.0 if earned else current * NEARNESS
        fillers = template(step.action)[1]
        useful = earned or not named.isdisjoint(fillers) or _moved_or_showed(trajectory, index, named)
        worth[index] = current if useful else current * ASIDE
        if useful:
            named.update(fillers)
    return worth


def _moved_or_showed(trajectory: Trajectory, index: int, named: set[Tokens]) -> bool:
    before = str(trajectory.steps[index].metadata.get("state", ""))
    last = index + 1 == len(trajectory.steps)
    after = "" if last else str(trajectory.steps[index + 1].metadata.get("state", ""))
    if place(before) != place(after):
        return True
    answer = trajectory.final_observation if last else trajectory.steps[index + 1].observation
    return any(mentions(answer, name) and not mentions(before, name) for name in named)


def productive(attempt: Attempt) -> tuple[int, ...]:
    """Return the indices of the steps that led to the best score: no circles, refusals or idle steps."""
    trajectory, outcome = attempt.trajectory, attempt.outcome
    kept = clean(trajectory, moves(trajectory))
    return tuple(move.position for move in best_prefix(kept, outcome.score if outcome else None))


@dataclass(frozen=True, slots=True)
class _Path:
    """What an attempt used: the templates and the arguments of its actions."""

    templates: frozenset[str]
    arguments: frozenset[Tokens]

    @classmethod
    def of(cls, actions: Iterable[str]) -> _Path:
        known = [template(action) for action in actions]
        return cls(
            frozenset(name for name, _ in known), frozenset(chain.from_iterable(fillers for _, fillers in known))
        )


def _alternatives(step: Step, tried: set[str] | None, path: _Path) -> tuple[str, ...]:
    """Return the chosen action and at most `MOST_ALTERNATIVES` others, of the most telling first: those of its own
    template, those of the templates that the attempt used elsewhere, and of all templates in equal parts; within each,
    those that share an argument with it, then those on what the attempt acted on elsewhere.

    Unless `tried` is None, only what the run tried somewhere counts as passed over: of the rest nothing is known.
    """
    valid = step.valid_actions or ()
    others = [action for action in valid if action != step.action and (tried is None or action in tried)]
    if len(others) <= MOST_ALTERNATIVES:
        return (step.action, *others)
    name, fillers = template(step.action)
    groups: defaultdict[str, list[list[str]]] = defaultdict(lambda: [[], [], []])
    for action in others:
        other, arguments = template(action)
        shares = other == name and any(one == two for one, two in zip(fillers, arguments, strict=False))
        groups[other][0 if shares else 1 if not path.arguments.isdisjoint(arguments) else 2].append(action)
    ranked = {other: [*chain.from_iterable(map(_spread, parts))] for other, parts in groups.items()}
    own = ranked.pop(name, [])
    used = [group for other, group in ranked.items() if other in path.templates]
    kept: list[str] = []
    for share, candidates in ((0.4, [own]), (0.8, used), (1.0, ranked.values())):
        rest = [[action for action in group if action not in kept] for group in candidates]
        even = [action for rank in zip_longest(*rest) for action in rank if action is not None]
        kept += even[: round(share * MOST_ALTERNATIVES) - len(kept)]
    return (step.action, *kept)


def _spread(actions: Sequence[str]) -> list[str]:
    """Return at most `MOST_ALTERNATIVES` of the actions, evenly spaced."""
    step = max(1.0, len(actions) / MOST_ALTERNATIVES)
    return [actions[int(at * step)] for at in range(min(len(actions), MOST_ALTERNATIVES))]


def _by_template(preference: Preference) -> dict[str, tuple[dict[str, float], dict[str, float]]]:
    rows: dict[str, list[tuple[Weight, float, float]]] = defaultdict(list)
    for weight, value, curvature in preference.items():
        rows[weight[0]].append((weight, value, curvature))
    found = {}
    for name, row in rows.items():
        # The weakest conditions go first; the template's own weight always stays.
        row.sort(key=lambda entry: (entry[0][1] != "", -abs(entry[1]), entry[0][1]))
        kept = row[:MOST_CONDITIONS]
        found[name] = ({w[1]: v for w, v, _ in kept}, {w[1]: c for w, _, c in kept})
    return found


@dataclass(slots=True)
class _Sighting:
    """Where a template was chosen, where it was passed over, and in how many decisions it was on offer."""

    chosen: list[Span] = field(default_factory=list)
    passed_over: list[Span] = field(default_factory=list)
    offered: int = 0
    lost: int = 0


def _sightings(attempts: Sequence[Attempt], found: dict[str, Choices]) -> dict[str, _Sighting]:
    sightings: dict[str, _Sighting] = defaultdict(_Sighting)
    for attempt in attempts:
        trajectory = attempt.trajectory
        lost = fatal(attempt)
        for index, choice in found[trajectory.id]:
            action = trajectory.steps[index].action
            span = Span(trajectory_id=trajectory.id, start=index, end=index + 1, quote=quote(action))
            taken = template(action)[0]
            for name in {lifted.template for lifted in choice.alternatives}:
                sightings[name].offered += 1
                (sightings[name].chosen if name == taken and index != lost else sightings[name].passed_over).append(
                    span
                )
            sightings[taken].lost += index == lost
    return dict(sorted(sightings.items()))
