"""How an environment answers actions: what a logged transition shows, and which rules would have foretold it.

CEL (arXiv 2509.25052) keeps a text of environment rules that a model rewrites after every run, unchecked. Here a rule
is small enough to be checked: an action, at most one line of what is seen with the action's own words left out, and an
effect. *{action}, while: {action}: a hole → the run is lost* holds for every direction at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seasoned.learn.actions import Move, moves
from seasoned.learn.diagnose.ending import budget
from seasoned.learn.injected import strip_attempt
from seasoned.learn.provenance import failed, succeeded
from seasoned.lift import Tokens, template, tokens
from seasoned.protocols import Attempt
from seasoned.types import Trajectory

ANY = "{action}"
"""Head of a rule that holds for every action, and the mark of the action's own words in a condition."""

LOST, WON = "the run is lost", "the run is won"
EARNS, COSTS = "it earns reward", "it costs reward"
REFUSED, NOTHING = "it is refused", "nothing changes"
SHOWS = "it shows"

LONGEST_LINE = 120
MOST_LINES = 40
"""Longer lines, and lines beyond the first so many, are not read as conditions: they seldom come back word for word."""

MOST_CONDITIONS = 12


@dataclass(frozen=True, slots=True, order=True)
class Law:
    """`head` is an action template (`seasoned.lift`) or `ANY`; `condition` a line with marks, ``""`` for none; `effect`
    one of the constants here, or `SHOWS` with the line shown."""

    head: str
    condition: str
    effect: str


@dataclass(frozen=True, slots=True)
class Change:
    """One logged transition: the step it is, the (head, condition) pairs that hold before it, and all its effects."""

    position: int
    situations: frozenset[tuple[str, str]]
    effects: frozenset[str]


def changes(attempt: Attempt) -> list[Change]:
    """Return the transitions of one run, without what memory said in it; none while its outcome is not known.

    Of a run that nobody trustworthy judged the last transition is left out: whether it ended the run well is open.
    """
    if attempt.outcome is None:
        return []
    clean = strip_attempt(attempt)
    taken = [move for move in moves(clean.trajectory) if move.action]
    judged = succeeded(clean) or failed(clean)
    return [
        Change(
            move.position,
            frozenset(situations(_before(clean.trajectory, move.position), move.action)),
            frozenset(_effects(clean, move, last=index == len(taken) - 1)),
        )
        for index, move in enumerate(taken if judged else taken[:-1])
    ]


def foretells(law: Law, before: str, action: str) -> bool:
    """Return whether the law says something of `action` done where `before` is what is seen."""
    return (law.head, law.condition) in set(situations(before, action))


def situations(before: str, action: str) -> Iterator[tuple[str, str]]:
    """Yield the (head, condition) pairs that hold: the template by itself and with each line that mentions its
    arguments, and any action with each line that mentions all of it."""
    name, fillers = template(action)
    yield name, ""
    lines = [line.strip() for line in before.splitlines()[:MOST_LINES] if len(line) <= LONGEST_LINE]
    whole = tuple(word for word in tokens(action) if word not in ("\n", ":"))
    found = 0
    for line in lines:
        words = tokens(line)
        for mark, phrase in ((ANY, whole), *((f"{{{slot}}}", filler) for slot, filler in enumerate(fillers))):
            lifted = _lifted(line, words, phrase, mark)
            if lifted and found < MOST_CONDITIONS:
                found += 1
                yield name, lifted
                if mark == ANY:
                    yield ANY, lifted


def _lifted(line: str, words: Tokens, phrase: Tokens, mark: str) -> str:
    if not phrase or phrase[0] not in words:
        return ""
    pattern = r"\W+".join(map(re.escape, phrase))
    lifted, times = re.subn(rf"(?<!\w){pattern}(?!\w)", mark, line, flags=re.IGNORECASE)
    return lifted if times else ""


def _before(trajectory: Trajectory, position: int) -> str:
    step = trajectory.steps[position]
    return str(step.metadata.get("state", "")) or step.observation


def _effects(attempt: Attempt, move: Move, *, last: bool) -> Iterator[str]:
    trajectory = attempt.trajectory
    if move.failed:
        yield REFUSED
    if move.reward:
        yield EARNS if move.reward > 0.0 else COSTS
    if last and succeeded(attempt):
        yield WON
    if last and failed(attempt) and not _cut_off(trajectory):
        yield LOST
    before = trajectory.steps[move.position].observation
    if move.effect and move.effect == before and not move.reward:
        yield NOTHING
    known = set(before.splitlines())
    fresh = [line.strip() for line in move.effect.splitlines() if line.strip() and line not in known]
    if len(fresh) == 1 and len(fresh[0]) <= LONGEST_LINE:
        yield f"{SHOWS}\n{fresh[0]}"


def _cut_off(trajectory: Trajectory) -> bool:
    limit = budget(trajectory)
    return trajectory.metadata.get("truncated") is True or (limit is not None and len(trajectory.steps) >= limit)
