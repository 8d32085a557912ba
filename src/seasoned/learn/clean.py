"""Cleaning a run: the steps that led somewhere.

A run meanders. What it did in circles (the state returned to an earlier one and nothing was earned on the way) and what
was refused or failed is left out, so that the rest can be followed. A circle stays when a later step needed something
that was first seen in it: reading a recipe changes no state, and cooking needs it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from seasoned.learn.actions import PARTICLES, Move
from seasoned.types import Trajectory

LONGEST_READ = 1000
"""Moves of a run up to which circles are searched for what a later step needed; of longer runs all circles go."""

_WORD = re.compile(r"[^\W_]{3,}")


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.lower()) if word not in PARTICLES}


def clean(trajectory: Trajectory, moves: Sequence[Move]) -> list[Move]:
    """Return the moves without circles, refusals and failures, in order. Moves that earned a reward always stay."""
    kept = [move for move in without_circles(trajectory, moves) if not move.failed or move.reward > 0.0]
    # An utterance is no step of a procedure, unless talking is all that was done.
    named = [move for move in kept if move.node]
    return named or [move for move in kept if move.action]


def without_circles(trajectory: Trajectory, moves: Sequence[Move]) -> list[Move]:
    """Return the moves without those between two visits of one state (`Step.state_key`), as far as none is needed."""
    states = [trajectory.steps[move.position].state_key for move in moves]
    known = [state for state in states if state]
    if len(set(known)) == len(known):
        return list(moves)
    shortest = _cut(moves, states, frozenset())
    if len(moves) > LONGEST_READ:
        return shortest
    return _cut(moves, states, _informative(trajectory, moves, shortest))


def _cut(moves: Sequence[Move], states: Sequence[str], needed: frozenset[int]) -> list[Move]:
    path: list[Move] = []
    place: dict[str, int] = {}
    trail: list[str] = []
    for move, state in zip(moves, states, strict=True):
        at = place.get(state) if state else None
        if at is not None and not any(one.reward > 0.0 or one.position in needed for one in path[at:]):
            for left in trail[at + 1 :]:
                if place.get(left, -1) > at:
                    del place[left]
            del path[at:], trail[at:]
        if state:
            place[state] = len(path)
        path.append(move)
        trail.append(state)
    return path


def _informative(trajectory: Trajectory, moves: Sequence[Move], users: Sequence[Move]) -> frozenset[int]:
    """Positions of moves that showed a word first which a later one of `users` acts on."""
    wanted = {move.position: _words(move.action) for move in users}
    vocabulary = set().union(*wanted.values()) if wanted else set()
    first = moves[0].position if moves else 0
    shown: dict[str, int] = dict.fromkeys(
        (_words(trajectory.task.text) | _words(trajectory.steps[first].observation)) & vocabulary, -1
    )
    needed: set[int] = set()
    for move in moves:
        for word in wanted.get(move.position, ()):
            source = shown.get(word, -1)
            if source >= 0:
                needed.add(source)
        for word in vocabulary - shown.keys():
            if word in move.effect.lower():
                shown[word] = move.position
    return frozenset(needed)


def best_prefix(moves: Sequence[Move], score: float | None) -> list[Move]:
    """Return the moves up to the best partial score; all of them when no reward tells where that was.

    Rewards are increments when their sum is the score, else grades of each attempt.
    """
    if not any(move.reward for move in moves):
        return list(moves)
    total = sum(move.reward for move in moves)
    if score is not None and abs(total - score) > 0.011 and max(move.reward for move in moves) > 0.0:
        highest = max(range(len(moves)), key=lambda at: (moves[at].reward, -at))
        return list(moves[: highest + 1])
    running, best, best_at = 0.0, 0.0, -1
    for at, move in enumerate(moves):
        running += move.reward
        if running > best + 1e-12:
            best, best_at = running, at
    return list(moves[: best_at + 1])
