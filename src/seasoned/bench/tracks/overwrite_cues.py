"""Streams of cues that are overwritten: the way to the goal of a corridor, asked for after many other lines.

After the endless T-maze of memory rewriting (arXiv 2601.15086), where each corridor's new cue makes the old one wrong.
"""

from __future__ import annotations

from random import Random

from seasoned.bench.tracks.overwrite_stream import Asked, Told, Turn
from seasoned.bench.tracks.overwrite_wording import Forms, Wording, worded

TASKS = 100
CORRIDORS = ("corridor 3", "corridor 13", "corridor 30", "the green corridor", "the red corridor", "the old corridor")
WAYS = ("left", "right", "straight on")
NEW_CUE = 0.4
"""Probability of a new cue in a task."""

CUES = Wording(
    foreseen=(
        "the way to the goal in {s} is {v}.",
        "the way to the goal in {s} is now {v}.",
        "way to the goal in {s}: {v}",
        "the way to the goal in {s} has changed to {v}.",
    ),
    other=(
        "in {s} you reach the goal by going {v}.",
        "whoever enters {s} should turn {v} for the goal.",
        "the goal of {s} lies {v}.",
        "an arrow on the way through {s} shows that the goal is {v}.",
    ),
)
QUESTIONS: Forms = ("Which way takes you to the goal in {s}?", "What is the way to the goal in {s}?")
DISTRACTORS: Forms = (
    "the lamp in {s} is {v}.",
    "the door at the end of {s} is {v}.",
    "a draught comes through {s}.",
    "there is a bench in {s}.",
    "the sign to the kitchen in {s} is {v}.",
)
LOOKS = ("green", "broken", "open", "shut", "dim")


def stream(rng: Random, tasks: int, *, unforeseen: bool) -> list[Turn]:
    """Return a stream of `tasks` tasks (0: `TASKS`); with `unforeseen`, half the cues in words that no grammar has."""
    now: dict[str, str] = {}
    told_at: dict[str, int] = {}
    turns: list[Turn] = []
    lines = 0
    for number in range(tasks or TASKS):
        told: list[Told] = []
        if not now or rng.random() < NEW_CUE:
            place = rng.choice(CORRIDORS)
            way = rng.choice([way for way in WAYS if way != now.get(place)])
            now[place] = way
            other = unforeseen and rng.random() < 0.5
            text = worded(CUES.other if other else CUES.foreseen, rng, s=place, v=way)
            told.append(Told(text, place, way, not other))
            told_at[place] = lines
        told += [
            Told(worded(DISTRACTORS, rng, s=rng.choice(CORRIDORS), v=rng.choice(LOOKS)))
            for _ in range(rng.choice((1, 2, 3)))
        ]
        lines += len(told)
        place = rng.choice(list(now))
        question = worded(QUESTIONS, rng, s=place)
        turns.append(Turn(tuple(told), (Asked(str(number), question, place, gap=lines - told_at[place] - 1),)))
    return turns
